// How every handler changes a story: find it, ask the rules, check version and lock, let the deed decide, write,
// answer. Private to desk/.
#pragma once
#include <functional>

#include "content/actions.h"
#include "desk/call.h"
#include "desk/story_write.h"

namespace broadsheet::desk {

content::Actor actor_of(DeskCall const& call);
// The caller's name for the story's maker without a query, else the store's.
std::string creator_name(DeskCall const& call, store::Reader& reader, content::Story const& story);
// The story as the API shows it to this caller, with its ETag.
http::Response story_answer(DeskCall const& call, int status, content::Story const& story, std::string_view creator);

// Changes `story` (it is what the address names) or refuses; may set the deed's detail and autosave.
using Change = std::function<Result<void>(store::Transaction&, content::Story& story, Deed& deed)>;
// `action`: what the caller must be allowed to do. 412 with both versions where If-Match names another version than
// the present one (`sent`: what the caller wanted to write); 423 where X-Edit-Session is not the one that writes.
http::Response change_story_by(DeskCall const& call, content::Action action, boost::json::object const& sent,
                               Change const& change);

// An empty body is an empty object: `publish` without anything.
Result<boost::json::object> optional_body(http::Request const& request);

}  // namespace broadsheet::desk
