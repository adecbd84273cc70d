// A story's text as JSON, with the names that the desk's API, revisions and staged edits use.
#pragma once
#include <boost/json/object.hpp>

#include "content/story.h"

namespace broadsheet::content {

// Keys: headline standfirst slug language section (an id or null) tags (names) bylines (ids) body (the tree) lead
// visibility teaser seo social.
boost::json::object to_json(StoryText const& text);
// Of what to_json wrote; missing keys keep their defaults. Throws on what is not that: it comes from our own store.
StoryText story_text_from_json(boost::json::value const& json);

boost::json::object to_json(Lead const& lead);
Lead lead_from_json(boost::json::object const& json);
boost::json::object to_json(Overrides const& overrides);
Overrides overrides_from_json(boost::json::object const& json);

}  // namespace broadsheet::content
