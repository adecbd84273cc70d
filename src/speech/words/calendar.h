// Dates and times that are printed in digits, as every language prints them. Within the room only.
#pragma once
#include <cstddef>
#include <optional>

#include "speech/words/speaker.h"

namespace broadsheet::speech {

struct DateHere {
    int year = 0, month = 0, day = 0;
    std::size_t tokens = 0;
};

// 2024-03-12; 12.03.2024 (day first everywhere); 25/03/2024 only where no other reading is possible.
std::optional<DateHere> date_at(Speaker const& speaker, std::size_t ahead = 0);

struct ClockHere {
    int hour = 0, minute = 0;
    int second = -1;  // none printed
    std::size_t tokens = 0;
};

// 7:05, 20:26, 07:12:30.
std::optional<ClockHere> clock_at(Speaker const& speaker, std::size_t ahead = 0);

}  // namespace broadsheet::speech
