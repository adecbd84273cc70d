// White space as browsers collapse it.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet {

// Each run of spaces, tabs and line ends as one space, none at the ends. A blank that must not break (U+00A0) stays.
std::string collapsed(std::string_view text);

}  // namespace broadsheet
