// A time of day by the clocks of a place. Pure; any thread.
#pragma once
#include "base/locale.h"

namespace broadsheet {

// So many minutes after midnight, as clocks there show it; where they skip that, as much later as they skip.
Time moment_of(Day day, int minute, std::string_view zone);

}  // namespace broadsheet
