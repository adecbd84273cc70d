// The International Phonetic Alphabet, as far as editors write names in it. Pure.
#pragma once
#include <string_view>

#include "base/result.h"

namespace broadsheet::speech {

inline constexpr std::size_t longest_ipa = 200;  // bytes

// Only letters, marks of length and stress, tones, ties and blanks of the alphabet, with at least one letter that
// sounds; in NFC or NFD. Refuses (`invalid`, field "ipa"): ipa_empty, ipa_too_long, ipa_symbol (the message names the
// symbol and, for those that are often meant otherwise, the right one), ipa_mark (a mark without a letter before it).
Result<void> check_ipa(std::string_view text);

}  // namespace broadsheet::speech
