#include "desk/letters.h"

#include <fmt/format.h>

#include "mail/layout.h"

namespace broadsheet::desk {
namespace {

mail::Message with_letter(content::Site const& site, mail::Address to, std::string subject, mail::Letter letter) {
    letter.publication = site.title;
    mail::Message message;
    message.from.name = site.title;
    message.to = std::move(to);
    message.subject = std::move(subject);
    message.text = mail::letter_text(letter);
    message.html = mail::letter_html(letter);
    // So that no holiday notice answers a machine.
    message.headers = {{"Auto-Submitted", "auto-generated"}};
    return message;
}

struct Told {
    std::string_view subject, what;  // {}: the publication
};

Told told_by(accounts::Notice notice) {
    switch (notice) {
        case accounts::Notice::password:
            return {"your password was changed", "Your password for the newsroom of {} was changed."};
        case accounts::Notice::second_factor_on:
            return {"a second step was added to your sign-in",
                    "Signing in to the newsroom of {} now asks for a code of an app too."};
        case accounts::Notice::second_factor_off:
            return {"the second step of your sign-in was turned off",
                    "Signing in to the newsroom of {} no longer asks for a code of an app, only for the password."};
        case accounts::Notice::recovery_codes:
            return {"your recovery codes were renewed",
                    "New recovery codes for the newsroom of {} were made; the old ones no longer work."};
    }
    return {};
}

}  // namespace

mail::Message invitation_letter(content::Site const& site, content::Staff const& to, content::Staff const& from,
                                std::string const& code) {
    mail::Letter letter;
    letter.paragraphs = {
        fmt::format("Hello {},", to.name),
        fmt::format("{} invites you to the newsroom of {}. Choose a password, and you are in.", from.name, site.title)};
    letter.button = "Join the newsroom";
    letter.link = site.url + "/desk/join/" + code;
    letter.closing = {"The link works once, for seven days. If you did not expect this, you need do nothing."};
    return with_letter(site, {to.name, to.email}, "You are invited to " + site.title, std::move(letter));
}

mail::Message reset_letter(content::Site const& site, content::Staff const& to, std::string const& code) {
    mail::Letter letter;
    letter.paragraphs = {
        fmt::format("Hello {},", to.name),
        fmt::format("Somebody, most likely you, asked for a new password for the newsroom of {}.", site.title)};
    letter.button = "Choose a new password";
    letter.link = site.url + "/desk/reset/" + code;
    letter.closing = {
        "The link works once, for one hour. If you did not ask, you need do nothing: your password stays."};
    return with_letter(site, {to.name, to.email}, "A new password for " + site.title, std::move(letter));
}

mail::Message notice_letter(content::Site const& site, content::Staff const& to, accounts::Notice notice) {
    auto const& [subject, what] = told_by(notice);
    mail::Letter letter;
    letter.paragraphs = {fmt::format("Hello {},", to.name), fmt::format(fmt::runtime(what), site.title),
                         "If that was you, you need do nothing. If it was not, choose a new password now, and tell an "
                         "administrator."};
    letter.button = "Choose a new password";
    letter.link = site.url + "/desk/forgotten/";
    return with_letter(site, {to.name, to.email}, fmt::format("{}: {}", site.title, subject), std::move(letter));
}

mail::Message test_letter(content::Site const& site, std::string const& to) {
    mail::Letter letter;
    letter.paragraphs = {fmt::format("This is a test mail of {}. Its mail settings work.", site.title)};
    return with_letter(site, {{}, to}, "A test mail of " + site.title, std::move(letter));
}

}  // namespace broadsheet::desk
