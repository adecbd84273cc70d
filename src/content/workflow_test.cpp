#include "content/workflow.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

Time const noon = from_ms(1'790'000'000'000);
StaffId const own{1}, others{2};

Staff staff(Role role) { return {own, "a@example.org", "A", role, std::nullopt, true}; }

Story story(StoryStatus status, StaffId by = own) {
    Story out;
    out.status = status;
    out.created_by = by;
    out.text.headline = "Headline";
    if (status == StoryStatus::published || status == StoryStatus::retracted) out.published_at = noon - Millis(1000);
    return out;
}

using enum Role;
using enum StoryStatus;

TEST(Workflow, WhoMayEditAndPublish) {
    struct Row {
        Role role;
        StoryStatus status;
        StaffId by;
        bool edit, publish;
    };
    Row const rows[] = {
        {contributor, draft, own, true, false},      {contributor, scheduled, own, false, false},
        {contributor, published, own, false, false}, {contributor, retracted, own, false, false},
        {contributor, draft, others, false, false},  {author, draft, own, true, true},
        {author, scheduled, own, true, true},        {author, published, own, true, true},
        {author, retracted, own, true, true},        {author, draft, others, false, false},
        {author, published, others, false, false},   {editor, draft, others, true, true},
        {editor, published, others, true, true},     {editor, retracted, others, true, true},
        {administrator, draft, others, true, true},  {administrator, published, own, true, true},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(std::string(name_of(row.role)) + " " + std::string(name_of(row.status)) +
                     (row.by == own ? " own" : " other's"));
        EXPECT_EQ(may_edit(staff(row.role), story(row.status, row.by)), row.edit);
        EXPECT_EQ(may_publish(staff(row.role), story(row.status, row.by)), row.publish);
    }
}

TEST(Workflow, WhoMayManageWhat) {
    for (auto const role : {contributor, author, editor, administrator}) {
        SCOPED_TRACE(name_of(role));
        EXPECT_EQ(may_edit_site(staff(role)), role == editor || role == administrator);
        EXPECT_EQ(may_manage_staff(staff(role)), role == administrator);
    }
}

