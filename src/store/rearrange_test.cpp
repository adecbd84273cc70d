#include "store/rearrange.h"

#include <algorithm>

#include "store/listings.h"
#include "store/redirects.h"
#include "store/staff.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

bool holds(std::vector<std::string> const& tags, std::string const& tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

class RearrangeTest : public DatabaseTest {
  protected:
    Story publish(std::string const& slug, std::vector<std::string> tags, std::optional<SectionId> section = {},
                  std::vector<AuthorId> bylines = {}) {
        auto story = some_story(slug, now());
        story.text.tags = std::move(tags);
        story.text.section = section;
        story.text.bylines = std::move(bylines);
        story.status = StoryStatus::published;
        story.published_at = now();
        commit([&](Transaction& transaction) {
            insert_story(transaction, story, StaffId{1});
            sync_listings(transaction, story);
        });
        pass(Millis(1000));
        return story;
    }
    Tag tag(std::string_view name) { return find_tag_named(*database().snapshot(), name).value(); }
    std::size_t length(std::string const& list) { return newest_entries(*database().snapshot(), list, 1000).size(); }
    std::vector<std::string> tags_of_story(StoryId id) { return find_story(*database().snapshot(), id)->text.tags; }
    template <class Write>
    std::vector<std::string> touched(Write const& write) {
        std::vector<std::string> out;
        commit([&](Transaction& transaction) { out = write(transaction); });
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, RearrangeTest, both_engines, engine_name);

TEST_P(RearrangeTest, TagsAreCountedAndFoundWithoutCase) {
    publish("one", {"Річка", "Ferries"});
    publish("two", {"Річка"});
    auto const found = counted_tags(*database().snapshot(), "РІЧ");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].tag.name, "Річка");
    EXPECT_EQ(found[0].stories, 2);
    EXPECT_EQ(counted_tags(*database().snapshot(), "").size(), 2u);
}

TEST_P(RearrangeTest, ARenamedTagLeadsFromWhatItWas) {
    auto const story = publish("one", {"Ferries"});
    auto const before = tag("Ferries");
    Tag const after{before.id, "Boats", "boats"};
    auto const tags = touched([&](Transaction& transaction) { return rename_tag(transaction, before, after); });
    EXPECT_TRUE(holds(tags, "story:" + story.id.text()));
    EXPECT_TRUE(holds(tags, "list:tag:" + before.id.text()));
    EXPECT_TRUE(holds(tags, "list:tag:" + before.id.text() + ":page:1"));
    EXPECT_EQ(tags_of_story(story.id), std::vector<std::string>{"Boats"});
    EXPECT_EQ(present_slug(*database().snapshot(), "tag", "ferries"), "boats");
    // A staged edit or an old revision still says the old name.
    EXPECT_EQ(tags_of_story(publish("two", {"Ferries"}).id), std::vector<std::string>{"Boats"});
    touched([&](Transaction& transaction) { return rename_tag(transaction, after, before); });
    EXPECT_EQ(present_slug(*database().snapshot(), "tag", "ferries"), std::nullopt);
    EXPECT_EQ(present_slug(*database().snapshot(), "tag", "boats"), "ferries");
}

TEST_P(RearrangeTest, AMergedTagBringsItsStoriesOnce) {
    for (int i = 0; i < 25; ++i) publish("a" + std::to_string(i), {"Boats"});
    auto const both = publish("both", {"Boats", "Ferries"});
    auto const one = publish("one", {"Ferries", "River"});
    auto const from = tag("Ferries"), into = tag("Boats");
    auto const tags = touched([&](Transaction& transaction) { return merge_tag(transaction, from, into); });
    EXPECT_EQ(tags_of_story(both.id), std::vector<std::string>{"Boats"});
    EXPECT_EQ(tags_of_story(one.id), (std::vector<std::string>{"Boats", "River"}));
    EXPECT_EQ(length("tag:" + from.id.text()), 0u);
    EXPECT_EQ(length("tag:" + into.id.text()), 27u);
    EXPECT_EQ(page_entries(*database().snapshot(), "tag:" + into.id.text(), 1).size(), 20u);
    for (auto const& list : {from, into}) EXPECT_TRUE(holds(tags, "list:tag:" + list.id.text()));
    EXPECT_TRUE(holds(tags, "story:" + one.id.text()));
    EXPECT_FALSE(find_tag(*database().snapshot(), from.id));
    EXPECT_EQ(present_slug(*database().snapshot(), "tag", "ferries"), "boats");
    EXPECT_EQ(tags_of_story(publish("late", {"Ferries"}).id), std::vector<std::string>{"Boats"});
}

TEST_P(RearrangeTest, ADeletedTagLeavesItsStories) {
    auto const story = publish("one", {"Ferries", "River"});
    auto const gone = tag("Ferries");
    touched([&](Transaction& transaction) { return delete_tag(transaction, gone.id); });
    EXPECT_EQ(tags_of_story(story.id), std::vector<std::string>{"River"});
    EXPECT_EQ(length("tag:" + gone.id.text()), 0u);
    EXPECT_EQ(length("news"), 1u);
    publish("two", {"Ferries"});
    EXPECT_NE(tag("Ferries").id, gone.id);
}

