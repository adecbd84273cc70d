// Checking and cutting UTF-8.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet {

// Well-formed (no surrogates, overlong forms, nothing above U+10FFFF) and without NUL.
bool is_valid_utf8(std::string_view text);

// Valid, and nothing in it that XML or a page can't carry: no control characters but tab and line ends, no
// noncharacters.
bool is_clean_text(std::string_view text);

// The text with what is not clean left out (broken bytes become U+FFFD).
std::string clean_text(std::string_view text);

// The longest beginning of a valid text that has at most so many bytes and doesn't end within a code point, or (second)
// within a grapheme cluster, what people see as one character.
std::string_view cut_at_code_point(std::string_view text, std::size_t max_bytes);
std::string_view cut_at_grapheme(std::string_view text, std::size_t max_bytes);

std::size_t count_code_points(std::string_view text);  // of a valid text

}  // namespace broadsheet
