#include "store/listings.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "store/changes.h"
#include "store/sections.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class ListingsTest : public DatabaseTest {
  protected:
    Story put(Story story, StoryStatus status, Time at) {
        story.status = status;
        story.published_at = at;
        commit([&](Transaction& transaction) {
            insert_story(transaction, story, StaffId{1});
            tags_ = sync_listings(transaction, story);
        });
        return story;
    }
    Story publish(Time at, StoryKind kind = StoryKind::article) {
        auto story = some_story("s" + StoryId::make().text(), at);
        story.kind = kind;
        return put(story, StoryStatus::published, at);
    }
    template <class Change>
    void change(StoryId id, Change const& how) {
        commit([&](Transaction& transaction) {
            auto const before = find_story(transaction, id).value();
            auto after = before;
            how(after);
            ++after.version;
            ASSERT_TRUE(update_story(transaction, before, after, StaffId{1}));
            tags_ = sync_listings(transaction, after);
        });
    }
    bool touched(std::string const& tag) const { return std::find(tags_.begin(), tags_.end(), tag) != tags_.end(); }
    std::vector<StoryId> page(int number, std::string_view list = "news") {
        std::vector<StoryId> out;
        for (auto const& entry : page_entries(*database().snapshot(), list, number)) out.push_back(entry.story);
        return out;
    }

    std::vector<std::string> tags_;  // what the last sync_listings said
};
INSTANTIATE_TEST_SUITE_P(Engines, ListingsTest, both_engines, engine_name);

TEST(ListsOf, APublishedStoryStandsInItsLists) {
    Story story = some_story("s", Time{});
    story.text.section = SectionId{1};
    story.text.bylines = {AuthorId{2}, AuthorId{3}};
    EXPECT_TRUE(lists_of(story, {TagId{4}}).empty());
    story.status = StoryStatus::published;
    EXPECT_EQ(lists_of(story, {TagId{4}}),
              (std::vector<std::string>{"news", "section:" + id_text(1), "tag:" + id_text(4), "author:" + id_text(2),
                                        "author:" + id_text(3)}));
    story.kind = StoryKind::brief;
    EXPECT_EQ(lists_of(story, {TagId{4}}), std::vector<std::string>{"feed"});
    story.kind = StoryKind::page;
    EXPECT_TRUE(lists_of(story, {TagId{4}}).empty());
    story.kind = StoryKind::article;
    for (auto const status : {StoryStatus::scheduled, StoryStatus::retracted}) {
        story.status = status;
        EXPECT_TRUE(lists_of(story, {}).empty());
    }
}

TEST_P(ListingsTest, FillsPagesFromTheOldest) {
    std::vector<StoryId> ids;
    EXPECT_EQ(last_page(*database().snapshot(), "news"), 0);
    for (int i = 0; i < 45; ++i) {
        ids.push_back(publish(now()).id);
        pass(Millis(1000));
    }
    EXPECT_EQ(last_page(*database().snapshot(), "news"), 3);
    auto const slice = [&](int from, int to) {
        std::vector<StoryId> out(ids.begin() + from, ids.begin() + to);
        std::reverse(out.begin(), out.end());
        return out;
    };
    EXPECT_EQ(page(1), slice(0, 20));
    EXPECT_EQ(page(2), slice(20, 40));
    EXPECT_EQ(page(3), slice(40, 45));
    EXPECT_TRUE(page(4).empty());
    EXPECT_TRUE(touched("list:news"));
    EXPECT_TRUE(touched("list:news:page:3"));
    EXPECT_FALSE(touched("list:news:page:2"));
    auto const newest = newest_entries(*database().snapshot(), "news", 3);
    ASSERT_EQ(newest.size(), 3u);
    EXPECT_EQ(newest[0].story, ids[44]);
    EXPECT_EQ(newest[0].page, 3);
}

