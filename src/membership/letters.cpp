#include "membership/letters.h"

#include "base/locale.h"
#include "frame/letter.h"

namespace broadsheet::membership {
namespace {

std::string cadence_words(frame::LetterWriter const& letter, content::Pledge const& pledge) {
    auto const amount = payments::format_money(pledge.amount, pledge.language);
    switch (pledge.cadence) {
        case content::Cadence::month:
            return letter.words("{amount} each month", "amount", amount);
        case content::Cadence::year:
            return letter.words("{amount} each year", "amount", amount);
        case content::Cadence::once:
            break;
    }
    return letter.words("{amount}, once", "amount", amount);
}

std::string date(frame::Publication const& publication, Time time, std::string const& language) {
    return format_time(time, publication.site.timezone, language, DateStyle::date);
}

}  // namespace

mail::Message thanks_letter(frame::Publication const& publication, content::Pledge const& pledge) {
    frame::LetterWriter letter(publication, pledge.language);
    bool const member = pledge.cadence != content::Cadence::once;
    letter.say(member ? letter.words("Thank you for becoming a member of {publication}.")
                      : letter.words("Thank you for supporting {publication}."));
    letter.say(letter.words("You gave: {amount}", "amount", cadence_words(letter, pledge)));
    letter.say(letter.words("On {date}", "date",
                            date(publication, pledge.settled_at.value_or(pledge.created_at), pledge.language)));
    if (!pledge.dedication.empty()) letter.say(letter.words("Dedicated to: {text}", "text", pledge.dedication));
    if (!publication.site.postal_address.empty()) letter.say(publication.site.postal_address);
    letter.offer(member ? letter.words("Your membership") : letter.words("Your receipts"), "/members/");
    letter.close(member
                     ? letter.words("There you can change the amount, pause or leave, at any time. No letter, no call.")
                     : letter.words("There you find this receipt as a file for your papers."));
    return letter.to(pledge.name, pledge.email,
                     member ? letter.words("You are a member of {publication}")
                            : letter.words("Your contribution to {publication}"));
}

mail::Message gift_letter(frame::Publication const& publication, content::Pledge const& pledge,
                          content::Membership const& gift, content::Reader const& reader) {
    auto const language = reader.language.empty() ? pledge.language : reader.language;
    frame::LetterWriter letter(publication, language);
    letter.say(pledge.anonymous || pledge.name.empty()
                   ? letter.words("Somebody gave you a membership of {publication}.")
                   : letter.words("{name} gave you a membership of {publication}.", "name", pledge.name));
    if (!pledge.dedication.empty()) letter.say(pledge.dedication);
    letter.say(letter.words("It is good until {date} and ends by itself; nothing is asked of you.", "date",
                            date(publication, gift.paid_until, language)));
    letter.offer(letter.words("Sign in and read"), "/members/");
    letter.close(letter.words("You sign in with this address, without a password. If you do not want it, do nothing."));
    return letter.to({}, reader.email, letter.words("A membership of {publication}, for you"));
}

mail::Message card_failed_letter(frame::Publication const& publication, content::Reader const& reader,
                                 content::Membership const& membership) {
    frame::LetterWriter letter(publication, reader.language);
    auto const language = reader.language.empty() ? publication.site.language : reader.language;
    letter.say(letter.words("Your card was refused for {amount}. It will be tried again in the next days.", "amount",
                            payments::format_money(membership.amount, language)));
    letter.say(letter.words("You go on reading meanwhile."));
    letter.offer(letter.words("Change the card"), "/members/");
    letter.close(letter.words("If you would rather leave, one press there is enough."));
    return letter.to(reader.name, reader.email, letter.words("Your card was refused: {publication}"));
}

}  // namespace broadsheet::membership
