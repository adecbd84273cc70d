// Who has a story open, and who of them writes: the pages say so every few seconds. Private to desk/.
#pragma once
#include <optional>

#include "desk/call.h"

namespace broadsheet::desk {

// 423 where the request names the page that sends it (X-Edit-Session) and another one is writing; nothing else stands
// in the way of a request without that field: the version check is what protects words.
std::optional<http::Response> refused_by_lock(DeskCall const& call, store::Reader& reader, content::StoryId story);

}  // namespace broadsheet::desk
