#include "store/search.h"

#include <set>

#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using Strings = std::vector<std::string>;

class SearchTest : public DatabaseTest {
  protected:
    // A story known to the test by a number; terms in one line, "." is a break.
    StoryId save(int number, std::string const& line, Time published) {
        StoryId const id{(std::int64_t{number} << 22) + number};
        SearchEntry entry{id, published, {}};
        std::size_t at = 0;
        while (at < line.size()) {
            auto const end = std::min(line.find(' ', at), line.size());
            auto const term = line.substr(at, end - at);
            entry.terms.push_back(term == "." ? "" : term);
            at = end + 1;
        }
        commit([&](Transaction& transaction) { save_search_entry(transaction, entry); });
        return id;
    }
    StoryId save(int number, std::string const& line) { return save(number, line, now() + Millis(number * 1000)); }

    static SearchClause phrase(Strings const& terms) {
        SearchClause out;
        out.any.push_back(terms);
        return out;
    }
    static SearchClause word(std::string const& term) { return phrase({term}); }
    static SearchClause any(Strings const& terms) {
        SearchClause out;
        for (auto const& term : terms) out.any.push_back({term});
        return out;
    }
    static SearchQuery query(std::vector<SearchClause> all) {
        SearchQuery out;
        out.all = std::move(all);
        return out;
    }
    // The numbers found, newest first.
    std::vector<int> found(SearchQuery const& query, int limit = 100) {
        std::vector<int> out;
        auto const reader = database().snapshot();
        for (auto const story : stories_at(*reader, newest_keys(*reader, query, limit)))
            out.push_back(static_cast<int>(story.value >> 22));
        return out;
    }
    using Numbers = std::vector<int>;
};
INSTANTIATE_TEST_SUITE_P(Engines, SearchTest, both_engines, engine_name);

TEST_P(SearchTest, FindsTheSameSetOnBothEngines) {
    save(1, "river council . old");
    save(2, "council river");
    save(3, "річка їжак ґанок 2026");
    save(4, "river . council flood");
    EXPECT_EQ(found(query({word("river")})), (Numbers{4, 2, 1}));
    EXPECT_EQ(found(query({word("river"), word("council")})), (Numbers{4, 2, 1}));
    EXPECT_EQ(found(query({phrase({"river", "council"})})), (Numbers{1})) << "a phrase crosses no break";
    EXPECT_EQ(found(query({any({"flood", "old"})})), (Numbers{4, 1}));
    EXPECT_EQ(found(query({any({"річка", "river"}), word("2026")})), (Numbers{3}));
    EXPECT_EQ(found(query({word("їжак"), word("ґанок")})), (Numbers{3}));
    EXPECT_EQ(found(query({word("ri")})), (Numbers{})) << "words, not beginnings";
    auto without = query({word("river")});
    without.none = {word("flood"), phrase({"river", "council"})};
    EXPECT_EQ(found(without), (Numbers{2}));
    auto filtered = query({word("river")});
    filtered.filters = {"old"};
    EXPECT_EQ(found(filtered), (Numbers{1}));
}

TEST_P(SearchTest, WordsOfOperatorsAreWords) {
    save(1, "and or not near");
    for (auto const* term : {"and", "or", "not", "near"}) EXPECT_EQ(found(query({word(term)})), (Numbers{1})) << term;
}

TEST_P(SearchTest, DeletesAndReplaces) {
    auto const first = save(1, "river council");
    save(2, "river");
    commit([&](Transaction& transaction) { remove_search_entry(transaction, first); });
    EXPECT_EQ(found(query({word("river")})), (Numbers{2}));
    EXPECT_EQ(found(query({word("council")})), (Numbers{}));
    save(2, "harbour");
    EXPECT_EQ(found(query({word("river")})), (Numbers{}));
    EXPECT_EQ(found(query({word("harbour")})), (Numbers{2}));
    commit([&](Transaction& transaction) {
        remove_search_entry(transaction, first);  // a second time
        clear_search(transaction);
    });
    EXPECT_EQ(found(query({word("harbour")})), (Numbers{}));
}

