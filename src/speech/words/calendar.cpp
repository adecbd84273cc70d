#include "speech/words/calendar.h"

#include <array>

namespace broadsheet::speech {
namespace {

// The number of so many digits at most; -1 for anything else.
int small_number(Token const& token, std::size_t most_digits) {
    return token.is_digits() && token.text.size() <= most_digits ? std::stoi(token.text) : -1;
}

bool is_date(DateHere const& date) {
    constexpr std::array days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return date.year >= 1100 && date.year <= 2199 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days[static_cast<std::size_t>(date.month - 1)];
}

bool is_glued_mark(Token const& token, std::string_view mark) { return token.is(mark) && token.glued(); }

}  // namespace

std::optional<DateHere> date_at(Speaker const& speaker, std::size_t ahead) {
    auto const& mark = speaker.next(ahead + 1);
    for (std::size_t i = 1; i < 5; ++i)
        if (!speaker.next(ahead + i).glued()) return std::nullopt;
    if (!speaker.next(ahead + 3).is(mark.text)) return std::nullopt;
    auto const& third = speaker.next(ahead + 4);
    int const first = small_number(speaker.next(ahead), 4), second = small_number(speaker.next(ahead + 2), 2),
              last = small_number(third, 4);
    DateHere out{last, second, first, 5};
    if (mark.is("-")) out = {first, second, last, 5};
    if (mark.is("/") && second > 12) out = {last, first, second, 5};
    bool const ambiguous = mark.is("/") && first <= 12 && second <= 12 && first != second;
    bool const known = mark.is("-") || mark.is("/") || mark.is(".");
    if (!known || ambiguous || !is_date(out)) return std::nullopt;
    return out;
}

std::optional<ClockHere> clock_at(Speaker const& speaker, std::size_t ahead) {
    auto const& minutes = speaker.next(ahead + 2);
    if (!is_glued_mark(speaker.next(ahead + 1), ":") || !minutes.glued() || minutes.text.size() != 2)
        return std::nullopt;
    ClockHere out{small_number(speaker.next(ahead), 2), small_number(minutes, 2), -1, 3};
    auto const& seconds = speaker.next(ahead + 4);
    if (is_glued_mark(speaker.next(ahead + 3), ":") && seconds.glued() && seconds.text.size() == 2) {
        out.second = small_number(seconds, 2);
        out.tokens = 5;
    }
    if (out.hour < 0 || out.hour > 24 || out.minute < 0 || out.minute > 59 || out.second > 59) return std::nullopt;
    return out;
}

}  // namespace broadsheet::speech
