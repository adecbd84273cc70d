#include "speech/words/unknown_names.h"

#include <gtest/gtest.h>

#include <set>

#include "speech/words/casing.h"

namespace broadsheet::speech {
namespace {

// A dictionary of what a test says, in any case.
auto dictionary(std::set<std::string> words) {
    return [words = std::move(words)](std::string_view word) { return words.contains(lower_case(word)); };
}

std::string names(std::string_view text, std::string_view language, std::set<std::string> words,
                  Lexicon const& lexicon = {}) {
    std::string out;
    for (auto const& found : unknown_names(text, language, lexicon, dictionary(std::move(words))))
        out += (out.empty() ? "" : ", ") + found.name + " " + std::to_string(found.count);
    return out;
}

TEST(UnknownNames, AreFoundTogether) {
    EXPECT_EQ(names("Yesterday Oleksandra Matviichuk spoke. The mayor thanked Matviichuk.", "en", {"yesterday", "the"}),
              "Oleksandra Matviichuk 1, Matviichuk 1");
    EXPECT_EQ(names("Учора Олександра Матвійчук говорила в Бучі.", "uk", {"учора"}), "Олександра Матвійчук 1, Бучі 1");
    EXPECT_EQ(names("He met Ivano-Frankivsk mayors.", "en", {}), "Ivano-Frankivsk 1");
    EXPECT_EQ(names("Minister Kuleba's plan and Kuleba's car.", "en", {"minister"}), "Kuleba 2");
}

TEST(UnknownNames, AreNotWhatIsKnown) {
    EXPECT_EQ(names("He went to London and Paris.", "en", {"london", "paris"}), "");
    EXPECT_EQ(names("He went to Lviv.", "en", {}, Lexicon({{"Lviv", "Le-VEEV", "", true, ""}})), "");
    EXPECT_EQ(names("He met Ruslana Lyzhychko.", "en", {}, Lexicon({{"Ruslana Lyzhychko", "x", "", true, ""}})), "");
    EXPECT_EQ(names("The EU and UNESCO met. I did. A 5G mast.", "en", {}), "");
}

TEST(UnknownNames, DoNotOnlyBeginSentences) {
    EXPECT_EQ(names("Brexiteers left. Rain fell.", "en", {}), "");
    EXPECT_EQ(names("Zelenko left. We saw Zelenko.", "en", {}), "Zelenko 2");
    EXPECT_EQ(names("“Blimey!” he said. Petro Onuk left.", "en", {}), "Petro Onuk 1");
}

TEST(UnknownNames, ComeWithTheirFirstSentence) {
    auto const found = unknown_names("It rained. He met Onuk there. Onuk left.", "en", {}, dictionary({}));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], (UnknownName{"Onuk", 2, "He met Onuk there."}));
}

TEST(UnknownNames, AskTheDictionaryOnceForAWord) {
    int asked = 0;
    unknown_names("He met Onuk and Onuk and Onuk.", "en", {}, [&](std::string_view word) {
        asked += word == "Onuk";
        return false;
    });
    EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace broadsheet::speech
