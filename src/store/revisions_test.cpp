#include "store/revisions.h"

#include "store/sql.h"
#include "store/staff.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using RevisionsTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, RevisionsTest, both_engines, engine_name);

TEST_P(RevisionsTest, AreSummedUpAlsoWhereTheyAreOlderThanTheirFigures) {
    Staff const maria{StaffId::make(), "maria@example.org", "Maria", Role::editor, std::nullopt, true};
    auto story = some_story("a", now());
    story.text.headline = "First";
    story.text.body =
        R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Four words of it."}]}]})";
    story.figures.words = 4;
    commit([&](Transaction& transaction) {
        insert_staff(transaction, maria, now());
        insert_story(transaction, story, maria.id);
        execute(transaction, "UPDATE revisions SET headline = '', words = -1");
    });
    pass(Millis(5));
    auto after = story;
    after.version = 2;
    after.text.headline = "Second";
    commit([&](Transaction& transaction) { update_story(transaction, story, after, StaffId{9}, Autosave::yes); });
    auto const reader = database().snapshot();
    auto const found = list_revision_summaries(*reader, story.id);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].version, 2);
    EXPECT_EQ(found[0].at, now());
    EXPECT_EQ(found[0].headline, "Second");
    EXPECT_EQ(found[0].words, 4);
    EXPECT_TRUE(found[0].autosave);
    EXPECT_EQ(found[0].staff_name, "") << "nobody we know";
    EXPECT_EQ(found[1].headline, "First");
    EXPECT_EQ(found[1].words, 4);
    EXPECT_EQ(found[1].staff_name, "Maria");
    EXPECT_EQ(find_revision(*reader, story.id, 1).value().text.headline, "First");
    EXPECT_EQ(find_revision(*reader, story.id, 2).value().staff, StaffId{9});
    EXPECT_FALSE(find_revision(*reader, story.id, 3));
    EXPECT_FALSE(find_revision(*reader, StoryId::make(), 1));
}

TEST_P(RevisionsTest, AStoryKeepsItsNoteAndEmbargo) {
    auto story = some_story("a", now());
    story.review_note = "Who says so?";
    story.embargo_until = now() + Millis(7);
    commit([&](Transaction& transaction) { insert_story(transaction, story, StaffId{9}); });
    auto const kept = find_story(*database().snapshot(), story.id).value();
    EXPECT_EQ(kept.review_note, "Who says so?");
    EXPECT_EQ(kept.embargo_until, now() + Millis(7));
    auto after = kept;
    after.version = 2;
    after.review_note.clear();
    after.embargo_until.reset();
    commit([&](Transaction& transaction) { EXPECT_TRUE(update_story(transaction, kept, after, StaffId{9})); });
    auto const changed = find_story(*database().snapshot(), story.id).value();
    EXPECT_EQ(changed.review_note, "");
    EXPECT_EQ(changed.embargo_until, std::nullopt);
}

}  // namespace
}  // namespace broadsheet::store
