#include "search/terms.h"

#include <gtest/gtest.h>

namespace broadsheet::search {
namespace {

using Strings = std::vector<std::string>;

bool has_dictionary() { return std::filesystem::exists("/usr/share/hunspell/uk_UA.dic"); }

Strings folded(std::string_view text) {
    Strings out;
    for (auto const& word : words_of(text)) out.push_back(word.folded);
    return out;
}

struct Meeting {
    char const* name;
    char const* text;
    char const* language;
    char const* asked;
    bool meets;
};

// One word of a text and one of a query.
bool meets(Terms& terms, Meeting const& row) {
    auto const story = terms.of_story(words_of(row.text).at(0).folded, row.language);
    for (auto const& term : terms.of_query(words_of(row.asked).at(0).folded))
        if (std::find(story.begin(), story.end(), term) != story.end()) return true;
    return false;
}

TEST(Words, AreSpelledOneWay) {
    EXPECT_EQ(folded("Café CAFÉ cafe\u0301 Łódź Straße"), (Strings{"cafe", "cafe", "cafe", "lodz", "strasse"}));
    EXPECT_EQ(folded("Їжак, ЇЖАК; й И Ґанок ёж"), (Strings{"їжак", "їжак", "й", "и", "ґанок", "ёж"}));
    EXPECT_EQ(folded("пам'ять пам’ять памʼять"), (Strings{"пам'ять", "пам'ять", "пам'ять"}));
    EXPECT_EQ(folded("замо\u0301к"), (Strings{"замок"})) << "the stress is no letter";
    EXPECT_EQ(folded("и\u0306"), (Strings{"й"})) << "but the breve makes one";
    EXPECT_EQ(folded("1,000 3.14 2,5 COVID-19 example.org"),
              (Strings{"1000", "3", "14", "2", "5", "covid", "19", "example", "org"}));
    EXPECT_EQ(folded("ＡＢＣ １２"), (Strings{"abc", "12"})) << "wide letters";
    EXPECT_EQ(folded("“'quoted'” — … !"), (Strings{"quoted"}));
    EXPECT_EQ(folded("東京").empty(), false);
    EXPECT_TRUE(folded("").empty());
    EXPECT_TRUE(folded("⟨⟩ '' ☃ \xEE\x80\x80").empty());
}

// What is ASCII is taken apart without ICU: with a dash put behind, ICU takes it apart.
TEST(Words, AsciiIsTakenApartAsIcuWould) {
    constexpr std::string_view letters = "aZ09'',,.._:;-&@";
    unsigned seed = 1;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto length = 1 + round % 12; length > 0; --length) {
            seed = seed * 1103515245 + 12345;
            text += letters[(seed >> 16) % letters.size()];
        }
        auto const quick = words_of(text), slow = words_of(text + "\u2014");
        ASSERT_EQ(quick.size(), slow.size()) << text;
        for (std::size_t i = 0; i < quick.size(); ++i) {
            ASSERT_EQ(quick[i].folded, slow[i].folded) << text;
            ASSERT_EQ(quick[i].begin, slow[i].begin) << text;
            ASSERT_EQ(quick[i].end, slow[i].end) << text;
        }
    }
    EXPECT_EQ(folded("over — 1,000 “quoted words” and it’s\tdone\nКиїв at 3.14"),
              (Strings{"over", "1000", "quoted", "words", "and", "it's", "done", "київ", "at", "3", "14"}));
}

TEST(Words, SayWhereTheyStand) {
    std::string_view const text = "«Річка» a.b";
    auto const words = words_of(text);
    ASSERT_EQ(words.size(), 3u);
    EXPECT_EQ(text.substr(words[0].begin, words[0].end - words[0].begin), "Річка");
    EXPECT_EQ(text.substr(words[2].begin, words[2].end - words[2].begin), "b");
}

TEST(Words, AreNeverTooLong) {
    auto const words = words_of(std::string(300, 'x'));
    ASSERT_EQ(words.size(), 1u);
    EXPECT_EQ(words[0].folded.size(), 100u);
    std::string cyrillic;
    for (int i = 0; i < 99; ++i) cyrillic += "щ";
    EXPECT_EQ(words_of("a" + cyrillic).at(0).folded.size(), 99u) << "cut between letters";
}

TEST(Terms, AWordIsFoundInAnyOfItsForms) {
    Terms terms;
    Meeting const rows[] = {
        {"English inflection", "elections", "en", "election", true},
        {"and the other way", "election", "en-GB", "Elections", true},
        {"English possessive", "mayor’s", "en", "mayor", true},
        {"accents", "café", "en", "cafe", true},
        {"other words stay other words", "election", "en", "elector", false},
        {"an English word on a Ukrainian page", "elections", "uk", "election", true},
        {"a number", "2026", "uk", "2026", true},
        {"a number on a page in French", "2026", "fr", "2026", true},
        {"a German word as it is", "Wahlen", "de", "wahlen", true},
        {"French elision, whole", "l’eau", "fr", "l'eau", true},
        {"French elision, behind the apostrophe", "l’eau", "fr", "eau", true},
    };
    for (auto const& row : rows) EXPECT_EQ(meets(terms, row), row.meets) << row.name;
}

TEST(Terms, UkrainianWordsAreReducedByTheDictionary) {
    if (!has_dictionary()) GTEST_SKIP() << "hunspell-uk is not installed";
    Terms terms;
    Meeting const rows[] = {
        {"a case", "виборами", "uk", "вибори", true},
        {"another case", "виборів", "uk", "вибори", true},
        {"a place's name", "Києва", "uk", "Київ", true},
        {"a place's name without its capital", "Києві", "uk", "київ", true},
        {"an apostrophe", "пам’яті", "uk", "памʼять", true},
        {"an apostrophe left out", "пам’ять", "uk", "память", true},
        {"a Ukrainian word on an English page", "Києва", "en", "Київ", true},
        {"a word that no dictionary has", "Бродшит", "uk", "бродшит", true},
        {"another word", "виборів", "uk", "міста", false},
    };
    for (auto const& row : rows) EXPECT_EQ(meets(terms, row), row.meets) << row.name;
}

TEST(Terms, WithoutADictionaryWordsStayAsTheyAre) {
    Terms terms("/nonexistent");
    EXPECT_EQ(terms.of_story("києва", "uk"), Strings{"києва"});
    EXPECT_EQ(terms.of_query("києва"), Strings{"києва"});
}

TEST(Terms, HoldNothingThatAnEngineWouldTakeApart) {
    Terms terms;
    for (auto const& word : words_of("O'Neill's re-use, naïve: l’été п'ять a_b x/y C++ C# \"q\" don't №5 ½ ﬁn"))
        for (auto const* language : {"en", "uk", "fr"})
            for (auto const& term : terms.of_story(word.folded, language))
                for (char const c : term)
                    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
                                (c >= '0' && c <= '9'))
                        << term;
}

}  // namespace
}  // namespace broadsheet::search
