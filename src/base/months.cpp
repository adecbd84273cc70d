#include "base/months.h"

namespace broadsheet {

Time after_months(Time from, int months) {
    auto const day = std::chrono::floor<std::chrono::days>(from);
    auto const date = std::chrono::year_month_day(day) + std::chrono::months(months);
    auto const there = date.ok() ? date : date.year() / date.month() / std::chrono::last;
    return std::chrono::sys_days(there) + (from - day);
}

}  // namespace broadsheet
