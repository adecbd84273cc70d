// Who may do what to a story, and what state it is in afterwards. Pure rules: they decide, the caller does.
// The states: draft → review → approved → scheduled → published → retracted
// (docs/decisions/0014-the-way-of-a-story.md).
#pragma once
#include "base/result.h"
#include "content/records.h"

namespace broadsheet::content {

// Editors and administrators see everything, others their own and what is published.
bool may_see(Staff const& staff, Story const& story);
// An author edits own stories, a contributor own drafts; editors and administrators everything.
bool may_edit(Staff const& staff, Story const& story);
bool may_publish(Staff const& staff, Story const& story);
bool may_review(Staff const& staff);     // approve what others wrote, return it
bool may_edit_site(Staff const& staff);  // sections, tags, authors, lists
bool may_manage_staff(Staff const& staff);
Problem not_yours();

// Under `review_required` only who may review brings to readers what has not been approved: others neither publish it
// nor change a published text at once.
Result<void> house_rule(Staff const& staff, Story const& story, bool review_required);

enum class PublishKind { now, later, staged };

// What `publish` does to this story: at once, at a time to come, or its staged edit. Refuses what readers could not
// use, and what stands under embargo at that time.
Result<PublishKind> publish_rule(Story const& story, Time now, std::optional<Time> at);
Result<void> unpublish_rule(Story const& story);
Result<void> retract_rule(Story const& story, std::string_view notice);
Result<void> delete_rule(Story const& story);
Result<void> stage_rule(Story const& story);
inline constexpr std::size_t longest_correction = 1000;  // characters
Result<void> correction_rule(Story const& story, std::string_view note);
// `language`: of the story that is to stand among `others`, the translations of one another.
Result<void> translation_rule(std::string_view language, std::vector<std::string> const& others);

inline constexpr std::size_t longest_review_note = 2000;  // characters
Result<void> submit_rule(Story const& story);
Result<void> approve_rule(Story const& story);
// Whoever returns the work of others says why; taking back one's own needs no word.
Result<void> return_rule(Staff const& staff, Story const& story, std::string_view note);
// Nothing that readers have can be put under an embargo.
Result<void> embargo_rule(Story const& story, Time now, std::optional<Time> until);

// `before` with this text (and `before` itself if it is the same): what was approved goes back to review when somebody
// changes it who may not approve; so does, under `review_required`, what was approved and waits for its time.
Story with_text(Staff const& staff, Story before, StoryText text, bool review_required);

// Whether a reader of this audience (content::audience_of) gets the whole text. Visibility: public, members (signed
// in), paid (any membership), or a tier's id.
bool readers_may_read(std::string_view visibility, std::string_view audience);

}  // namespace broadsheet::content
