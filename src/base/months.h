// Calendar months, as memberships count them.
#pragma once
#include "base/time.h"

namespace broadsheet {

// The same day and hour (UTC) so many months on; where that month has no such day, its last.
Time after_months(Time from, int months);

}  // namespace broadsheet