TEST_P(RearrangeTest, ASectionsStoriesMoveStagedOnesToo) {
    auto const from = some_section("from"), into = some_section("into");
    commit([&](Transaction& transaction) {
        save_section(transaction, from);
        save_section(transaction, into);
    });
    auto const story = publish("one", {}, from.id), stays = publish("two", {}, into.id);
    auto staged = stays;
    staged.staged = stays.text;
    staged.staged->section = from.id;
    staged.version = 2;
    commit([&](Transaction& transaction) { ASSERT_TRUE(update_story(transaction, stays, staged, StaffId{1})); });
    EXPECT_EQ(count_stories_of(*database().snapshot(), from.id), 2);
    auto const tags =
        touched([&](Transaction& transaction) { return move_section_stories(transaction, from.id, into.id); });
    EXPECT_TRUE(holds(tags, "list:section:" + into.id.text()));
    EXPECT_EQ(count_stories_of(*database().snapshot(), from.id), 0);
    EXPECT_EQ(find_story(*database().snapshot(), story.id)->text.section, into.id);
    EXPECT_EQ(find_story(*database().snapshot(), stays.id)->staged->section, into.id);
    EXPECT_EQ(length("section:" + into.id.text()), 2u);
    commit([&](Transaction& transaction) { delete_section(transaction, from.id); });
    EXPECT_FALSE(find_section(*database().snapshot(), from.id));
}

TEST_P(RearrangeTest, SectionsTakeAnotherOrder) {
    auto const a = some_section("a"), b = some_section("b"), c = some_section("c");
    commit([&](Transaction& transaction) {
        for (auto const& section : {a, b, c}) save_section(transaction, section);
        order_sections(transaction, {c.id, a.id, b.id});
    });
    auto const sections = list_sections(*database().snapshot());
    EXPECT_EQ(sections.at(0).id, c.id);
    EXPECT_EQ(sections.at(2).id, b.id);
}

TEST_P(RearrangeTest, AnAuthorIsCountedInStagedEditsToo) {
    auto const author = some_author("maria"), other = some_author("tom");
    commit([&](Transaction& transaction) {
        save_author(transaction, author);
        save_author(transaction, other);
    });
    auto const story = publish("one", {}, {}, {other.id});
    EXPECT_EQ(count_stories_of(*database().snapshot(), author.id), 0);
    auto staged = story;
    staged.staged = story.text;
    staged.staged->bylines = {author.id};
    staged.version = 2;
    commit([&](Transaction& transaction) { ASSERT_TRUE(update_story(transaction, story, staged, StaffId{1})); });
    EXPECT_EQ(count_stories_of(*database().snapshot(), author.id), 1);
    EXPECT_EQ(count_stories_of(*database().snapshot(), other.id), 1);
    auto const unused = some_author("unused");
    commit([&](Transaction& transaction) {
        save_author(transaction, unused);
        EXPECT_FALSE(delete_author(transaction, unused.id));
    });
    EXPECT_FALSE(find_author(*database().snapshot(), unused.id));
}

TEST_P(RearrangeTest, AnAuthorsStoriesMoveUnderAnotherBylineOnce) {
    Author const from = some_author("anna-b"), into = some_author("anna-berg");
    commit([&](Transaction& transaction) {
        save_author(transaction, from);
        save_author(transaction, into);
    });
    auto const hers = publish("hers", {}, {}, {from.id});
    auto const both = publish("both", {}, {}, {from.id, into.id});
    auto const draft = publish("draft", {}, {}, {into.id});
    auto staged = draft;
    staged.staged = draft.text;
    staged.staged->bylines = {from.id};
    staged.version = 2;
    commit([&](Transaction& transaction) { ASSERT_TRUE(update_story(transaction, draft, staged, StaffId{1})); });
    auto const tags =
        touched([&](Transaction& transaction) { return move_author_stories(transaction, from, into.id); });
    EXPECT_TRUE(holds(tags, "list:author:" + from.id.text()));
    EXPECT_TRUE(holds(tags, "list:author:" + into.id.text()));
    auto const reader = database().snapshot();
    for (auto const& story : {hers, both})
        EXPECT_EQ(find_story(*reader, story.id)->text.bylines, std::vector{into.id}) << story.text.slug;
    EXPECT_EQ(find_story(*reader, draft.id)->staged->bylines, std::vector{into.id});
    EXPECT_EQ(length("author:" + into.id.text()), 3u);
    EXPECT_EQ(present_slug(*reader, "author", "anna-b"), "anna-berg");
    EXPECT_EQ(count_stories_of(*reader, from.id), 0);
}

}  // namespace
}  // namespace broadsheet::store