TEST_P(ListingsTest, APageThatLateComersMadeTooLongIsNumberedAnew) {
    set_now(from_ms(2'000'000'000'000));
    std::vector<StoryId> ids;  // oldest first in the end: each is older than all before it
    for (int i = 0; i < 70; ++i) ids.insert(ids.begin(), publish(now() - Millis(1000 * i)).id);
    EXPECT_EQ(page(1).size(), 70u);
    pass(Millis(59'000));
    EXPECT_FALSE(next_job_time(*database().snapshot()).value() <= now());
    pass(Millis(2000));
    EXPECT_TRUE(next_job_time(*database().snapshot()).value() <= now());
    commit([&](Transaction& transaction) { tags_ = renumber_list(transaction, "news"); });
    EXPECT_EQ(page(1).size(), 20u);
    EXPECT_EQ(page(1).back(), ids[0]);
    EXPECT_EQ(page(4).front(), ids[69]);
    EXPECT_EQ(page(4).size(), 10u);
    for (auto const* tag : {"list:news", "list:news:page:1", "list:news:page:4"}) EXPECT_TRUE(touched(tag)) << tag;
    commit([&](Transaction& transaction) { tags_ = renumber_list(transaction, "news"); });
    EXPECT_TRUE(tags_.empty());
}

TEST_P(ListingsTest, FollowsAStoryThroughItsLists) {
    auto const section = some_section("world"), other = some_section("city");
    auto const author = some_author("maria");
    commit([&](Transaction& transaction) {
        save_section(transaction, section);
        save_section(transaction, other);
        save_author(transaction, author);
    });
    auto story = some_story("s", now());
    story.text.section = section.id;
    story.text.bylines = {author.id};
    story.text.tags = {"war"};
    put(story, StoryStatus::draft, now());
    EXPECT_TRUE(tags_.empty());
    change(story.id, [](Story& after) { after.status = StoryStatus::published; });
    auto const tag = find_tag(*database().snapshot(), "war").value();
    for (auto const& list :
         {std::string("news"), "section:" + section.id.text(), "author:" + author.id.text(), "tag:" + tag.id.text()}) {
        EXPECT_EQ(page(1, list), std::vector{story.id}) << list;
        EXPECT_TRUE(touched("list:" + list)) << list;
    }
    change(story.id, [](Story& after) { after.text.headline = "Another"; });
    EXPECT_TRUE(tags_.empty()) << "a new headline moves nothing";
    change(story.id, [&](Story& after) { after.text.section = other.id, after.text.tags.clear(); });
    EXPECT_TRUE(page(1, "section:" + section.id.text()).empty());
    EXPECT_TRUE(page(1, "tag:" + tag.id.text()).empty());
    EXPECT_EQ(page(1, "section:" + other.id.text()), std::vector{story.id});
    EXPECT_TRUE(touched("list:section:" + section.id.text()) && touched("list:section:" + other.id.text()) &&
                touched("list:tag:" + tag.id.text()));
    EXPECT_FALSE(touched("list:news"));
    change(story.id, [](Story& after) { after.status = StoryStatus::retracted; });
    EXPECT_TRUE(page(1).empty());
    EXPECT_TRUE(touched("list:news") && touched("list:news:page:1"));
    EXPECT_EQ(last_page(*database().snapshot(), "news"), 0);
}

TEST_P(ListingsTest, ALateComerMakesItsPageLonger) {
    std::vector<Story> stories;
    for (int i = 0; i < 41; ++i) stories.push_back(publish(now() + Millis(i * 1000)));
    auto const late = publish(now() + Millis(5500));
    EXPECT_EQ(page(1).size(), 21u);
    EXPECT_EQ(page(1)[14], late.id) << "between the sixth and the fifth";
    EXPECT_TRUE(touched("list:news:page:1"));
    EXPECT_EQ(page(2).size(), 20u);
    auto const first = publish(now() - Millis(1));
    EXPECT_EQ(page(1).back(), first.id);
    EXPECT_EQ(page(3).size(), 1u);
}

TEST_P(ListingsTest, StoriesOfOneMomentKeepTheirOrderOverPages) {
    std::vector<Story> stories;
    for (int i = 0; i < 50; ++i) stories.push_back(some_story("s" + std::to_string(i), now()));
    std::shuffle(stories.begin(), stories.end(), std::mt19937(5));
    for (auto const& story : stories) put(story, StoryStatus::published, now());
    std::vector<StoryId> read;
    for (int number = last_page(*database().snapshot(), "news"); number > 0; --number)
        for (auto const id : page(number)) read.push_back(id);
    EXPECT_EQ(read.size(), 50u);
    EXPECT_TRUE(std::is_sorted(read.rbegin(), read.rend()));
}

// What must hold whatever editors do: nothing lost, nothing twice, pages in order; and as long as stories only come at
// the new end, the pages before the last stay exactly as they are.
TEST_P(ListingsTest, PagesHoldUnderRandomEditing) {
    std::mt19937 random(20260901);
    std::map<StoryId, Time> published;
    std::vector<StoryId> known;
    auto const pages = [&] {
        std::map<int, std::vector<ListEntry>> out;
        auto const reader = database().snapshot();
        for (int number = 1; number <= last_page(*reader, "news"); ++number)
            out[number] = page_entries(*reader, "news", number);
        return out;
    };
    auto const check = [&] {
        std::set<StoryId> seen;
        std::pair<Time, StoryId> previous{Time::min(), StoryId{}};
        for (auto& [number, entries] : pages()) {
            std::reverse(entries.begin(), entries.end());
            for (auto const& entry : entries) {
                ASSERT_LT(previous, (std::pair{entry.at, entry.story})) << "page " << number;
                previous = {entry.at, entry.story};
                ASSERT_TRUE(seen.insert(entry.story).second) << "twice";
                ASSERT_EQ(published.at(entry.story), entry.at);
            }
        }
        ASSERT_EQ(seen.size(), published.size());
    };
    for (int step = 0; step < 160; ++step) {
        auto const before = pages();
        auto const what = known.empty() ? 0u : random() % 10;
        if (what < 6) {
            pass(Millis(random() % 3));  // often at the very same moment
            auto const story = publish(now());
            published[story.id] = now();
            known.push_back(story.id);
            auto const after = pages();
            for (auto const& [number, entries] : before)
                if (number < before.rbegin()->first || entries.size() >= static_cast<std::size_t>(page_size)) {
                    ASSERT_EQ(after.at(number).size(), entries.size()) << "a newer story changed page " << number;
                }
        } else {
            auto const id = known[random() % known.size()];
            auto const at = now() - Millis(random() % 200);
            bool const retract = what < 8;
            change(id, [&](Story& after) {
                after.status = retract ? StoryStatus::retracted : StoryStatus::published;
                after.published_at = at;
            });
            if (retract)
                published.erase(id);
            else
                published[id] = at;
        }
        check();
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(last_page(*database().snapshot(), "news"), 2);
}

TEST_P(ListingsTest, FindsEntriesByTime) {
    auto const a = publish(now()), b = publish(now() + Millis(100)), c = publish(now() + Millis(200));
    auto const reader = database().snapshot();
    auto const between = entries_between(*reader, "news", now() + Millis(100), now() + Millis(200));
    ASSERT_EQ(between.size(), 1u);
    EXPECT_EQ(between[0].story, b.id);
    EXPECT_EQ(entries_between(*reader, "news", now(), now() + Millis(201)).size(), 3u);
    EXPECT_EQ(entry_before(*reader, "news", now() + Millis(100)), now());
    EXPECT_EQ(entry_before(*reader, "news", now()), std::nullopt);
    EXPECT_EQ(entry_from(*reader, "news", now() + Millis(101)), now() + Millis(200));
    EXPECT_EQ(entry_from(*reader, "news", now() + Millis(201)), std::nullopt);
    EXPECT_EQ(entry_from(*reader, "feed", now()), std::nullopt);
    auto const map = sitemap_entries(*reader, "news", now(), now() + Millis(150));
    ASSERT_EQ(map.size(), 2u);
    EXPECT_EQ(map[0].slug, b.text.slug);
    EXPECT_EQ(map[1].headline, a.text.headline);
    EXPECT_EQ(map[1].published_at, now());
    EXPECT_EQ(map[1].language, "en");
}

TEST_P(ListingsTest, CardsShowWhatListsNeed) {
    auto const section = some_section("world");
    auto const first = some_author("a"), second = some_author("b");
    commit([&](Transaction& transaction) {
        save_section(transaction, section);
        save_author(transaction, first);
        save_author(transaction, second);
    });
    auto full = some_story("full", now());
    full.text.section = section.id;
    full.text.standfirst = "standfirst";
    full.text.bylines = {second.id, first.id};
    full.text.lead.alt = "alt";
    full.figures = {"excerpt", 400, 3};
    put(full, StoryStatus::published, now());
    auto const brief = publish(now(), StoryKind::brief);
    auto const draft = put(some_story("draft", now()), StoryStatus::draft, now());
    auto const cards = load_cards(*database().snapshot(), {brief.id, draft.id, StoryId{5}, full.id, full.id});
    ASSERT_EQ(cards.size(), 2u);
    EXPECT_EQ(cards[0].id, brief.id);
    EXPECT_EQ(cards[0].body, brief.text.body) << "briefs stand whole in lists";
    EXPECT_EQ(cards[0].section, std::nullopt);
    EXPECT_EQ(cards[0].section_name, "");
    auto const& card = cards[1];
    EXPECT_EQ(card.id, full.id);
    EXPECT_EQ(card.body, "");
    EXPECT_EQ(card.headline, "About full");
    EXPECT_EQ(card.standfirst, "standfirst");
    EXPECT_EQ(card.excerpt, "excerpt");
    EXPECT_EQ(card.reading_minutes, 3);
    EXPECT_EQ(card.section_slug, "world");
    EXPECT_EQ(card.lead.alt, "alt");
    EXPECT_EQ(card.published_at, now());
    ASSERT_EQ(card.bylines.size(), 2u);
    EXPECT_EQ(card.bylines[0].slug, "b");
    EXPECT_EQ(card.bylines[1].name, "Author a");
    EXPECT_TRUE(load_cards(*database().snapshot(), {}).empty());
}

TEST_P(ListingsTest, EditorsOrderCuratedListsByHand) {
    auto const a = publish(now()), b = publish(now()), c = publish(now());
    commit([&](Transaction& transaction) {
        replace_curated_list(transaction, "picks", {{c.id, std::nullopt}, {a.id, now() + Millis(5)}});
    });
    auto picks = curated_list(*database().snapshot(), "picks");
    ASSERT_EQ(picks.size(), 2u);
    EXPECT_EQ(picks[0].story, c.id);
    EXPECT_EQ(picks[0].expires_at, std::nullopt);
    EXPECT_EQ(picks[1].expires_at, now() + Millis(5));
    EXPECT_TRUE(curated_list(*database().snapshot(), "front").empty());
    commit([&](Transaction& transaction) { replace_curated_list(transaction, "picks", {{b.id, std::nullopt}}); });
    picks = curated_list(*database().snapshot(), "picks");
    ASSERT_EQ(picks.size(), 1u);
    EXPECT_EQ(picks[0].story, b.id);
    commit([&](Transaction& transaction) { replace_curated_list(transaction, "picks", {}); });
    EXPECT_TRUE(curated_list(*database().snapshot(), "picks").empty());
}

}  // namespace
}  // namespace broadsheet::store
