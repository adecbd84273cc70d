// Calendar days in addresses.
#pragma once
#include <optional>
#include <string>

#include "base/locale.h"

namespace broadsheet::site {

// "2026", "09", "01"; nothing unless written with four and two digits and in the calendar.
std::optional<Day> day_from(std::string const& year, std::string const& month, std::string const& day);

}  // namespace broadsheet::site
