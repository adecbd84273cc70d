// White space as JavaScript's \s knows it, in UTF-8.
#pragma once
#include <string_view>

namespace broadsheet::theme {

// Bytes of the one white space character that the text starts (or ends) with; 0 if it is none.
std::size_t leading_space(std::string_view text);
std::size_t trailing_space(std::string_view text);

}  // namespace broadsheet::theme
