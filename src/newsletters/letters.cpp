#include "newsletters/letters.h"

#include "frame/letter.h"

namespace broadsheet::newsletters {
namespace {

void name_all(frame::LetterWriter& letter, std::vector<content::Newsletter> const& newsletters) {
    for (auto const& newsletter : newsletters)
        letter.say("• " + newsletter.name + (newsletter.schedule.empty() ? "" : " (" + newsletter.schedule + ")"));
}

}  // namespace

mail::Message confirmation_letter(frame::Publication const& publication, content::SignUp const& sign_up,
                                  std::vector<content::Newsletter> const& newsletters, std::string const& code) {
    frame::LetterWriter letter(publication, sign_up.language);
    letter.say(letter.words("You, or somebody with your address, asked {publication} for:"));
    name_all(letter, newsletters);
    letter.say(letter.words("Nothing is sent before you confirm it."));
    letter.offer(letter.words("Confirm"), "/newsletters/confirm/?code=" + code);
    letter.close(
        letter.words("The link works once, for seven days. If you did not ask for this, you need do nothing: "
                     "your address is forgotten in 30 days."));
    return letter.to({}, sign_up.email, letter.words("Please confirm: {publication}"));
}

mail::Message welcome_letter(frame::Publication const& publication, content::Reader const& reader,
                             std::vector<content::Newsletter> const& newsletters, std::string const& unsubscribe) {
    frame::LetterWriter letter(publication, reader.language);
    letter.say(letter.words("Thank you. From now on you get:"));
    name_all(letter, newsletters);
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
    frame::LetterWriter letter(publication, reader.language);
    letter.say(
        letter.words("You, or somebody with your address, asked {publication} for newsletters that you get already:"));
    name_all(letter, newsletters);
    letter.offer(letter.words("Your newsletters"), "/members/");
    letter.close(letter.words("If they do not reach you, please look among the unwanted mail."));
    return letter.to(reader.name, reader.email, letter.words("You get these newsletters already"));
}

mail::Message sign_in_letter(frame::Publication const& publication, content::Reader const& reader,
                             accounts::ReaderCodes const& codes) {
    frame::LetterWriter letter(publication, reader.language);
    letter.say(letter.words("Your code is {code}. Type it where you asked for it, or press the button.", "code",
                            codes.digits));
    letter.offer(letter.words("Sign in"), "/members/enter/?code=" + codes.link);
    letter.close(letter.words("Both work once, for 30 minutes. If you did not ask for this, you need do nothing."));
    return letter.to(reader.name, reader.email,
                     letter.words("{code} is your code for {publication}", "code", codes.digits));
}

mail::Message account_letter(frame::Publication const& publication, content::SignUp const& sign_up,
                             std::string const& code) {
    frame::LetterWriter letter(publication, sign_up.language);
    letter.say(
        letter.words("Somebody, perhaps you, wanted to sign in to {publication} with this address. It has no account "
                     "yet; press the button, and it has."));
    letter.offer(letter.words("Open an account"), "/newsletters/confirm/?code=" + code);
    letter.close(
        letter.words("The link works once, for seven days. If you did not ask for this, you need do nothing: "
                     "your address is forgotten in 30 days."));
    return letter.to({}, sign_up.email, letter.words("Your account at {publication}"));
}

}  // namespace broadsheet::newsletters
