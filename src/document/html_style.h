// What an HTML element's style attribute says about marks and lists; within the room only.
#pragma once
#include <optional>
#include <string_view>

namespace broadsheet::document {

struct InlineStyle {
    std::optional<bool> bold;    // font-weight
    std::optional<bool> italic;  // font-style
    bool strike = false;         // text-decoration: line-through
    bool hidden = false;         // display: none, visibility: hidden, mso-hide
    int list_level = 0;          // of Word's mso-list, from 1; 0 if it is no list line
    bool list_marker = false;    // mso-list: Ignore, the bullet or number as text
};

InlineStyle read_style(std::string_view style);

}  // namespace broadsheet::document
