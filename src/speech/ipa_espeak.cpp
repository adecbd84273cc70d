#include <array>

#include "speech/ipa.h"
#include "speech/ipa_symbols.h"

namespace broadsheet::speech {
namespace {

constexpr auto vowel = Sound::vowel, consonant = Sound::consonant;

// espeak-ng's mnemonics. The candidates behind the first serve voices whose language lacks it.
constexpr auto table = std::to_array<Symbol>({
    {"i", vowel, "i"},         {"iː", vowel, "i: i"},       {"ɪ", vowel, "I i"},         {"ɨ", vowel, "i\" I i"},
    {"e", vowel, "e E"},       {"eː", vowel, "e: e"},       {"ɛ", vowel, "E e"},         {"ɛː", vowel, "E: E"},
    {"æ", vowel, "a"},         {"a", vowel, "a"},           {"aː", vowel, "a: a"},       {"ɑ", vowel, "A A: a"},
    {"ɑː", vowel, "A: a: a"},  {"ɒ", vowel, "0 O o"},       {"ɔ", vowel, "O o"},         {"ɔː", vowel, "O: o: O"},
    {"o", vowel, "o O"},       {"oː", vowel, "o: o"},       {"ʊ", vowel, "U u"},         {"u", vowel, "u"},
    {"uː", vowel, "u: u"},     {"ʌ", vowel, "V a"},         {"ə", vowel, "@"},           {"ɐ", vowel, "a# V a"},
    {"ɜ", vowel, "3: @:"},     {"ɜː", vowel, "3: @:"},      {"ɝ", vowel, "3: @:"},       {"ɚ", vowel, "3 @"},
    {"y", vowel, "y"},         {"yː", vowel, "y: y"},       {"ʏ", vowel, "Y y"},         {"ø", vowel, "Y W"},
    {"øː", vowel, "Y: Y"},     {"œ", vowel, "W Y"},         {"ɤ", vowel, "V"},           {"ɑ̃", vowel, "A~"},
    {"ɛ̃", vowel, "E~"},        {"ɔ̃", vowel, "O~"},          {"œ̃", vowel, "W~"},          {"aɪ", vowel, "aI"},
    {"aʊ", vowel, "aU"},       {"eɪ", vowel, "eI"},         {"ɔɪ", vowel, "OI"},         {"oʊ", vowel, "oU"},
    {"əʊ", vowel, "oU"},       {"p", consonant, "p"},       {"b", consonant, "b"},       {"t", consonant, "t"},
    {"d", consonant, "d"},     {"k", consonant, "k"},       {"g", consonant, "g"},       {"ɡ", consonant, "g"},
    {"q", consonant, "q k"},   {"f", consonant, "f"},       {"v", consonant, "v"},       {"θ", consonant, "T"},
    {"ð", consonant, "D"},     {"s", consonant, "s"},       {"z", consonant, "z"},       {"ʃ", consonant, "S"},
    {"ʒ", consonant, "Z"},     {"tʃ", consonant, "tS"},     {"ʧ", consonant, "tS"},      {"dʒ", consonant, "dZ"},
    {"ʤ", consonant, "dZ"},    {"ts", consonant, "ts"},     {"ʦ", consonant, "ts"},      {"dz", consonant, "dz"},
    {"ʣ", consonant, "dz"},    {"h", consonant, "h"},       {"ɦ", consonant, "h"},       {"x", consonant, "x"},
    {"χ", consonant, "X x"},   {"ɣ", consonant, "Q g"},     {"ç", consonant, "C x"},     {"β", consonant, "B v"},
    {"m", consonant, "m"},     {"n", consonant, "n"},       {"ŋ", consonant, "N"},       {"ɲ", consonant, "n^"},
    {"l", consonant, "l"},     {"ɫ", consonant, "l"},       {"ʎ", consonant, "l^"},      {"ɬ", consonant, "l#"},
    {"ɹ", consonant, "r"},     {"r", consonant, "r R"},     {"ɾ", consonant, "* r"},     {"ʁ", consonant, "r\" r"},
    {"ʀ", consonant, "r\" r"}, {"j", consonant, "j"},       {"w", consonant, "w"},       {"ʍ", consonant, "w"},
    {"ʋ", consonant, "v# v"},  {"ʂ", consonant, "s. S"},    {"ʐ", consonant, "z. Z"},    {"ɕ", consonant, "S; S"},
    {"ʑ", consonant, "z; Z"},  {"tɕ", consonant, "tS; tS"}, {"dʑ", consonant, "dz; dZ"}, {"ʔ", consonant, "?"},
    {"ʲ", consonant, ""},      {"ː", consonant, ""},        {"ʰ", consonant, ""},
});

std::vector<std::string_view> candidates(std::string_view written) {
    std::vector<std::string_view> out;
    while (!written.empty()) {
        auto const end = written.find(' ');
        out.push_back(written.substr(0, end));
        written.remove_prefix(end == written.npos ? written.size() : end + 1);
    }
    return out;
}

std::string_view first_of(std::string_view written, std::function<bool(std::string_view)> const& has) {
    for (auto const candidate : candidates(written))
        if (has(candidate)) return candidate;
    return {};
}

}  // namespace

std::optional<std::string> ipa_to_espeak(std::string_view ipa, std::function<bool(std::string_view)> const& has) {
    auto const sounds = read_ipa(ipa, table);
    if (!sounds) return std::nullopt;
    std::string out;
    for (auto const& [symbol, stress] : *sounds) {
        if (symbol->written.empty()) continue;
        auto const sound = first_of(symbol->written, has);
        if (sound.empty()) return std::nullopt;
        if (!out.empty()) out += '|';  // else t and S would be read as tS
        if (stress != Stress::none) out += stress == Stress::primary ? '\'' : ',';
        out += sound;
    }
    if (out.empty()) return std::nullopt;
    return out;
}

std::vector<std::string_view> espeak_sounds() {
    std::vector<std::string_view> out;
    for (auto const& symbol : table)
        for (auto const sound : candidates(symbol.written)) out.push_back(sound);
    return out;
}

}  // namespace broadsheet::speech
