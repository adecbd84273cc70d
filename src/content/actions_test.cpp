#include "content/actions.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

StaffId const own{1}, others{2};

Staff staff(Role role) { return {own, "a@example.org", "A", role, std::nullopt, true}; }

Story story(StoryStatus status, StaffId by) {
    Story out;
    out.status = status;
    out.created_by = by;
    out.text.headline = "Headline";
    if (status == StoryStatus::published || status == StoryStatus::retracted) out.published_at = from_ms(5);
    return out;
}

std::string allowed(Role role, Story const& subject, bool review_required = false) {
    auto const person = staff(role);
    std::string out;
    for (auto const action : allowed_actions({person, review_required}, subject))
        out += (out.empty() ? "" : " ") + std::string(name_of(action));
    return out;
}

using enum Role;
using enum StoryStatus;

TEST(Actions, WhatEachRoleMayDoInEachState) {
    struct Row {
        Role role;
        StoryStatus status;
        StaffId by;
        char const* allowed;
    };
    Row const rows[] = {
        {contributor, draft, own, "edit submit delete"},
        {contributor, review, own, ""},
        {contributor, approved, own, ""},
        {contributor, published, own, ""},
        {contributor, draft, others, ""},
        {author, draft, own, "edit submit publish delete"},
        {author, review, own, "edit return publish"},
        {author, approved, own, "edit return publish"},
        {author, scheduled, own, "edit publish unpublish"},
        {author, published, own, "edit unpublish retract correct stage"},
        {author, retracted, own, "edit unpublish"},
        {author, review, others, ""},
        {author, published, others, ""},
        {editor, draft, others, "edit submit publish delete"},
        {editor, review, others, "edit approve return publish"},
        {editor, approved, others, "edit return publish"},
        {editor, scheduled, others, "edit publish unpublish"},
        {editor, published, others, "edit unpublish retract correct stage"},
        {administrator, review, own, "edit approve return publish"},
    };
    for (auto const& row : rows)
        EXPECT_EQ(allowed(row.role, story(row.status, row.by)), row.allowed)
            << name_of(row.role) << " " << name_of(row.status) << (row.by == own ? " own" : " other's");
}

TEST(Actions, UnderReviewAuthorsBringOnlyToReadersWhatWasApproved) {
    EXPECT_EQ(allowed(author, story(draft, own), true), "edit submit delete");
    EXPECT_EQ(allowed(author, story(review, own), true), "edit return");
    EXPECT_EQ(allowed(author, story(approved, own), true), "edit return publish");
    EXPECT_EQ(allowed(author, story(scheduled, own), true), "edit publish unpublish");
    auto changed = story(published, own);
    changed.staged = changed.text;
    EXPECT_EQ(allowed(author, changed, true), "unpublish retract correct stage");
    EXPECT_EQ(allowed(author, changed), "edit publish unpublish retract correct stage");
    EXPECT_EQ(allowed(editor, changed, true), "edit publish unpublish retract correct stage");
    EXPECT_EQ(allowed(editor, story(draft, others), true), "edit submit publish delete");
    auto const person = staff(author);
    EXPECT_EQ(allows({person, true}, Action::publish, story(draft, own)).error().code, "review_required");
    EXPECT_EQ(allows({person, true}, Action::edit, changed).error().code, "review_required");
}

TEST(Actions, MissingInputForbidsNothing) {
    auto bare = story(draft, own);
    bare.text.headline.clear();
    bare.embargo_until = from_ms(INT64_MAX);
    EXPECT_EQ(allowed(author, bare), "edit submit publish delete");
    EXPECT_EQ(allowed(author, bare, true), "edit submit delete");
    auto gone = story(retracted, own);
    gone.text.headline.clear();
    EXPECT_EQ(allowed(author, gone), "edit unpublish");
}

TEST(Actions, SayWhatIsInTheWay) {
    auto const person = staff(author);
    auto const code = [&](Action action, Story const& subject) {
        return allows({person}, action, subject).error().code;
    };
    EXPECT_EQ(code(Action::edit, story(draft, others)), "not_yours");
    EXPECT_EQ(code(Action::approve, story(review, own)), "not_yours");
    EXPECT_EQ(code(Action::submit, story(review, own)), "not_a_draft");
    EXPECT_EQ(code(Action::unpublish, story(review, own)), "not_published");
    EXPECT_EQ(code(Action::return_, story(draft, own)), "not_in_review");
    EXPECT_EQ(code(Action::publish, story(retracted, own)), "story_retracted");
}

}  // namespace
}  // namespace broadsheet::content
