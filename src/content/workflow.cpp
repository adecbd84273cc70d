#include "content/workflow.h"

#include <algorithm>

namespace broadsheet::content {

bool may_edit(Staff const& staff, Story const& story) {
    switch (staff.role) {
        case Role::administrator:
        case Role::editor:
            return true;
        case Role::author:
            return story.created_by == staff.id;
        case Role::contributor:
            return story.created_by == staff.id && story.status == StoryStatus::draft;
    }
    return false;
}

bool may_publish(Staff const& staff, Story const& story) {
    return staff.role != Role::contributor && may_edit(staff, story);
}
bool may_edit_site(Staff const& staff) { return staff.role == Role::editor || staff.role == Role::administrator; }
bool may_manage_staff(Staff const& staff) { return staff.role == Role::administrator; }

Result<PublishKind> publish_rule(Story const& story, Time now, std::optional<Time> at) {
    auto const& text = story.status == StoryStatus::published && story.staged ? *story.staged : story.text;
    if (text.headline.empty())
        return refuse(ProblemKind::invalid, "headline_missing", "A story needs a headline before it is published.",
                      "headline");
    if (story.status == StoryStatus::retracted)
        return refuse(ProblemKind::conflict, "story_retracted",
                      "A retracted story stays retracted; unpublish it to work on it again.");
    if (story.status == StoryStatus::published) {
        if (at && *at > now)
            return refuse(ProblemKind::conflict, "already_published",
                          "The story is published already, so it cannot be scheduled.", "at");
        return PublishKind::staged;
    }
    return at && *at > now ? PublishKind::later : PublishKind::now;
}

Result<void> unpublish_rule(Story const& story) {
    if (story.status == StoryStatus::draft)
        return refuse(ProblemKind::conflict, "not_published", "The story is a draft already.");
    return {};
}

Result<void> retract_rule(Story const& story, std::string_view notice) {
    if (story.status != StoryStatus::published)
        return refuse(ProblemKind::conflict, "not_published", "Only a published story can be retracted.");
    if (notice.empty())
        return refuse(ProblemKind::invalid, "notice_missing", "Please tell readers why the story was retracted.",
                      "notice");
    return {};
}

Result<void> delete_rule(Story const& story) {
    if (story.status != StoryStatus::draft || story.published_at)
        return refuse(ProblemKind::conflict, "not_a_draft",
                      "Only a draft that was never published can be deleted; retract a published story instead.");
    return {};
}

Result<void> stage_rule(Story const& story) {
    if (story.status != StoryStatus::published)
        return refuse(ProblemKind::conflict, "not_published",
                      "Only a published story can have a staged edit; change the draft itself.");
    return {};
}

Result<void> correction_rule(Story const& story, std::string_view note) {
    if (story.status != StoryStatus::published)
        return refuse(ProblemKind::conflict, "not_published",
                      "Only a published story can be corrected in public; change the draft itself.");
    if (note.empty())
        return refuse(ProblemKind::invalid, "note_missing", "Please tell readers what was wrong.", "note");
    return {};
}

Result<void> translation_rule(std::string_view language, std::vector<std::string> const& others) {
    if (std::find(others.begin(), others.end(), language) != others.end())
        return refuse(ProblemKind::conflict, "language_taken", "There is a translation in this language already.",
                      "translation_of");
    return {};
}

bool readers_may_read(std::string_view visibility, std::string_view audience) {
    if (visibility == "public") return true;
    if (visibility == "members") return audience != "public";
    return false;
}

}  // namespace broadsheet::content