TEST(Workflow, WhatPublishDoes) {
    using enum PublishKind;
    struct Row {
        StoryStatus status;
        std::optional<Millis> in;  // from now; nothing: no time was given
        std::optional<PublishKind> kind;
        char const* code;
    };
    Row const rows[] = {
        {draft, std::nullopt, PublishKind::now, ""},
        {draft, Millis(-5), PublishKind::now, ""},
        {draft, Millis(0), PublishKind::now, ""},
        {draft, Millis(1), later, ""},
        {review, std::nullopt, PublishKind::now, ""},
        {approved, Millis(1), later, ""},
        {scheduled, std::nullopt, PublishKind::now, ""},
        {scheduled, Millis(60'000), later, ""},
        {published, std::nullopt, staged, ""},
        {published, Millis(-1), staged, ""},
        {published, Millis(1), std::nullopt, "already_published"},
        {retracted, std::nullopt, std::nullopt, "story_retracted"},
        {retracted, Millis(1), std::nullopt, "story_retracted"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(std::string(name_of(row.status)) + " in " + (row.in ? std::to_string(row.in->count()) : "-"));
        auto const result =
            publish_rule(story(row.status), noon, row.in ? std::optional(noon + *row.in) : std::nullopt);
        ASSERT_EQ(result.has_value(), row.kind.has_value());
        if (result) {
            EXPECT_EQ(*result, *row.kind);
        } else {
            EXPECT_EQ(result.error().code, row.code);
        }
    }
}

TEST(Workflow, NothingIsPublishedWithoutAHeadline) {
    auto bare = story(draft);
    bare.text.headline.clear();
    auto const refused = publish_rule(bare, noon, std::nullopt);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "headline_missing");
    EXPECT_EQ(refused.error().field, "headline");
    EXPECT_EQ(refused.error().kind, ProblemKind::invalid);

    auto staged_bare = story(published);
    staged_bare.staged = staged_bare.text;
    staged_bare.staged->headline.clear();
    EXPECT_FALSE(publish_rule(staged_bare, noon, std::nullopt)) << "the staged edit is what would be shown";
    staged_bare.staged->headline = "New";
    staged_bare.text.headline.clear();
    EXPECT_TRUE(publish_rule(staged_bare, noon, std::nullopt));
}

TEST(Workflow, WhatMayBecomeOfAStory) {
    struct Row {
        StoryStatus status;
        bool was_published;
        bool unpublish, retract, remove, stage;
    };
    Row const rows[] = {
        {draft, false, false, false, true, false},     {draft, true, false, false, false, false},
        {scheduled, false, true, false, false, false}, {published, true, true, true, false, true},
        {retracted, true, true, false, false, false},  {review, false, false, false, false, false},
        {approved, false, false, false, false, false},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(std::string(name_of(row.status)) + (row.was_published ? " once published" : ""));
        auto subject = story(row.status);
        subject.published_at = row.was_published ? std::optional(noon) : std::nullopt;
        EXPECT_EQ(unpublish_rule(subject).has_value(), row.unpublish);
        EXPECT_EQ(retract_rule(subject, "It was wrong.").has_value(), row.retract);
        EXPECT_EQ(delete_rule(subject).has_value(), row.remove);
        EXPECT_EQ(stage_rule(subject).has_value(), row.stage);
        EXPECT_FALSE(retract_rule(subject, "")) << "readers are told why";
    }
    EXPECT_EQ(retract_rule(story(published), "").error().field, "notice");
    EXPECT_EQ(delete_rule(story(published)).error().kind, ProblemKind::conflict);
}

TEST(Workflow, NothingIsPublishedBeforeItsEmbargoEnds) {
    auto held = story(draft);
    held.embargo_until = noon + Millis(100);
    auto const code = [&](std::optional<Time> at) {
        auto const rule = publish_rule(held, noon, at);
        return rule ? "" : rule.error().code + " " + rule.error().field;
    };
    EXPECT_EQ(code(std::nullopt), "embargoed at");
    EXPECT_EQ(code(noon - Millis(1)), "embargoed at");
    EXPECT_EQ(code(noon + Millis(99)), "embargoed at");
    EXPECT_EQ(code(noon + Millis(100)), "");
    held.embargo_until = noon;
    EXPECT_EQ(code(std::nullopt), "");
    EXPECT_EQ(code(noon - Millis(1)), "") << "a past date for what is published after the embargo";
}

TEST(Workflow, WhatReadersHadStandsUnderNoEmbargo) {
    EXPECT_TRUE(embargo_rule(story(scheduled), noon, noon + Millis(1)));
    EXPECT_EQ(embargo_rule(story(published), noon, noon + Millis(1)).error().field, "embargo_until");
    EXPECT_FALSE(embargo_rule(story(retracted), noon, noon + Millis(1)));
    EXPECT_TRUE(embargo_rule(story(published), noon, noon));
    EXPECT_TRUE(embargo_rule(story(published), noon, std::nullopt));
}

TEST(Workflow, ReturningSaysWhyUnlessItIsOnesOwn) {
    EXPECT_EQ(return_rule(staff(editor), story(review, others), "").error().field, "note");
    EXPECT_TRUE(return_rule(staff(editor), story(review, others), "Too long."));
    EXPECT_TRUE(return_rule(staff(author), story(approved, own), ""));
    for (auto const status : {draft, scheduled, published, retracted})
        EXPECT_EQ(return_rule(staff(editor), story(status), "x").error().code, "not_in_review");
    EXPECT_TRUE(approve_rule(story(review)));
    EXPECT_FALSE(approve_rule(story(draft)));
    EXPECT_TRUE(submit_rule(story(draft)));
    EXPECT_FALSE(submit_rule(story(approved)));
}

TEST(Workflow, ChangedWordsWereNotApproved) {
    auto const after = [](Role role, StoryStatus status, std::string headline, bool review_required = false) {
        auto subject = story(status);
        if (status == scheduled) subject.scheduled_at = noon;
        auto text = subject.text;
        text.headline = std::move(headline);
        auto out = with_text(staff(role), subject, text, review_required);
        EXPECT_EQ(out.scheduled_at.has_value(), out.status == scheduled);
        EXPECT_EQ(out.text, text);
        return out.status;
    };
    EXPECT_EQ(after(author, approved, "New"), review);
    EXPECT_EQ(after(author, approved, "Headline"), approved) << "nothing changed";
    EXPECT_EQ(after(editor, approved, "New"), approved);
    EXPECT_EQ(after(author, review, "New"), review);
    EXPECT_EQ(after(author, draft, "New"), draft);
    EXPECT_EQ(after(author, scheduled, "New"), scheduled);
    EXPECT_EQ(after(author, scheduled, "New", true), review);
    EXPECT_EQ(after(editor, scheduled, "New", true), scheduled);
}

TEST(Workflow, WhoSeesAStory) {
    for (auto const status : {draft, review, approved, scheduled, retracted}) {
        EXPECT_FALSE(may_see(staff(author), story(status, others)));
        EXPECT_TRUE(may_see(staff(contributor), story(status, own)));
        EXPECT_TRUE(may_see(staff(editor), story(status, others)));
    }
    EXPECT_TRUE(may_see(staff(contributor), story(published, others)));
}

TEST(Workflow, OnlyWhatReadersCouldReadIsCorrected) {
    EXPECT_TRUE(correction_rule(story(published), "It was Tuesday."));
    for (auto const status : {draft, scheduled, retracted})
        EXPECT_EQ(correction_rule(story(status), "It was Tuesday.").error().code, "not_published");
    EXPECT_EQ(correction_rule(story(published), "").error().field, "note");
}

TEST(Workflow, ALanguageStandsOnceAmongTranslations) {
    EXPECT_TRUE(translation_rule("en", {}));
    EXPECT_TRUE(translation_rule("en", {"uk", "en-GB"}));
    EXPECT_EQ(translation_rule("uk", {"en", "uk"}).error().field, "translation_of");
}

TEST(Workflow, WhoMayReadTheWholeText) {
    struct Row {
        char const *visibility, *audience;
        bool readable;
    };
    Row const rows[] = {
        {"public", "public", true},       {"public", "member", true},
        {"members", "public", false},     {"members", "member", true},
        {"paid", "public", false},        {"paid", "member", false},
        {"paid", "paid", true},           {"members", "paid", true},
        {"public", "paid", true},         {"", "public", false},
        {"unknown", "public", false},     {"tier2", "paid", false},
        {"tier2", "paid tier1", false},   {"tier2", "paid tier1 tier2", true},
        {"tier", "paid tier2", false},    {"members", "metered", true},
        {"paid", "metered", true},        {"tier2", "metered", false},
        {"tier2", "member tier2", false},
    };
    for (auto const& row : rows)
        EXPECT_EQ(readers_may_read(row.visibility, row.audience), row.readable)
            << row.visibility << " " << row.audience;
}

TEST(Names, ComeBack) {
    for (auto const kind : {StoryKind::article, StoryKind::brief, StoryKind::page})
        EXPECT_EQ(story_kind(name_of(kind)), kind);
    for (auto const status : {draft, review, approved, scheduled, published, retracted})
        EXPECT_EQ(story_status(name_of(status)), status);
    for (auto const role : {contributor, author, editor, administrator}) EXPECT_EQ(staff_role(name_of(role)), role);
    for (auto const kind : {AuthorKind::person, AuthorKind::desk}) EXPECT_EQ(author_kind(name_of(kind)), kind);
    EXPECT_EQ(story_kind("Article"), std::nullopt);
    EXPECT_EQ(story_status(""), std::nullopt);
    EXPECT_EQ(staff_role("owner"), std::nullopt);
}

}  // namespace
}  // namespace broadsheet::content
