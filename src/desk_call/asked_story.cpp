#include "desk_call/asked_story.h"

#include "content/workflow.h"
#include "store/stories.h"

namespace broadsheet::desk_call {

Result<content::Story> asked_story(DeskCall const& call, store::Reader& reader) {
    auto const id = content::StoryId::parse(call.request.parameter("id"));
    auto story = id ? store::find_story(reader, *id) : std::nullopt;
    if (!story) return refuse(unknown("story"));
    return content::may_see(call.staff, *story) ? Result<content::Story>(std::move(*story))
                                                : refuse(content::not_yours());
}

}  // namespace broadsheet::desk_call