TEST_P(SearchTest, OfManyTheNewestAreTaken) {
    for (int i = 1; i <= 30; ++i) save(i, i % 3 == 0 ? "the third" : "the");
    EXPECT_EQ(found(query({word("the")}), 4), (Numbers{30, 29, 28, 27}));
    EXPECT_EQ(found(query({word("third")}), 3), (Numbers{30, 27, 24}));
    auto range = query({word("third")});
    range.from = search_key_from(now() + Millis(6'000));
    range.before = search_key_from(now() + Millis(15'000));
    EXPECT_EQ(found(range), (Numbers{12, 9, 6}));
}

// PostgreSQL asks shelf after shelf: thousands of stories over many years, words of every frequency.
TEST_P(SearchTest, FindsTheNewestHoweverFarBackTheyStand) {
    constexpr int stories = 5000;
    std::vector<int> rare, tenth, all;
    commit([&](Transaction& transaction) {
        for (int i = 1; i <= stories; ++i) {
            SearchEntry entry{StoryId{(std::int64_t{i} << 22) + i},
                              from_ms(631'152'000'000 + i * 2LL * 24 * 3600 * 1000),  // every other day from 1990
                              {"common"}};
            if (i % 10 == 0) entry.terms.push_back("tenth");
            if (i == 7 || i == 2500) entry.terms.push_back("rare");
            save_search_entry(transaction, entry);
        }
        after_search_fill(transaction);
    });
    for (int i = stories; i > 0; --i) {
        if (i % 10 == 0) tenth.push_back(i);
        all.push_back(i);
    }
    EXPECT_EQ(found(query({word("rare")})), (Numbers{2500, 7}));
    EXPECT_EQ(found(query({word("tenth")}), 1000), tenth);
    EXPECT_EQ(found(query({word("common")}), 30), (Numbers(all.begin(), all.begin() + 30)));
    EXPECT_EQ(found(query({word("common")}), 4000), (Numbers(all.begin(), all.begin() + 4000)));
    EXPECT_EQ(found(query({word("common"), word("tenth")}), 300), (Numbers(tenth.begin(), tenth.begin() + 300)));
    auto early = query({word("tenth")});
    early.before = search_key_from(from_ms(631'152'000'000 + 35LL * 2 * 24 * 3600 * 1000));
    EXPECT_EQ(found(early), (Numbers{30, 20, 10}));
}

TEST_P(SearchTest, SeveralQueriesAreAskedTogether) {
    for (int i = 1; i <= 9; ++i) save(i, i % 3 == 0 ? "river third" : "river");
    auto const reader = database().snapshot();
    auto const keys = newest_keys(*reader, query({word("river")}), 100);
    ASSERT_EQ(keys.size(), 9u);
    auto third = query({any({"third", "absent"})});
    third.from = keys[8];
    third.before = keys[0];  // all but the newest
    auto const answers = matching_keys(*reader, {third, query({word("absent")}), query({phrase({"river", "third"})})});
    ASSERT_EQ(answers.size(), 3u);
    using Keys = std::set<std::int64_t>;
    EXPECT_EQ(Keys(answers[0].begin(), answers[0].end()), (Keys{keys[3], keys[6]}));
    EXPECT_TRUE(answers[1].empty());
    EXPECT_EQ(Keys(answers[2].begin(), answers[2].end()), (Keys{keys[0], keys[3], keys[6]}));
    EXPECT_TRUE(matching_keys(*reader, {}).empty());
    EXPECT_EQ(stories_at(*reader, {keys[2], 12345, keys[0]}),
              (std::vector{StoryId{(std::int64_t{7} << 22) + 7}, StoryId{(std::int64_t{9} << 22) + 9}}));
}

TEST_P(SearchTest, KeysFollowTimeAndStayApart) {
    auto const at = from_ms(1'500'000'000'123);
    EXPECT_EQ(time_of_search_key(search_key(at, StoryId{INT64_MAX})), at);
    EXPECT_EQ(time_of_search_key(search_key_from(from_ms(0))), from_ms(0));
    EXPECT_LT(search_key(at, StoryId{INT64_MAX}), search_key_from(at + Millis(1)));
    EXPECT_GE(search_key(at, StoryId{}), search_key_from(at));
    EXPECT_LT(search_key_from(from_ms(INT64_MIN / 4)), search_key_from(from_ms(0))) << "far off, but no overflow";
    EXPECT_GT(search_key(from_ms(INT64_MAX / 4), StoryId{INT64_MAX}), search_key_from(at));
    // The same millisecond, the same last bits of the id.
    commit([&](Transaction& transaction) {
        for (int i = 1; i <= 3; ++i) save_search_entry(transaction, {StoryId{std::int64_t{i} << 22}, at, {"same"}});
    });
    EXPECT_EQ(found(query({word("same")})), (Numbers{3, 2, 1}));
}

TEST_P(SearchTest, KnowsWords) {
    commit([](Transaction& transaction) {
        Strings many;
        for (int i = 0; i < 450; ++i) many.push_back("word" + std::to_string(i));
        save_search_words(transaction, many);
        save_search_words(transaction, {"річка", "рік", "river", "river", "word1"});
    });
    auto const reader = database().snapshot();
    EXPECT_TRUE(is_search_word(*reader, "річка"));
    EXPECT_FALSE(is_search_word(*reader, "річ"));
    auto const ours = search_words(*reader, 3, 5, "р", 100);
    EXPECT_EQ(std::set<std::string>(ours.begin(), ours.end()), (std::set<std::string>{"річка", "рік"}));
    EXPECT_EQ(search_words(*reader, 5, 5, "riv", 100), Strings{"river"});
    EXPECT_EQ(search_words(*reader, 1, 99, "", 10).size(), 10u);
    EXPECT_EQ(search_words(*reader, 1, 99, "word", 1000).size(), 450u);
}

// So long that PostgreSQL stops counting places.
TEST_P(SearchTest, TakesALongText) {
    std::string line;
    for (std::size_t i = 0; i < most_search_terms - 2; ++i) line += "t" + std::to_string(i % 5000) + " ";
    save(1, line + "last word");
    EXPECT_EQ(found(query({phrase({"last", "word"})})), (Numbers{1}));
    EXPECT_EQ(found(query({phrase({"word", "last"})})), (Numbers{}));
}

}  // namespace
}  // namespace broadsheet::store
