#include "search/query.h"

#include <gtest/gtest.h>

#include "accounts/limit.h"
#include "search/extract.h"
#include "search/ranking.h"
#include "search/spelling.h"

namespace broadsheet::search {
namespace {

// "+a|b +(c d) -e"
std::string told(std::string_view text) {
    Terms terms("/nonexistent");
    auto const asked = read_query(text, terms);
    if (!asked) return asked.error().field + ": " + asked.error().message;
    std::string out;
    auto const tell = [&](char sign, store::SearchClause const& clause) {
        out += (out.empty() ? "" : " ") + std::string(1, sign);
        for (std::size_t i = 0; i < clause.any.size(); ++i) {
            out += i ? "|" : "";
            for (std::size_t j = 0; j < clause.any[i].size(); ++j) out += (j ? "_" : "") + clause.any[i][j];
        }
    };
    for (auto const& clause : asked->query.all) tell('+', clause);
    for (auto const& clause : asked->query.none) tell('-', clause);
    return out;
}

TEST(Query, IsWordsPhrasesAndExclusions) {
    struct Row {
        char const* text;
        char const* wanted;
    };
    Row const rows[] = {
        {"river", "+river"},
        {"Rivers banks", "+rivers|river +banks|bank"},
        {"\"city council\"", "+city_council|citi_council"},
        {"“city council” water", "+city_council|citi_council +water"},
        {"«міська рада»", "+міська_рада"},
        {"river -flood", "+river -flood"},
        {"-flood", "-flood"},
        {"-\"high water\" river", "+river -high_water"},
        {"co-op", "+co +op"},
        {"\"never closed", "+never +closed|close"},
        {"", ""},
        {"!?", ""},
    };
    for (auto const& row : rows) EXPECT_EQ(told(row.text), row.wanted) << row.text;
    EXPECT_EQ(told(std::string(201, 'a')), "q: Please search for at most 200 characters.");
    EXPECT_EQ(told("1 2 3 4 5 6 7 8 9 10 11 12 13"), "q: Please search for at most 12 words.");
}

TEST(Query, APhraseIsReadInFewEnoughWays) {
    Terms terms("/nonexistent");
    auto const asked = read_query("\"cats dogs rivers banks elections harbours houses cities\"", terms);
    ASSERT_EQ(asked->query.all.size(), 1u);
    EXPECT_LE(asked->query.all[0].any.size(), 16u);
    EXPECT_EQ(asked->query.all[0].any[0].size(), 8u);
}

std::string extracted(std::string_view query, std::string_view text) {
    Terms terms("/nonexistent");
    return Marker(read_query(query, terms)->query, terms).extract(text, "en").text();
}

TEST(Extract, MarksWhatWasAskedForAndEscapes) {
    EXPECT_EQ(extracted("election", "The <b>elections</b> & so\non."),
              "The &lt;b&gt;<mark>elections</mark>&lt;/b&gt; &amp; so on.");
    EXPECT_EQ(extracted("nothing", "Other words."), "");
    EXPECT_EQ(extracted("x", ""), "");
}

TEST(Extract, ShowsThePlaceWithMostOfTheWords) {
    std::string text = "The river is here. ";
    for (int i = 0; i < 200; ++i) text += "Filling words stand between. ";
    text += "The river met the council. ";
    for (int i = 0; i < 100; ++i) text += "More words follow it. ";
    auto const shown = extracted("river council", text);
    EXPECT_NE(shown.find("<mark>river</mark> met the <mark>council</mark>"), std::string::npos) << shown;
    EXPECT_TRUE(shown.starts_with("… ") && shown.ends_with(" …")) << shown;
    EXPECT_LT(shown.size(), 560u);
}

TEST(Places, EachTermStandsAtItsBestPlace) {
    Places made;
    made.in_headline("river");
    made.in_about("river");
    made.in_about("harbour");
    for (int i = 0; i < 3; ++i)
        for (auto const* term : {"river", "harbour", "council", "the"}) made.in_body(term);
    made.in_body("once");
    EXPECT_EQ(made.terms(),
              (std::vector<std::string>{placed_term(Place::headline, "river"), placed_term(Place::about, "harbour"),
                                        placed_term(Place::often, "council")}));
}

TEST(Ranking, ByPlaceAndAge) {
    constexpr auto year = Millis(365LL * 24 * 3600 * 1000);
    auto const now = from_ms(1'790'000'000'000);
    std::vector<std::int64_t> keys;  // newest first
    for (auto const years : {0, 1, 2, 20}) keys.push_back(store::search_key_from(now - years * year));
    auto const order = [&](Ranking const& ranking) {
        std::vector<long> out;
        for (auto const key : ranking.best_first(now))
            out.push_back(std::find(keys.begin(), keys.end(), key) - keys.begin());
        return out;
    };
    using Order = std::vector<long>;
    EXPECT_EQ(order(Ranking(keys, 1)), (Order{0, 1, 2, 3})) << "equals: newest first";
    Ranking in_headline(keys, 1);
    in_headline.tell(0, Place::headline, {keys[2], 4711});
    in_headline.tell(0, Place::about, {keys[2], keys[1]});
    EXPECT_EQ(order(in_headline), (Order{2, 1, 0, 3})) << "its best place counts; keys of others do not";
    Ranking often(keys, 1);
    often.tell(0, Place::often, {keys[3]});
    EXPECT_EQ(order(often), (Order{0, 3, 1, 2})) << "twice the weight outruns years";
    Ranking two_words(keys, 2);
    two_words.tell(0, Place::headline, {keys[2]});
    two_words.tell(1, Place::headline, {keys[1], keys[2]});
    EXPECT_EQ(order(two_words), (Order{2, 1, 0, 3}));
}

TEST(Spelling, CountsEdits) {
    EXPECT_EQ(edit_distance("river", "river", 2), 0u);
    EXPECT_EQ(edit_distance("river", "rivre", 2), 1u) << "neighbours exchanged";
    EXPECT_EQ(edit_distance("вибори", "вибоори", 2), 1u) << "letters, not bytes";
    EXPECT_EQ(edit_distance("council", "cuncl", 2), 2u);
    EXPECT_EQ(edit_distance("council", "river", 2), 3u);
    EXPECT_EQ(edit_distance("", "ab", 2), 2u);
}

TEST(Limit, FillsUpAgain) {
    accounts::Limit limit(3, 1);
    auto now = from_ms(1'000'000);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("192.0.2.1", now));
    EXPECT_FALSE(limit.take("192.0.2.1", now));
    EXPECT_TRUE(limit.take("192.0.2.2", now)) << "another client";
    EXPECT_TRUE(limit.take("192.0.2.1", now + Millis(1000)));
    EXPECT_FALSE(limit.take("192.0.2.1", now + Millis(1000)));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("2001:db8::" + std::to_string(i + 1), now));
    EXPECT_FALSE(limit.take("2001:db8::99", now)) << "the same network";
}

TEST(Limit, HoldsABoundedNumberOfClients) {
    accounts::Limit limit(1, 0.001, 100);
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(limit.take("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), from_ms(1)));
}

}  // namespace
}  // namespace broadsheet::search
