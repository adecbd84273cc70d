#include "search/index.h"

#include "jobs/runner.h"
#include "search/query.h"
#include "search/results.h"
#include "search/spelling.h"
#include "search/suggestions.h"
#include "store/listings.h"
#include "store/sections.h"
#include "store/test_database.h"

namespace broadsheet::search {
namespace {

using Strings = std::vector<std::string>;

std::string body_of(Strings const& paragraphs) {
    std::string out = R"({"type":"doc","content":[)";
    for (auto const& text : paragraphs) {
        if (out.back() != '[') out += ',';
        out += R"({"type":"paragraph","content":[{"type":"text","text":")" + text + R"("}]})";
    }
    return out + "]}";
}

class IndexTest : public store::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        subscriber_ = std::make_unique<changes::DurableSubscriber>(database(), index_work(terms_));
    }
    void TearDown() override {
        subscriber_.reset();
        DatabaseTest::TearDown();
    }

    content::Story published(std::string const& slug, Strings const& paragraphs, std::string language = "en") {
        auto story = store::some_story(slug, now());
        story.status = content::StoryStatus::published;
        story.published_at = now();
        story.text.language = std::move(language);
        story.text.body = body_of(paragraphs);
        return story;
    }
    static void tell(store::Transaction& transaction, content::Story const& story) {
        transaction.append({"story.changed", story.id.text(), {"story:" + story.id.text()}});
    }
    content::Story insert(content::Story story) {
        commit([&](store::Transaction& transaction) {
            store::insert_story(transaction, story, {});
            tell(transaction, story);
        });
        return story;
    }
    void update(content::Story& story, content::Story const& before) {
        ++story.version;
        commit([&](store::Transaction& transaction) {
            ASSERT_TRUE(store::update_story(transaction, before, story, {}));
            tell(transaction, story);
        });
    }
    void catch_up() {
        while (subscriber_->advance()) {
        }
    }
    Strings found(std::string_view text, std::vector<std::string> filters = {}) {
        auto query = read_query(text, terms_)->query;
        query.filters = std::move(filters);
        auto const reader = database().snapshot();
        Strings out;
        for (auto const id : store::stories_at(*reader, store::newest_keys(*reader, query, 100)))
            out.push_back(store::find_story(*reader, id)->text.slug);
        std::sort(out.begin(), out.end());
        return out;
    }

    Terms terms_;
    std::unique_ptr<changes::DurableSubscriber> subscriber_;
};
INSTANTIATE_TEST_SUITE_P(Engines, IndexTest, store::both_engines, store::engine_name);

TEST_P(IndexTest, TakesInWhatWasThereAndThenWhatComes) {
    insert(published("old", {"Rivers rise."}));
    auto draft = store::some_story("draft", now());
    draft.text.body = body_of({"Secret river."});
    insert(draft);
    catch_up();
    EXPECT_EQ(found("river"), Strings{"old"});
    insert(published("new", {"A river falls."}));
    catch_up();
    EXPECT_EQ(found("river"), (Strings{"new", "old"}));
    EXPECT_EQ(found("\"river falls\""), Strings{"new"});
    EXPECT_EQ(found("secret"), Strings{});
}

TEST_P(IndexTest, FollowsCorrectionsAndRetractions) {
    auto story = insert(published("story", {"The bridge closes."}));
    catch_up();
    auto before = story;
    story.text.body = body_of({"The tunnel opens."});
    update(story, before);
    catch_up();
    EXPECT_EQ(found("bridge"), Strings{});
    EXPECT_EQ(found("tunnels"), Strings{"story"});
    before = story;
    story.status = content::StoryStatus::retracted;
    update(story, before);
    catch_up();
    EXPECT_EQ(found("tunnel"), Strings{});
}

TEST_P(IndexTest, OfAGatedStoryOnlyWhatEverybodyMayRead) {
    auto story = published("gated", {"Open beginning.", "Second paragraph.", "Planted words."});
    story.text.visibility = "members";
    story.text.headline = "Gated headline";
    story = insert(story);
    catch_up();
    EXPECT_EQ(found("headline"), Strings{"gated"});
    EXPECT_EQ(found("beginning second"), Strings{"gated"});
    EXPECT_EQ(found("planted"), Strings{});
    EXPECT_EQ(public_words(story.text.body, story.text.visibility, story.text.teaser).find("Planted"),
              std::string::npos);
    auto const before = story;
    story.text.visibility = "public";
    update(story, before);
    catch_up();
    EXPECT_EQ(found("planted"), Strings{"gated"});
}

TEST_P(IndexTest, BothLanguagesAndNumbersWhateverThePageIs) {
    insert(published("english", {"The elections of 2026 in Києві."}));
    insert(published("ukrainian", {"Вибори 2026 року в Києві, elections."}, "uk"));
    catch_up();
    EXPECT_EQ(found("election"), (Strings{"english", "ukrainian"}));
    EXPECT_EQ(found("2026"), (Strings{"english", "ukrainian"}));
    EXPECT_EQ(found("києві"), (Strings{"english", "ukrainian"}));
    if (std::filesystem::exists("/usr/share/hunspell/uk_UA.dic")) {
        EXPECT_EQ(found("Київ"), (Strings{"english", "ukrainian"}));
        EXPECT_EQ(found("виборами"), Strings{"ukrainian"});
    }
}

