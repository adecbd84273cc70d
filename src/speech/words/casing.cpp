#include "speech/words/casing.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace broadsheet::speech {
namespace {

UChar32 first_of(std::string_view word) {
    UChar32 c = -1;
    std::size_t i = 0;
    if (!word.empty()) U8_NEXT(word.data(), i, word.size(), c);
    return c;
}

}  // namespace

bool starts_upper(std::string_view word) { return u_isupper(first_of(word)) || u_istitle(first_of(word)); }
bool starts_lower(std::string_view word) { return u_islower(first_of(word)); }

bool is_all_upper(std::string_view word) {
    for (std::size_t i = 0; i < word.size();) {
        UChar32 c;
        U8_NEXT(word.data(), i, word.size(), c);
        if (!u_isupper(c)) return false;
    }
    return !word.empty();
}

std::string lower_case(std::string_view text) {
    std::string out;
    return icu::UnicodeString::fromUTF8(text).toLower(icu::Locale::getRoot()).toUTF8String(out);
}

std::size_t count_letters(std::string_view word) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < word.size();) {
        UChar32 c;
        U8_NEXT(word.data(), i, word.size(), c);
        count += u_isalpha(c);
    }
    return count;
}

}  // namespace broadsheet::speech
