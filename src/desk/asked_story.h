// The story that an address under /desk/api/stories/{id} names. Private to desk/.
#pragma once
#include "desk/call.h"

namespace broadsheet::desk {

// The story of the address, if this person may see it: contributors and authors see their own and what is published.
Result<content::Story> asked_story(DeskCall const& call, store::Reader& reader);

}  // namespace broadsheet::desk
