#include "speech/ipa.h"

#include <flite/flite.h>
#include <gtest/gtest.h>

#include <algorithm>

extern "C" cst_voice* register_cmu_us_kal16(char const*);

namespace broadsheet::speech {
namespace {

std::string flite(std::string_view ipa) { return ipa_to_flite(ipa).value_or("none"); }
std::string espeak(std::string_view ipa) {
    return ipa_to_espeak(ipa, [](std::string_view) { return true; }).value_or("none");
}

TEST(Ipa, IsWrittenAsFliteDoes) {
    EXPECT_EQ(flite("ˈkiːɪv"), "k iy1 ih0 v");
    EXPECT_EQ(flite("/zɛˈlɛnsʲkɪj/"), "z eh0 l eh1 n s k ih0 y");
    EXPECT_EQ(flite("[ˈt͡ʃɛ.xɔw]"), "ch eh1 k ao0 w");
    EXPECT_EQ(flite("nɪə"), "n ih0 ax0");
    EXPECT_EQ(flite("ˌhɑːrˈkiu"), "hh aa1 r k iy1 uw0");
    EXPECT_EQ(flite("ʘ"), "none");
    EXPECT_EQ(flite("kʘk"), "none");
    EXPECT_EQ(flite(""), "none");
    EXPECT_EQ(flite("ˈ. /"), "none");
    EXPECT_EQ(flite("\xff"), "none");
}

TEST(Ipa, FliteKnowsEachOfItsSounds) {
    flite_init();
    auto const* const phones = val_phoneset(feat_val(register_cmu_us_kal16(nullptr)->features, "phoneset"));
    for (auto const* symbol : {"i",  "ɪ",  "e",  "ɛ", "æ", "a", "ɔ", "o", "ʊ", "u", "ʌ", "ə", "ɜ", "aɪ", "aʊ",
                               "ɔɪ", "ɪə", "p",  "b", "t", "d", "k", "g", "f", "v", "θ", "ð", "s", "z",  "ʃ",
                               "ʒ",  "tʃ", "dʒ", "h", "m", "n", "ŋ", "l", "ɹ", "j", "w", "x", "ɲ", "ts"}) {
        auto written = flite(symbol);
        written.erase(std::remove_if(written.begin(), written.end(), [](char c) { return c == '0' || c == '1'; }),
                      written.end());
        for (std::size_t at = 0; at <= written.size();
             at = written.find(' ', at) == written.npos ? written.size() + 1 : written.find(' ', at) + 1)
            EXPECT_GE(phone_id(phones, written.substr(at, written.find(' ', at) - at).c_str()), 0)
                << symbol << " " << written;
    }
}

TEST(Ipa, IsWrittenAsEspeakDoes) {
    EXPECT_EQ(espeak("ˈkiːɪv"), "k|'i:|I|v");
    EXPECT_EQ(espeak("həˈloʊ"), "h|@|l|'oU");
    EXPECT_EQ(espeak("ˌxɑrˈkiu"), "x|,A|r|k|'i|u");
    EXPECT_EQ(espeak("t͡ʃ"), "tS");
    EXPECT_EQ(espeak("bɔ̃"), "b|O~");
    EXPECT_EQ(espeak("ʘ"), "none");
    auto const plain = [](std::string_view sound) { return sound != "A" && sound != "A:" && sound != "I"; };
    EXPECT_EQ(ipa_to_espeak("ɑɪ", plain), "a|i") << "the next best";
    EXPECT_FALSE(ipa_to_espeak("θɪŋ", [](std::string_view sound) { return sound != "T"; }));
    EXPECT_GT(espeak_sounds().size(), 100U);
}

}  // namespace
}  // namespace broadsheet::speech
