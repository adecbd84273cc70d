// A change to a story's text as the API takes it: read strictly, checked against the records it names. Private to
// desk/.
#pragma once
#include <boost/json/object.hpp>

#include "base/result.h"
#include "content/story.h"
#include "desk/translations.h"
#include "store/database.h"

namespace broadsheet::desk {

struct StoryEdit {
    content::StoryText text;
    bool autosave = false;
    std::optional<content::StoryKind> kind;  // only when a story is made
    TranslationWish translation_of;
    std::optional<std::optional<Time>> embargo_until;  // the inner one is empty where the body says null
};

// Whether a new headline makes a new address: as long as no reader has had the story, and nobody has chosen one.
enum class Address { stays, follows_headline };

// `before` with what the body says; a slug left empty is made from the headline. Problems name the field; a body's are
// JSON pointers such as "body/content/3/attrs/level".
Result<StoryEdit> read_story_edit(store::Reader& reader, boost::json::object const& body,
                                  content::StoryText const& before, content::StoryId story, Address address);

}  // namespace broadsheet::desk
