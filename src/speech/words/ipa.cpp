#include "speech/words/ipa.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "base/utf8.h"

namespace broadsheet::speech {
namespace {

// Beside a to z.
constexpr std::u32string_view letters =
    U"æøœðŋçɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢǀǁǂǃβθχᵻⱱ";
constexpr std::u32string_view marks_before = U"ˈˌ";
constexpr std::u32string_view marks_after = U"ːˑʰʱʲʷˠˤˀⁿˡʼ˞˥˦˧˨˩";
constexpr std::u32string_view separators = U" .-‿|‖/[]";  // slashes and brackets around it are no fault

// What keyboards give in place of the right symbol.
struct Mistake {
    char32_t written;
    std::string_view right;
};
constexpr Mistake mistakes[] = {{U'\'', "ˈ"}, {U'’', "ˈ"}, {U',', "ˌ"}, {U':', "ː"}, {U'3', "ɜ or ʒ"}, {U'@', "ə"},
                                {U'?', "ʔ"},  {U'ə', "ə"}, {U'g', "ɡ"}, {U'∫', "ʃ"}, {U'ε', "ɛ"},      {U'ɩ', "ɪ"}};

bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || letters.find(c) != letters.npos; }
bool is_combining(char32_t c) { return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1DC4 && c <= 0x1DFF); }
bool is_after(char32_t c) { return is_combining(c) || marks_after.find(c) != marks_after.npos; }

std::unexpected<Problem> refuse_symbol(char32_t c, std::string_view symbol) {
    auto const* const at = std::ranges::find(mistakes, c, &Mistake::written);
    auto const advice = at == std::end(mistakes) ? std::string() : fmt::format(" Did you mean {}?", at->right);
    auto const shown =
        u_isgraph(static_cast<UChar32>(c)) ? std::string(symbol) : fmt::format("U+{:04X}", static_cast<unsigned>(c));
    bool const capital = c >= U'A' && c <= U'Z';
    return refuse(ProblemKind::invalid, "ipa_symbol",
                  fmt::format("“{}” is not a symbol of the phonetic alphabet.{}", shown,
                              capital ? " It has no capitals." : advice),
                  "ipa");
}

}  // namespace

Result<void> check_ipa(std::string_view text) {
    if (text.size() > longest_ipa)
        return refuse(ProblemKind::invalid, "ipa_too_long", fmt::format("At most {} bytes.", longest_ipa), "ipa");
    bool sounds = false, letter_before = false;
    for (std::size_t i = 0; i < text.size();) {
        auto const from = i;
        UChar32 next;
        U8_NEXT(text.data(), i, text.size(), next);
        auto const c = next < 0 ? char32_t{0xFFFD} : static_cast<char32_t>(next);
        auto const symbol = text.substr(from, i - from);
        if (is_after(c) && !letter_before)
            return refuse(ProblemKind::invalid, "ipa_mark",
                          fmt::format("The mark U+{:04X} stands behind no letter.", static_cast<unsigned>(c)), "ipa");
        bool const separates = marks_before.find(c) != marks_before.npos || separators.find(c) != separators.npos;
        if (!is_letter(c) && !is_after(c) && !separates) return refuse_symbol(c, symbol);
        sounds |= is_letter(c);
        letter_before = is_letter(c) || is_after(c);
    }
    if (!sounds) return refuse(ProblemKind::invalid, "ipa_empty", "Nothing in it sounds.", "ipa");
    return {};
}

}  // namespace broadsheet::speech
