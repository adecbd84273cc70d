#include <algorithm>
#include <optional>

#include "speech/words/calendar.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

constexpr std::string_view months[] = {"січня", "лютого", "березня", "квітня", "травня",    "червня",
                                       "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"};

// The number of the month, 0 for other words.
std::size_t month_of(Token const& token) {
    auto const* const at = std::ranges::find(months, token.text);
    return at == std::end(months) ? 0 : static_cast<std::size_t>(at - std::begin(months)) + 1;
}

int day_at(Speaker const& speaker, std::size_t ahead) {
    auto const& token = speaker.next(ahead);
    if (!token.is_digits() || token.text.size() > 2) return 0;
    int const day = std::stoi(token.text);
    return day <= 31 ? day : 0;
}

// "на дванадцяте березня", "перед дванадцятим березня", else "дванадцятого березня".
std::string say_day(Speaker const& speaker, int day) {
    auto const& before = speaker.last();
    if (before.is("на") || before.is("за") || before.is("про") || before.is("по") || before.is("сьогодні"))
        return ukrainian_ordinal(day, Gender::neuter, Case::nominative);
    bool const instrumental = before.is("перед") || before.is("між") || before.is("над");
    return ukrainian_ordinal(day, Gender::neuter, instrumental ? Case::instrumental : Case::genitive);
}

void say_year(Speaker& speaker, int year) {
    if (is_dash(speaker.next()) && speaker.next().glued() && speaker.next(1).is("го")) {  // "24 лютого 2022-го"
        speaker.say(ukrainian_ordinal(year, Gender::masculine, Case::genitive));
        return speaker.take(2);
    }
    speaker.say(ukrainian_ordinal(year, Gender::masculine, Case::genitive) + " року");
    auto const& noun = speaker.next();
    if (noun.is("року")) {
        speaker.take();
    } else if (noun.is("р") && speaker.next(1).is(".")) {
        speaker.take();
        speaker.take_point();
    }
}

// "12.03.2024", "2024-03-12", with "р." or "року" behind.
bool say_in_digits(Speaker& speaker) {
    auto const date = date_at(speaker);
    if (!date) return false;
    speaker.say(say_day(speaker, date->day));
    speaker.say(months[date->month - 1]);
    speaker.take(date->tokens);
    say_year(speaker, date->year);
    return true;
}

}  // namespace

bool say_ukrainian_date(Speaker& speaker) {
    if (say_in_digits(speaker)) return true;
    auto const first = day_at(speaker, 0);
    if (first == 0) return false;
    auto const last = is_number_dash(speaker, 1) ? day_at(speaker, 2) : 0;
    std::size_t const ahead = last > 0 ? 3 : 1;
    auto const month = month_of(speaker.next(ahead));
    if (month == 0) return false;
    speaker.say(say_day(speaker, first));
    if (last > 0) speaker.say("– " + say_day(speaker, last));
    speaker.say(months[month - 1]);
    speaker.take(ahead + 1);
    auto const& year = speaker.next();
    if (!year.is_digits() || year.text.size() != 4 || year.text < "1000" || speaker.next(1).is(":")) return true;
    speaker.take();
    say_year(speaker, std::stoi(year.text));
    return true;
}

}  // namespace broadsheet::speech
