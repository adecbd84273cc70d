#include "desk/story_write.h"

#include "desk/routes.h"
#include "store/audit.h"
#include "store/changes.h"
#include "store/test_database.h"

namespace broadsheet::desk {
namespace {

class ScheduledTest : public store::DatabaseTest {
  protected:
    content::Story schedule(Time at, std::optional<Time> embargo) {
        auto draft = store::some_story("a", now());
        draft.text.headline = "A";
        auto after = draft;
        after.status = content::StoryStatus::scheduled;
        after.scheduled_at = at;
        after.embargo_until = embargo;
        commit([&](store::Transaction& transaction) { store::insert_story(transaction, draft, draft.created_by); });
        auto const transaction = database().begin();
        EXPECT_TRUE(write_story(database(), *transaction, draft, after, {editor, store::Autosave::no, {}}));
        return after;
    }
    content::Story kept(content::StoryId id) { return store::find_story(*database().snapshot(), id).value(); }

    content::StaffId const editor{7};
};
INSTANTIATE_TEST_SUITE_P(Engines, ScheduledTest, store::both_engines, store::engine_name);

TEST_P(ScheduledTest, IsPublishedAtItsTimeByWhoScheduledIt) {
    auto const story = schedule(now() + Millis(100), std::nullopt);
    publish_scheduled(database(), story.id.text());
    EXPECT_EQ(kept(story.id).status, content::StoryStatus::scheduled);
    pass(Millis(100));
    publish_scheduled(database(), story.id.text());
    EXPECT_EQ(kept(story.id).status, content::StoryStatus::published);
    publish_scheduled(database(), story.id.text());
    auto const entries = store::list_audit(*database().snapshot(), {});
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].entry.action, "story.published");
    EXPECT_EQ(entries[0].entry.staff, editor);
    EXPECT_EQ(entries[1].entry.action, "story.scheduled");
}

TEST_P(ScheduledTest, WaitsForTheEndOfAnEmbargo) {
    auto const story = schedule(now() + Millis(100), now() + Millis(300));
    pass(Millis(100));
    publish_scheduled(database(), story.id.text());
    EXPECT_EQ(kept(story.id).status, content::StoryStatus::scheduled);
    EXPECT_EQ(store::next_job_time(*database().snapshot()), now() + Millis(200));
    pass(Millis(200));
    publish_scheduled(database(), story.id.text());
    EXPECT_EQ(kept(story.id).status, content::StoryStatus::published);
}

}  // namespace
}  // namespace broadsheet::desk
