// Changes of a story's words. Private to desk/.
#pragma once
#include "desk/story_change.h"
#include "desk/translations.h"

namespace broadsheet::desk {

// `story` with this text, at once or as its staged edit: whatever the words come from, these are the rules.
Result<void> take_text(DeskCall const& call, store::Transaction& transaction, content::Story& story,
                       content::StoryText text, TranslationWish const& translation);
Result<void> take_staged(store::Transaction& transaction, content::Story& story, content::StoryText text);

}  // namespace broadsheet::desk
