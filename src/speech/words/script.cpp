#include "speech/words/script.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace broadsheet::speech {
namespace {

bool has_any(std::string_view word, std::initializer_list<std::string_view> letters) {
    for (auto const letter : letters)
        if (word.find(letter) != word.npos) return true;
    return false;
}

std::string likely_language(std::string_view script) {
    UErrorCode status = U_ZERO_ERROR;
    char whole[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY];
    auto const asked = "und_" + std::string(script);
    uloc_addLikelySubtags(asked.c_str(), whole, sizeof whole, &status);
    auto const length = uloc_getLanguage(whole, language, sizeof language, &status);
    return U_FAILURE(status) ? std::string() : std::string(language, static_cast<std::size_t>(length));
}

}  // namespace

std::string_view script_of(std::string_view word) {
    for (std::size_t i = 0; i < word.size();) {
        UChar32 c;
        U8_NEXT(word.data(), i, word.size(), c);
        if (c < 0) continue;
        if (c < 0x80 && u_isalpha(c)) return "Latn";
        UErrorCode status = U_ZERO_ERROR;
        auto const script = uscript_getScript(c, &status);
        if (script > USCRIPT_INHERITED) return uscript_getShortName(script);
    }
    return {};
}

std::string script_of_language(std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode codes[4] = {USCRIPT_INVALID_CODE};
    char name[ULOC_FULLNAME_CAPACITY];
    std::string const tag(language.substr(0, 35));
    uloc_forLanguageTag(tag.c_str(), name, sizeof name, nullptr, &status);
    auto const count = uscript_getCode(name, codes, 4, &status);
    if (U_FAILURE(status) || count < 1) return {};
    return codes[0] == USCRIPT_JAPANESE || codes[0] == USCRIPT_KOREAN ? std::string() : uscript_getShortName(codes[0]);
}

std::string guessed_language(std::string_view word) {
    auto const script = script_of(word);
    if (script == "Latn") return "en";
    if (script == "Cyrl") return has_any(word, {"ы", "э", "ё", "ъ", "Ы", "Э", "Ё", "Ъ"}) ? "ru" : "uk";
    return script.empty() ? std::string() : likely_language(script);
}

bool is_language(std::string_view tag, std::string_view primary) {
    return tag.substr(0, tag.find_first_of("-_")) == primary;
}

}  // namespace broadsheet::speech
