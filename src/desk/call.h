// The words of desk_call/, as desk/ writes them. Private to desk/.
#pragma once
#include "desk_call/call.h"

namespace broadsheet::desk {

using desk_call::DeskCall;
using desk_call::Fields;
using desk_call::json_answer;
using desk_call::read_body;
using desk_call::unknown;

}  // namespace broadsheet::desk
