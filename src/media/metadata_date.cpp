#include "media/metadata_date.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>

namespace broadsheet::media {

namespace {

// Takes digits and separators off the front of a text.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<int> digits(std::size_t count) {
        if (text_.size() < count) return std::nullopt;
        int value = 0;
        for (char const c : text_.substr(0, count)) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + (c - '0');
        }
        text_.remove_prefix(count);
        return value;
    }
    std::optional<char> any_of(std::string_view characters) {
        if (text_.empty() || !characters.contains(text_.front())) return std::nullopt;
        char const found = text_.front();
        text_.remove_prefix(1);
        return found;
    }
    void skip_fraction() {
        if (!any_of(".")) return;
        while (digits(1)) {
        }
    }

  private:
    std::string_view text_;
};

struct TimeOfDay {
    std::string text;  // "T18:04:05+02:00", with the zone where there is one
    std::chrono::seconds since_midnight_utc{0};
};

struct Zone {
    std::string text;
    std::chrono::minutes offset{0};
};

Zone read_zone(Scanner& scanner) {
    auto const sign = scanner.any_of("Z+-");
    if (!sign) return {};
    if (*sign == 'Z') return {"Z", {}};
    auto const hours = scanner.digits(2);
    scanner.any_of(":");
    auto const minutes = scanner.digits(2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return {};
    int const offset = *hours * 60 + *minutes;
    return {fmt::format("{}{:02}:{:02}", *sign, *hours, *minutes),
            std::chrono::minutes(*sign == '-' ? -offset : offset)};
}

std::optional<TimeOfDay> read_clock(Scanner& scanner) {
    if (!scanner.any_of("T ")) return std::nullopt;
    auto const hour = scanner.digits(2);
    scanner.any_of(":");
    auto const minute = scanner.digits(2);
    scanner.any_of(":");
    auto const second = scanner.digits(2);
    if (!hour || !minute || *hour > 23 || *minute > 59 || second.value_or(0) > 59) return std::nullopt;
    scanner.skip_fraction();
    Zone const zone = read_zone(scanner);
    using namespace std::chrono;
    return TimeOfDay{fmt::format("T{:02}:{:02}:{:02}{}", *hour, *minute, second.value_or(0), zone.text),
                     hours(*hour) + minutes(*minute) + seconds(second.value_or(0)) - zone.offset};
}

}  // namespace

MetadataDate read_date(std::string_view text) {
    Scanner scanner(text);
    auto const year = scanner.digits(4);
    if (!year || *year == 0) return {};
    scanner.any_of("-:");
    auto const month = scanner.digits(2);
    if (!month || *month < 1 || *month > 12) return {fmt::format("{:04}", *year), {}};
    scanner.any_of("-:");
    auto const day = scanner.digits(2);
    std::chrono::year_month_day const date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(day.value_or(0))));
    if (!date.ok()) return {fmt::format("{:04}-{:02}", *year, *month), {}};
    std::string const day_text = fmt::format("{:04}-{:02}-{:02}", *year, *month, *day);
    auto const clock = read_clock(scanner);
    if (!clock) return {day_text, Time(std::chrono::sys_days(date))};
    return {day_text + clock->text, Time(std::chrono::sys_days(date)) + clock->since_midnight_utc, true};
}

}  // namespace broadsheet::media
