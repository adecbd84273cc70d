#include <algorithm>
#include <array>

#include "speech/ipa.h"
#include "speech/ipa_symbols.h"

namespace broadsheet::speech {
namespace {

constexpr auto vowel = Sound::vowel, consonant = Sound::consonant;

// The names are those of flite's `us` phone set. A diphthong's last sound carries no stress of its own.
constexpr auto table = std::to_array<Symbol>({
    {"i", vowel, "iy"},       {"iː", vowel, "iy"},      {"ɪ", vowel, "ih"},      {"ɨ", vowel, "ih"},
    {"e", vowel, "ey"},       {"eː", vowel, "ey"},      {"eɪ", vowel, "ey"},     {"ei", vowel, "ey"},
    {"ɛ", vowel, "eh"},       {"ɛː", vowel, "eh"},      {"æ", vowel, "ae"},      {"a", vowel, "aa"},
    {"aː", vowel, "aa"},      {"ɑ", vowel, "aa"},       {"ɑː", vowel, "aa"},     {"ɒ", vowel, "aa"},
    {"ɔ", vowel, "ao"},       {"ɔː", vowel, "ao"},      {"o", vowel, "ow"},      {"oː", vowel, "ow"},
    {"oʊ", vowel, "ow"},      {"əʊ", vowel, "ow"},      {"ʊ", vowel, "uh"},      {"u", vowel, "uw"},
    {"uː", vowel, "uw"},      {"ʌ", vowel, "ah"},       {"ə", vowel, "ax"},      {"ɐ", vowel, "ax"},
    {"ɜ", vowel, "er"},       {"ɜː", vowel, "er"},      {"ɝ", vowel, "er"},      {"ɚ", vowel, "er"},
    {"aɪ", vowel, "ay"},      {"ai", vowel, "ay"},      {"aʊ", vowel, "aw"},     {"au", vowel, "aw"},
    {"ɔɪ", vowel, "oy"},      {"oi", vowel, "oy"},      {"ɪə", vowel, "ih ax"},  {"eə", vowel, "eh ax"},
    {"ɛə", vowel, "eh ax"},   {"ʊə", vowel, "uh ax"},   {"ɤ", vowel, "ah"},      {"p", consonant, "p"},
    {"b", consonant, "b"},    {"t", consonant, "t"},    {"d", consonant, "d"},   {"k", consonant, "k"},
    {"g", consonant, "g"},    {"ɡ", consonant, "g"},    {"f", consonant, "f"},   {"v", consonant, "v"},
    {"θ", consonant, "th"},   {"ð", consonant, "dh"},   {"s", consonant, "s"},   {"z", consonant, "z"},
    {"ʃ", consonant, "sh"},   {"ʒ", consonant, "zh"},   {"tʃ", consonant, "ch"}, {"ʧ", consonant, "ch"},
    {"dʒ", consonant, "jh"},  {"ʤ", consonant, "jh"},   {"h", consonant, "hh"},  {"ɦ", consonant, "hh"},
    {"m", consonant, "m"},    {"n", consonant, "n"},    {"ŋ", consonant, "ng"},  {"l", consonant, "l"},
    {"ɫ", consonant, "l"},    {"ɹ", consonant, "r"},    {"r", consonant, "r"},   {"ɾ", consonant, "r"},
    {"ʁ", consonant, "r"},    {"ʀ", consonant, "r"},    {"j", consonant, "y"},   {"w", consonant, "w"},
    {"ʍ", consonant, "w"},    {"x", consonant, "k"},    {"χ", consonant, "k"},   {"ɣ", consonant, "g"},
    {"ʋ", consonant, "v"},    {"β", consonant, "v"},    {"ɲ", consonant, "n y"}, {"ʎ", consonant, "l y"},
    {"ts", consonant, "t s"}, {"dz", consonant, "d z"}, {"ʂ", consonant, "sh"},  {"ʐ", consonant, "zh"},
    {"ɕ", consonant, "sh"},   {"ʑ", consonant, "zh"},   {"tɕ", consonant, "ch"}, {"dʑ", consonant, "jh"},
    {"tʂ", consonant, "ch"},  {"ʲ", consonant, ""},     {"ː", consonant, ""},    {"ʰ", consonant, ""},
});

void add_sound(std::string& out, Heard const& heard) {
    auto const written = heard.symbol->written;
    if (written.empty()) return;
    if (!out.empty()) out += ' ';
    if (heard.symbol->sound == Sound::consonant) {
        out += written;
        return;
    }
    auto const first = written.substr(0, written.find(' '));
    out += first;
    out += heard.stress == Stress::none ? '0' : '1';
    if (first.size() < written.size()) out += std::string(written.substr(first.size())) + '0';
}

}  // namespace

std::optional<std::string> ipa_to_flite(std::string_view ipa) {
    auto const sounds = read_ipa(ipa, table);
    if (!sounds) return std::nullopt;
    std::string out;
    for (auto const& heard : *sounds) add_sound(out, heard);
    if (out.empty()) return std::nullopt;
    return out;
}

}  // namespace broadsheet::speech
