#include "content/workflow.h"

#include <algorithm>

namespace broadsheet::content {

bool may_see(Staff const& staff, Story const& story) {
    return story.status == StoryStatus::published || may_review(staff) || story.created_by == staff.id;
}

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
bool may_review(Staff const& staff) { return staff.role == Role::editor || staff.role == Role::administrator; }
bool may_edit_site(Staff const& staff) { return staff.role == Role::editor || staff.role == Role::administrator; }
bool may_manage_staff(Staff const& staff) { return staff.role == Role::administrator; }

Problem not_yours() {
    return {ProblemKind::forbidden, "not_yours", "Your role does not allow this for this story.", {}};
}

Result<void> house_rule(Staff const& staff, Story const& story, bool review_required) {
    bool const approved = story.status == StoryStatus::approved || story.status == StoryStatus::scheduled;
    if (!review_required || may_review(staff) || approved) return {};
    return refuse(ProblemKind::forbidden, "review_required", "An editor has to approve this before readers get it.");
}

Result<PublishKind> publish_rule(Story const& story, Time now, std::optional<Time> at) {
    if (story.status == StoryStatus::retracted)
        return refuse(ProblemKind::conflict, "story_retracted",
                      "A retracted story stays retracted; unpublish it to work on it again.");
    bool const published = story.status == StoryStatus::published;
    if (published && at && *at > now)
        return refuse(ProblemKind::conflict, "already_published",
                      "The story is published already, so it cannot be scheduled.", "at");
    auto const& text = published && story.staged ? *story.staged : story.text;
    if (text.headline.empty())
        return refuse(ProblemKind::invalid, "headline_missing", "A story needs a headline before it is published.",
                      "headline");
    if (published) return PublishKind::staged;
    if (story.embargo_until && *story.embargo_until > std::max(now, at.value_or(now)))
        return refuse(ProblemKind::invalid, "embargoed",
                      "The story is under embargo until " + iso_time(*story.embargo_until) + ".", "at");
    return at && *at > now ? PublishKind::later : PublishKind::now;
}

Result<void> unpublish_rule(Story const& story) {
    if (story.status == StoryStatus::draft)
        return refuse(ProblemKind::conflict, "not_published", "The story is a draft already.");
    if (story.status == StoryStatus::review || story.status == StoryStatus::approved)
        return refuse(ProblemKind::conflict, "not_published", "The story is not published; return it instead.");
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

Result<void> submit_rule(Story const& story) {
    if (story.status != StoryStatus::draft)
        return refuse(ProblemKind::conflict, "not_a_draft", "Only a draft can be submitted for review.");
    return {};
}

Result<void> approve_rule(Story const& story) {
    if (story.status != StoryStatus::review)
        return refuse(ProblemKind::conflict, "not_in_review", "Only a story that is in review can be approved.");
    return {};
}

Result<void> return_rule(Staff const& staff, Story const& story, std::string_view note) {
    if (story.status != StoryStatus::review && story.status != StoryStatus::approved)
        return refuse(ProblemKind::conflict, "not_in_review",
                      "Only a story that is in review or approved can be returned.");
    if (note.empty() && story.created_by != staff.id)
        return refuse(ProblemKind::invalid, "note_missing", "Please tell the author what is missing.", "note");
    return {};
}

Result<void> embargo_rule(Story const& story, Time now, std::optional<Time> until) {
    bool const open = story.status == StoryStatus::published || story.status == StoryStatus::retracted;
    if (open && until && *until > now)
        return refuse(ProblemKind::conflict, "already_published", "Readers have had this story already.",
                      "embargo_until");
    return {};
}

Story with_text(Staff const& staff, Story story, StoryText text, bool review_required) {
    if (story.text == text) return story;
    story.text = std::move(text);
    bool const was_approved =
        story.status == StoryStatus::approved || (story.status == StoryStatus::scheduled && review_required);
    if (!was_approved || may_review(staff)) return story;
    story.status = StoryStatus::review;
    story.scheduled_at.reset();
    return story;
}

bool readers_may_read(std::string_view visibility, std::string_view audience) {
    if (visibility == "public") return true;
    if (visibility == "members") return audience != "public";
    if (visibility == "paid") return audience.starts_with("paid") || audience == "metered";
    if (!audience.starts_with("paid ")) return false;
    for (auto held = audience; !held.empty();) {
        auto const word = held.substr(0, held.find(' '));
        held.remove_prefix(std::min(held.size(), word.size() + 1));
        if (word == visibility) return true;
    }
    return false;
}

}  // namespace broadsheet::content
