#include "desk/asked_story.h"

#include "content/workflow.h"
#include "store/stories.h"

namespace broadsheet::desk {

Problem not_yours() {
    return {ProblemKind::forbidden, "not_yours", "Your role does not allow this for this story.", {}};
}

Result<content::Story> asked_story(DeskCall const& call, store::Reader& reader) {
    auto const id = content::StoryId::parse(call.request.parameter("id"));
    auto story = id ? store::find_story(reader, *id) : std::nullopt;
    if (!story) return refuse(unknown("story"));
    bool const open = story->status == content::StoryStatus::published || content::may_edit_site(call.staff) ||
                      story->created_by == call.staff.id;
    return open ? Result<content::Story>(std::move(*story)) : refuse(not_yours());
}

}  // namespace broadsheet::desk
