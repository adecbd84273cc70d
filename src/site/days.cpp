#include "site/days.h"

#include <charconv>
#include <chrono>

namespace broadsheet::site {
namespace {

std::optional<int> digits(std::string const& text, std::size_t count) {
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return text.size() == count && error == std::errc{} && end == text.data() + text.size() ? std::optional(number)
                                                                                            : std::nullopt;
}

}  // namespace

std::optional<Day> day_from(std::string const& year_text, std::string const& month_text, std::string const& day_text) {
    auto const year = digits(year_text, 4), month = digits(month_text, 2), day = digits(day_text, 2);
    if (!year || !month || !day) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional(Day{*year, *month, *day}) : std::nullopt;
}

}  // namespace broadsheet::site
