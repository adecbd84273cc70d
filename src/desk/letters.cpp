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

mail::Message test_letter(content::Site const& site, std::string const& to) {
    mail::Letter letter;
    letter.paragraphs = {fmt::format("This is a test mail of {}. Its mail settings work.", site.title)};
    return with_letter(site, {{}, to}, "A test mail of " + site.title, std::move(letter));
}

}  // namespace broadsheet::desk