TEST_P(IndexTest, NamesAreFoundFilteredAndRenewed) {
    auto section = store::some_section("city");
    section.name = "Harbour life";
    auto author = store::some_author("ada");
    author.name = "Ada Marsh";
    commit([&](store::Transaction& transaction) {
        store::save_section(transaction, section);
        store::save_author(transaction, author);
    });
    auto story = published("story", {"Words."});
    story.text.section = section.id;
    story.text.bylines = {author.id};
    story.text.tags = {"Ferries"};
    insert(story);
    insert(published("other", {"Words."}));
    catch_up();
    EXPECT_EQ(found("harbour"), Strings{"story"});
    EXPECT_EQ(found("marsh ferry"), Strings{"story"});
    EXPECT_EQ(found("words"), (Strings{"other", "story"}));
    EXPECT_EQ(found("words", {section_term(section.id)}), Strings{"story"});
    EXPECT_EQ(found("words", {author_term(author.id), section_term(section.id)}), Strings{"story"});
    EXPECT_EQ(found("words", {author_term(content::AuthorId{99})}), Strings{});
    section.name = "Waterside";
    commit([&](store::Transaction& transaction) {
        store::save_section(transaction, section);
        transaction.append({"section.changed", section.id.text(), {"sections"}});
    });
    catch_up();
    jobs::Runner runner(database(),
                        {{renew_job, [&](store::Job const& job) { renew(database(), terms_, job.subject); }}});
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(found("harbour"), Strings{});
    EXPECT_EQ(found("waterside"), Strings{"story"});
}

TEST_P(IndexTest, ADeletedStoryLeaves) {
    auto const story = insert(published("gone", {"Words."}));
    catch_up();
    EXPECT_EQ(found("words"), Strings{"gone"});
    commit([&](store::Transaction& transaction) {
        store::delete_story(transaction, story.id);
        tell(transaction, story);
    });
    catch_up();
    auto const reader = database().snapshot();
    EXPECT_TRUE(store::newest_keys(*reader, read_query("words", terms_)->query, 10).empty());
}

TEST_P(IndexTest, TheCommandLineIndexesEverythingAtOnce) {
    for (int i = 0; i < 5; ++i) insert(published("story-" + std::to_string(i), {"A river."}));
    catch_up();
    index_everything(database(), terms_);
    EXPECT_EQ(found("river").size(), 5u);
    EXPECT_EQ(subscriber_->behind(*database().snapshot()), 0);
    EXPECT_FALSE(subscriber_->advance());
}

TEST_P(IndexTest, GuessesWhatWasMeant) {
    auto story = published("story", {"Text."});
    story.text.headline = "Council rivers";
    insert(story);
    catch_up();
    auto const meant = [&](std::string_view text) {
        return did_you_mean(*database().snapshot(), text, *read_query(text, terms_), terms_);
    };
    EXPECT_EQ(meant("concil"), "council");
    EXPECT_EQ(meant("Rvers of"), "") << "what it would mean must be found";
    EXPECT_EQ(meant("\"Council rvers\""), "\"Council rivers\"");
    EXPECT_EQ(meant("ouncil"), "council") << "the first letter";
    EXPECT_EQ(meant("xylophone"), "");
}

TEST_P(IndexTest, SuggestsByBeginnings) {
    auto section = store::some_section("harbour");
    section.name = "Harbour & river";
    commit([&](store::Transaction& transaction) { store::save_section(transaction, section); });
    for (int i = 0; i < 12; ++i) {
        auto story = published("story-" + std::to_string(i), {"Text."});
        story.text.headline = "Harbour news number " + std::to_string(i);
        insert(story);
        pass(Millis(1000));
    }
    Suggestions suggestions(database());
    auto const told = suggestions.find("harb");
    ASSERT_EQ(told.size(), most_suggestions);
    EXPECT_EQ(told[0].text, "Harbour & river");
    EXPECT_EQ(told[0].path, "/section/harbour/");
    EXPECT_EQ(told[1].text, "Harbour news number 11");
    EXPECT_EQ(told[1].path, "/story-11/");
    EXPECT_EQ(suggestions.find("RIV harb").size(), 1u);
    EXPECT_TRUE(suggestions.find("arbour").empty());
    EXPECT_TRUE(suggestions.find(" ").empty());
    auto late = published("late", {"Text."});
    late.text.headline = "Zebra";
    insert(late);
    EXPECT_TRUE(suggestions.find("zeb").empty()) << "in memory until it hears of the change";
    store::Change change;
    change.kind = "story.published";
    suggestions.hear({change});
    pass(Millis(1000));
    EXPECT_EQ(suggestions.find("zeb").size(), 1u);
}

}  // namespace
}  // namespace broadsheet::search
