#include "theme/spaces.h"

#include <algorithm>

namespace broadsheet::theme {

std::size_t leading_space(std::string_view text) {
    if (text.empty()) return 0;
    auto const c = static_cast<unsigned char>(text[0]);
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (c < 0xC2) return 0;
    if (text.starts_with("\xC2\xA0")) return 2;
    for (std::string_view const wide : {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
                                        "\xE3\x80\x80", "\xEF\xBB\xBF"}) {
        if (text.starts_with(wide)) return 3;
    }
    bool const width = text.size() > 2 && text.starts_with("\xE2\x80") && static_cast<unsigned char>(text[2]) <= 0x8A;
    return width ? 3 : 0;
}

std::size_t trailing_space(std::string_view text) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(3, text.size()); ++length) {
        if (leading_space(text.substr(text.size() - length)) == length) return length;
    }
    return 0;
}

}  // namespace broadsheet::theme
