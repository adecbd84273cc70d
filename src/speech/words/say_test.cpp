#include "speech/words/say.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/utf8.h"
#include "speech/words/unknown_names.h"

namespace broadsheet::speech {
namespace {

TEST(Say, OtherLanguagesHaveTheirNumbersSpelled) {
    struct Row {
        std::string_view language, written, spoken;
    };
    constexpr Row rows[] = {{"de", "21 Tage", "einundzwanzig Tage"},
                            {"de", "der 3. Mai", "der dritte Mai"},
                            {"de", "1.200 Euro, 5 %", "eintausendzweihundert Euro, fünf %"},
                            {"fr", "80 jours", "quatre-vingts jours"},
                            {"pl", "5 dni", "pięć dni"},
                            {"es", "1.200 casas", "mil doscientos casas"},
                            {"pt-BR", "16", "dezesseis"},
                            {"fr", "l’eau et l'air", "l'eau et l'air"},
                            {"xx", "5 things", "5 things"},
                            {"", "5 things", "5 things"}};
    for (auto const& [language, written, spoken] : rows)
        EXPECT_EQ(joined(say(written, language, {})), spoken) << language << ' ' << written;
}

TEST(Say, KeepsWhatIsShownBesideWhatIsSaid) {
    auto const spoken = say_sentences("Dr. Smith  paid $5. *** He left.", "en", {});
    ASSERT_EQ(spoken.size(), 2u);
    EXPECT_EQ(spoken[0].shown, "Dr. Smith paid $5.");
    EXPECT_EQ(joined(spoken[0].pieces), "Doctor Smith paid five dollars.");
    EXPECT_EQ(joined(spoken[1].pieces), "He left.");
}

std::string repeated(std::string_view text, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) out += text;
    return out;
}

TEST(Say, IsSafeOnHostileText) {
    constexpr std::string_view texts[] = {
        "1",   "1,",     "1,000",  "000 ",  "1-",   "12:",      "1.",      "2024-03-", "$",       "$1",   "a.",
        "A. ", "A.",     "(",      ")",     "((",   "@",        "@_",      "#",        "#_",      "-",    "– ",
        "'",   "A'",     ".",      "...",   "…",    "… ",       "x@",      "www.",     "http://", "1/",   "%",
        "І",   "I",      "X ",     "ж",     "ЖЖ ",  "т. ",      "№",       "+1",       "+",       "5 ",   "🚂",
        "é",   "\u0301", "\u00AD", "Onuk ", "°C",   "Onuk-",    "\xFF",    "\xC2",     "5 тис. ", "грн/", "2024–",
        "I. ", "\u200D", "½",      "5½",    "1:2:", "2024 р. ", "XX ст. ", "5-й ",     "00:00–",  "\t"};
    Lexicon const lexicon({{"Onuk Onuk", "x", "", true, ""}, {"A. A. A.", "y", "", false, ""}});
    for (auto const text : texts) {
        auto const long_text = repeated(text, 600);
        for (std::string_view const language : {"en", "uk", "de"}) {
            for (auto const& piece : say(long_text, language, lexicon)) EXPECT_TRUE(is_valid_utf8(piece.text)) << text;
            say_sentences(long_text, language, lexicon);
            unknown_names(long_text, language, lexicon, [](std::string_view) { return false; });
        }
    }
}

// What a quadratic rule would need minutes for.
TEST(Say, IsLinear) {
    for (std::string_view const text : {"((", "@_", "A. ", "... ", "т. ", "Onuk-"}) {
        auto const started = std::chrono::steady_clock::now();
        say_sentences(repeated(text, 60'000), "uk", {});
        say(repeated(text, 60'000), "en", {});
        EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20)) << text;
    }
}

TEST(Say, BrokenBytesAreLeftOut) { EXPECT_EQ(joined(say("a\xFF b", "en", {})), "a b"); }

TEST(Say, AMegabyteOfDigits) {
    auto const said = joined(say(repeated("1", 1'000'000), "en", {}));
    EXPECT_EQ(said.substr(0, 12), "one one one ");
    EXPECT_EQ(said.size(), 1'000'000u * 4 - 1);
}

}  // namespace
}  // namespace broadsheet::speech
