// Which addresses stories may have.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "content/story.h"

namespace broadsheet::content {

// The first segment of every address of the system itself is never a story's slug.
bool is_reserved_slug(std::string_view slug);

// The curated list of the stories chosen by hand to stand under this one: "related-ID".
std::string related_list(StoryId id);
std::optional<StoryId> story_of_related_list(std::string_view list);

}  // namespace broadsheet::content
