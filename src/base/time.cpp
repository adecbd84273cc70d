#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace broadsheet {
namespace {

using namespace std::chrono;
constexpr std::array<char const*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<char const*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Civil {
    year_month_day date;
    weekday day;
    hh_mm_ss<milliseconds> time;
};

Civil civil(Time time) {
    auto const day = floor<days>(time);
    return {year_month_day{day}, weekday{day}, hh_mm_ss<milliseconds>{time - day}};
}

// Reads exactly `digits` digits at `at`, within [low, high].
std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits, int low, int high) {
    if (text.size() < at + digits) return std::nullopt;
    int value = 0;
    for (char const c : text.substr(at, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
}

std::string mail_date(Time time, char const* zone) {
    auto const at = civil(time);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} {}", weekdays[at.day.c_encoding()],
                       static_cast<unsigned>(at.date.day()), months[static_cast<unsigned>(at.date.month()) - 1],
                       static_cast<int>(at.date.year()), at.time.hours().count(), at.time.minutes().count(),
                       at.time.seconds().count(), zone);
}

// What follows the seconds: an optional fraction, then Z or an offset. Nothing if it is anything else.
std::optional<milliseconds> fraction_and_zone(std::string_view rest) {
    milliseconds fraction{0};
    if (!rest.empty() && rest[0] == '.') {
        std::size_t digits = 0;
        int scale = 100;
        for (rest.remove_prefix(1); digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9';
             ++digits, scale /= 10)
            fraction += milliseconds{(rest[digits] - '0') * scale};
        if (digits == 0 || digits > 9) return std::nullopt;
        rest.remove_prefix(digits);
    }
    if (rest == "Z" || rest == "z") return fraction;
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
    auto const hour = number(rest, 1, 2, 0, 23), minute = number(rest, 4, 2, 0, 59);
    if (!hour || !minute) return std::nullopt;
    auto const offset = hours{*hour} + minutes{*minute};
    return rest[0] == '+' ? fraction - offset : fraction + offset;
}

}  // namespace

Clock system_clock() {
    return {[] { return floor<milliseconds>(std::chrono::system_clock::now()); }};
}

std::string iso_time(Time time) {
    auto const at = civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(at.date.year()),
                       static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                       at.time.hours().count(), at.time.minutes().count(), at.time.seconds().count(),
                       at.time.subseconds().count());
}

std::optional<Time> parse_iso_time(std::string_view text) {
    if (text.size() < 20 || text.size() > 40 || text[4] != '-' || text[7] != '-' ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    auto const y = number(text, 0, 4, 1, 9999), mo = number(text, 5, 2, 1, 12), d = number(text, 8, 2, 1, 31);
    auto const h = number(text, 11, 2, 0, 23), mi = number(text, 14, 2, 0, 59), s = number(text, 17, 2, 0, 60);
    auto const tail = fraction_and_zone(text.substr(19));
    if (!y || !mo || !d || !h || !mi || !s || !tail) return std::nullopt;
    year_month_day const date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return Time{sys_days{date}} + hours{*h} + minutes{*mi} + seconds{*s} + *tail;
}

std::string http_date(Time time) { return mail_date(time, "GMT"); }
std::string rfc822_date(Time time) { return mail_date(time, "+0000"); }

std::optional<Time> parse_http_date(std::string_view text) {
    if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
    auto const d = number(text, 5, 2, 1, 31), y = number(text, 12, 4, 1970, 9999);
    auto const h = number(text, 17, 2, 0, 23), mi = number(text, 20, 2, 0, 59), s = number(text, 23, 2, 0, 60);
    unsigned m = 0;
    while (m < 12 && text.substr(8, 3) != months[m]) ++m;
    if (!d || !y || !h || !mi || !s || m == 12) return std::nullopt;
    year_month_day const date{year{*y}, month{m + 1}, day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return Time{sys_days{date}} + hours{*h} + minutes{*mi} + seconds{*s};
}

}  // namespace broadsheet
