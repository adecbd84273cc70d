#include "speech/words/lexicon.h"

#include <gtest/gtest.h>

#include "speech/words/ipa.h"
#include "speech/words/say.h"

namespace broadsheet::speech {
namespace {

Lexicon lexicon() {
    return Lexicon({{"Lviv", "Le-VEEV", "", true, "en"},
                    {"Lviv Opera", "", "lʲʋiu ˈɔpərə", true, ""},
                    {"Ivasiuk", "Ee-va-SYOOK", "iʋɐˈsʲuk", true, ""},
                    {"NASDAQ", "naz-dack", "", false, ""},
                    {"IT", "", "", true, "en"},
                    {"Coca-Cola", "koka kola", "", true, ""},
                    {"Зеленого", "Зеле́ного", "", true, "uk"}});
}

std::string said(std::string_view text, std::string_view language = "en") {
    return joined(say(text, language, lexicon()));
}

TEST(Lexicon, ReplacesWholeWords) {
    EXPECT_EQ(said("In Lviv it rains"), "In Le-VEEV it rains");
    EXPECT_EQ(said("The Lvivians"), "The Lvivians");
    EXPECT_EQ(said("Lviv's mayor"), "Le-VEEV's mayor");
    EXPECT_EQ(said("(Lviv)"), "Le-VEEV");
    EXPECT_EQ(said("Coca-Cola sells"), "koka kola sells");
    EXPECT_EQ(said("Coca Cola sells"), "Coca Cola sells");
}

TEST(Lexicon, TakesTheLongestAndTheIpa) {
    auto const pieces = say("At Lviv Opera, Ivasiuk's songs", "en", lexicon());
    std::vector<Piece> const expected{
        {"At", "", ""}, {"Lviv Opera,", "lʲʋiu ˈɔpərə", ""}, {"Ee-va-SYOOK's", "iʋɐˈsʲuks", ""}, {"songs", "", ""}};
    EXPECT_EQ(pieces, expected);
}

TEST(Lexicon, MatchesCaseWhereAsked) {
    EXPECT_EQ(said("lviv"), "lviv");
    EXPECT_EQ(said("Nasdaq and NASDAQ"), "naz-dack and naz-dack");
}

TEST(Lexicon, IsForItsLanguage) {
    EXPECT_EQ(said("до Зеленого", "uk"), "до Зеле́ного");
    EXPECT_EQ(said("Зеленого", "en"), "Зеленого");
    EXPECT_EQ(said("a Lviv street", "fr"), "a Lviv street");
}

TEST(Lexicon, AnEntryWithoutASoundIsSaidAsWritten) {
    EXPECT_EQ(said("IT works"), "IT works");
    EXPECT_EQ(joined(say("IT works", "en", {})), "I.T works");
}

TEST(Lexicon, Knows) {
    EXPECT_TRUE(lexicon().knows("Lviv Opera", "uk"));
    EXPECT_TRUE(lexicon().knows("Lviv", "en-GB"));
    EXPECT_FALSE(lexicon().knows("Lviv", "uk"));
    EXPECT_FALSE(lexicon().knows("Lviv Circus", "en"));
    EXPECT_FALSE(lexicon().knows("", "en"));
    EXPECT_FALSE(Lexicon({{"", "x", "", true, ""}}).knows("x", "en"));
}

TEST(Ipa, IsChecked) {
    for (std::string_view const right :
         {"ˈlʲʋiu", "kʊˈlɛbɐ", "oˈlɛksɐndr", "t͡ʃɪ", "ʒɨ", "aː", "[ˈkɪjiu]", "ˈʃɛu̯t͡ʃenko", "e ˈa"})
        EXPECT_TRUE(check_ipa(right)) << right;
    struct Row {
        std::string_view written, code, in_message;
    };
    constexpr Row rows[] = {{"", "ipa_empty", ""},
                            {" ˈ", "ipa_empty", ""},
                            {"'lviv", "ipa_symbol", "ˈ"},
                            {"a:", "ipa_symbol", "ː"},
                            {"Kyiv", "ipa_symbol", "no capitals"},
                            {"львів", "ipa_symbol", "л"},
                            {"a\u0007", "ipa_symbol", "U+0007"},
                            {"ːa", "ipa_mark", "U+02D0"},
                            {"\xFF", "ipa_symbol", ""}};
    for (auto const& [written, code, in_message] : rows) {
        auto const checked = check_ipa(written);
        ASSERT_FALSE(checked) << written;
        EXPECT_EQ(checked.error().code, code) << written;
        EXPECT_EQ(checked.error().field, "ipa");
        EXPECT_NE(checked.error().message.find(in_message), std::string::npos) << checked.error().message;
    }
    EXPECT_EQ(check_ipa(std::string(longest_ipa + 1, 'a')).error().code, "ipa_too_long");
}

}  // namespace
}  // namespace broadsheet::speech
