#include <algorithm>
#include <optional>

#include "speech/words/calendar.h"
#include "speech/words/english.h"
#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

constexpr std::string_view months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};

struct MonthHere {
    std::string_view name;
    std::size_t tokens = 0;
};

// "March", "Mar", "Mar.", "Sept."
MonthHere month_at(Speaker const& speaker, std::size_t ahead) {
    auto const& token = speaker.next(ahead);
    if (!token.is_word() || token.text.size() < 3) return {};
    for (auto const month : months) {
        if (token.text == month) return {month, 1};
        bool const cut = token.text == month.substr(0, 3) || (token.is("Sept") && month == "September");
        if (cut) return {month, speaker.next(ahead + 1).is(".") && speaker.next(ahead + 1).glued() ? 2u : 1u};
    }
    return {};
}

struct DayHere {
    int day = 0;
    std::size_t tokens = 0;
};

// "12", "12th"
DayHere day_at(Speaker const& speaker, std::size_t ahead) {
    auto const& token = speaker.next(ahead);
    if (!token.is_digits() || token.text.size() > 2 || std::stoi(token.text) < 1 || std::stoi(token.text) > 31)
        return {};
    auto const& ending = speaker.next(ahead + 1);
    bool const ordinal = ending.glued() && (ending.is("st") || ending.is("nd") || ending.is("rd") || ending.is("th"));
    return {std::stoi(token.text), ordinal ? 2u : 1u};
}

// "12", "12–14": the days of one month.
struct DaysHere {
    int first = 0, last = 0;
    std::size_t tokens = 0;
};

DaysHere days_at(Speaker const& speaker, std::size_t ahead) {
    auto const first = day_at(speaker, ahead);
    if (first.day == 0) return {};
    auto const dash = ahead + first.tokens;
    auto const last = is_number_dash(speaker, dash) ? day_at(speaker, dash + 1) : DayHere{};
    if (last.day == 0) return {first.day, 0, first.tokens};
    return {first.day, last.day, first.tokens + 1 + last.tokens};
}

// The tokens of ", 2024" or "2024" there.
std::size_t year_at(Speaker const& speaker, std::size_t ahead) {
    std::size_t const comma = speaker.next(ahead).is(",") ? 1 : 0;
    auto const number = numeral_at(speaker, ahead + comma, NumberMarks::english);
    return number && is_english_year(*number) && !speaker.next(ahead + comma).glued() ? comma + 1 : 0;
}

void say_year(Speaker& speaker, std::size_t tokens) {
    if (tokens > 0) speaker.say(english_year(speaker.next(tokens - 1).text, speaker.language()));
    speaker.take(tokens);
}

void say_days(Speaker& speaker, DaysHere const& days, std::string_view article) {
    auto const day = [&](int number) { return std::string(article) + english_ordinal(number, speaker.language()); };
    auto first = day(days.first);
    if (speaker.last().is("the") && article == "the ") first = english_ordinal(days.first, speaker.language());
    speaker.say(first);
    if (days.last > 0) speaker.say("to " + day(days.last));
}

// "12 March 2024", "12–14 March", "the 12th of March"
bool say_day_first(Speaker& speaker) {
    auto const days = days_at(speaker, 0);
    if (days.first == 0) return false;
    std::size_t const of = speaker.next(days.tokens).is("of") ? 1 : 0;
    auto const month = month_at(speaker, days.tokens + of);
    if (month.name.empty()) return false;
    say_days(speaker, days, "the ");
    speaker.say("of");
    speaker.say(month.name);
    speaker.take(days.tokens + of + month.tokens);
    say_year(speaker, year_at(speaker, 0));
    return true;
}

// "March 12, 2024", "Mar. 12", "Sept. 2024"
bool say_month_first(Speaker& speaker) {
    auto const month = month_at(speaker, 0);
    if (month.name.empty()) return false;
    auto const days = days_at(speaker, month.tokens);
    auto const& after = speaker.next(month.tokens + days.tokens);
    auto const year = year_at(speaker, month.tokens);
    bool const day_follows = days.first > 0 && !(after.glued() && (after.is(":") || after.is("%")));
    if (!day_follows && year == 0) return false;
    speaker.say(month.name);
    speaker.take(month.tokens);
    if (day_follows) {
        say_days(speaker, days, "");
        speaker.take(days.tokens);
    }
    say_year(speaker, year_at(speaker, 0));
    return true;
}

// "2024-03-12", "12.03.2024", "25/03/2024"
bool say_digits_only(Speaker& speaker) {
    auto const date = date_at(speaker);
    if (!date) return false;
    DaysHere const days{date->day, 0, 0};
    say_days(speaker, days, "the ");
    speaker.say("of");
    speaker.say(months[date->month - 1]);
    speaker.say(english_year(std::to_string(date->year), speaker.language()));
    speaker.take(date->tokens);
    return true;
}

}  // namespace

bool say_english_date(Speaker& speaker) {
    return say_digits_only(speaker) || say_day_first(speaker) || say_month_first(speaker);
}

}  // namespace broadsheet::speech
