// Dates, directions and counts as each language writes them (ICU). `language` is a BCP 47 tag, `zone` an IANA time
// zone; unknown ones fall back to the root rules and UTC. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"

namespace broadsheet {

enum class DateStyle {
    date,
    date_time,
    time,
    day,
    long_day,
    month,
    month_name
};  // 23 November 2026 · the same with 07:12 · 07:12 · Monday, 23 November · the same with 2026 · November 2026 ·
    // November

std::string format_time(Time time, std::string_view zone, std::string_view language, DateStyle style);

struct Day {
    int year = 0;
    int month = 0;
    int day = 0;
    auto operator<=>(Day const&) const = default;
};
Day day_of(Time time, std::string_view zone);
Time start_of(Day day, std::string_view zone);  // its first moment there
// So many minutes after midnight, as clocks there show it; where they skip that, as much later as they skip.
Time moment_of(Day day, int minute, std::string_view zone);
Day next_day(Day day);

std::string with_territory(std::string_view language);  // "uk_UA": where it is mostly read, if the tag does not say
std::string own_name(std::string_view language);  // "Українська": as it calls itself, for a list of links

bool is_right_to_left(std::string_view language);
bool is_time_zone(std::string_view zone);
bool is_language_tag(std::string_view text);  // has the shape of a BCP 47 tag: en, uk, pt-BR
// "one", "few", "many", "other" … (CLDR plural rules)
std::string plural_category(std::int64_t number, std::string_view language);

}  // namespace broadsheet
