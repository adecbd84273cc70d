#include "newsletters/letters.h"

#include "mail/layout.h"
#include "newsletters/notice.h"

namespace broadsheet::newsletters {
namespace {

// One letter in one language.
class Writer {
  public:
    Writer(frame::Publication const& publication, std::string const& language)
        : publication_(publication), language_(language.empty() ? publication.site.language : language) {
        letter_.publication = publication.site.title;
        letter_.language = language_;
    }

    std::string words(std::string const& text, std::string_view name = {}, std::string_view value = {}) const {
        auto out = frame::translated(*publication_.catalogs, language_, text);
        out = fill(std::move(out), "publication", publication_.site.title);
        return name.empty() ? out : fill(std::move(out), name, value);
    }
    void say(std::string text) { letter_.paragraphs.push_back(std::move(text)); }
    void offer(std::string text, std::string path) {
        letter_.button = std::move(text);
        letter_.link = publication_.site.url + path;
    }
    void close(std::string text) { letter_.closing.push_back(std::move(text)); }
    void name_all(std::vector<content::Newsletter> const& newsletters) {
        for (auto const& newsletter : newsletters)
            say("• " + newsletter.name + (newsletter.schedule.empty() ? "" : " (" + newsletter.schedule + ")"));
    }

    mail::Message to(std::string name, std::string email, std::string subject) const {
        mail::Message message;
        message.from.name = publication_.site.title;
        message.to = {std::move(name), std::move(email)};
        message.subject = std::move(subject);
        message.text = mail::letter_text(letter_);
        message.html = mail::letter_html(letter_);
        message.headers = {{"Auto-Submitted", "auto-generated"}};
        return message;
    }

  private:
    frame::Publication const& publication_;
    std::string language_;
    mail::Letter letter_;
};

}  // namespace

mail::Message confirmation_letter(frame::Publication const& publication, content::SignUp const& sign_up,
                                  std::vector<content::Newsletter> const& newsletters, std::string const& code) {
    Writer letter(publication, sign_up.language);
    letter.say(letter.words("You, or somebody with your address, asked {publication} for:"));
    letter.name_all(newsletters);
    letter.say(letter.words("Nothing is sent before you confirm it."));
    letter.offer(letter.words("Confirm"), "/newsletters/confirm/?code=" + code);
    letter.close(
        letter.words("The link works once, for seven days. If you did not ask for this, you need do nothing: "
                     "your address is forgotten in 30 days."));
    return letter.to({}, sign_up.email, letter.words("Please confirm: {publication}"));
}

mail::Message welcome_letter(frame::Publication const& publication, content::Reader const& reader,
                             std::vector<content::Newsletter> const& newsletters, std::string const& unsubscribe) {
    Writer letter(publication, reader.language);
    letter.say(letter.words("Thank you. From now on you get:"));
    letter.name_all(newsletters);
    for (auto const& newsletter : newsletters)
        if (!newsletter.welcome.empty()) letter.say(newsletter.welcome);
    letter.offer(letter.words("Your newsletters"), "/members/");
    letter.close(letter.words("There you can change what you get, or leave, at any time."));
    auto message = letter.to(reader.name, reader.email, letter.words("Welcome to {publication}"));
    if (!unsubscribe.empty()) {
        message.headers.emplace_back("List-Unsubscribe", "<" + unsubscribe + ">");
        message.headers.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    return message;
}

mail::Message known_letter(frame::Publication const& publication, content::Reader const& reader,
                           std::vector<content::Newsletter> const& newsletters) {
    Writer letter(publication, reader.language);
    letter.say(
        letter.words("You, or somebody with your address, asked {publication} for newsletters that you get already:"));
    letter.name_all(newsletters);
    letter.offer(letter.words("Your newsletters"), "/members/");
    letter.close(letter.words("If they do not reach you, please look among the unwanted mail."));
    return letter.to(reader.name, reader.email, letter.words("You get these newsletters already"));
}

mail::Message sign_in_letter(frame::Publication const& publication, content::Reader const& reader,
                             accounts::ReaderCodes const& codes) {
    Writer letter(publication, reader.language);
    letter.say(letter.words("Your code is {code}. Type it where you asked for it, or press the button.", "code",
                            codes.digits));
    letter.offer(letter.words("Sign in"), "/members/enter/?code=" + codes.link);
    letter.close(letter.words("Both work once, for 30 minutes. If you did not ask for this, you need do nothing."));
    return letter.to(reader.name, reader.email,
                     letter.words("{code} is your code for {publication}", "code", codes.digits));
}

mail::Message unknown_letter(frame::Publication const& publication, std::string const& email,
                             std::string const& language) {
    Writer letter(publication, language);
    letter.say(
        letter.words("Somebody, perhaps you, wanted to sign in to {publication} with this address, but it gets "
                     "none of our newsletters."));
    letter.offer(letter.words("Our newsletters"), "/newsletters/");
    letter.close(letter.words("If that was not you, you need do nothing."));
    return letter.to({}, email, letter.words("Signing in to {publication}"));
}

}  // namespace broadsheet::newsletters
