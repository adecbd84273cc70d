// The story that an address under /desk/api/stories/{id} names.
#pragma once
#include "content/story.h"
#include "desk_call/call.h"
#include "store/database.h"

namespace broadsheet::desk_call {

// The story of the address, if this person may see it: contributors and authors see their own and what is published.
Result<content::Story> asked_story(DeskCall const& call, store::Reader& reader);

}  // namespace broadsheet::desk_call
