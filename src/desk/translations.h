// Stories that say the same in several languages. Private to desk/.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "content/story.h"
#include "store/database.h"

namespace broadsheet::desk {

// What the field `translation_of` asks for: the inner optional is empty where it says null.
using TranslationWish = std::optional<std::optional<content::StoryId>>;

// The languages of the group of `first`, without that of `story`. Nothing: its own group.
std::vector<std::string> languages_beside(store::Reader& reader, content::Story const& story,
                                          std::optional<content::StoryId> first);

// Joins `story` to the group of the story wished for (with its own translations, if it has some), or takes it out of
// its group; checks in any case that its language stands once in the group it is in then. `story` itself is not
// written.
Result<void> link_translation(store::Transaction& transaction, content::Story& story, TranslationWish const& wish);

}  // namespace broadsheet::desk
