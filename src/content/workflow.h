// Who may do what to a story, and what state it is in afterwards. Pure rules: they decide, the caller does.
#pragma once
#include "base/result.h"
#include "content/records.h"

namespace broadsheet::content {

// An author edits own stories, a contributor own drafts; editors and administrators everything.
bool may_edit(Staff const& staff, Story const& story);
bool may_publish(Staff const& staff, Story const& story);
bool may_edit_site(Staff const& staff);  // sections, tags, authors, lists
bool may_manage_staff(Staff const& staff);

enum class PublishKind { now, later, staged };

// What `publish` does to this story: at once, at a time to come, or its staged edit. Refuses what readers could not
// use.
Result<PublishKind> publish_rule(Story const& story, Time now, std::optional<Time> at);
Result<void> unpublish_rule(Story const& story);
Result<void> retract_rule(Story const& story, std::string_view notice);
Result<void> delete_rule(Story const& story);
Result<void> stage_rule(Story const& story);
inline constexpr std::size_t longest_correction = 1000;  // characters
Result<void> correction_rule(Story const& story, std::string_view note);
// `language`: of the story that is to stand among `others`, the translations of one another.
Result<void> translation_rule(std::string_view language, std::vector<std::string> const& others);

// Whether a reader of this audience gets the whole text (see pages/audience.h for the names).
bool readers_may_read(std::string_view visibility, std::string_view audience);

}  // namespace broadsheet::content
