#include "media/metadata_text.h"

#include <array>

#include "base/utf8.h"

namespace broadsheet::media {

namespace {

// 0x80 to 0x9F of Windows-1252; Latin-1 has only control characters there, which nobody means.
constexpr std::array<std::string_view, 32> windows_1252 = {
    "€",      "\uFFFD", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\uFFFD", "Ž", "\uFFFD",
    "\uFFFD", "‘",      "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\uFFFD", "ž", "Ÿ",
};

void append_windows_1252(std::string& out, unsigned char byte) {
    if (byte < 0x80) {
        out += static_cast<char>(byte);
    } else if (byte < 0xA0) {
        out += windows_1252[byte - 0x80];
    } else {
        out += static_cast<char>(0xC0 | byte >> 6);
        out += static_cast<char>(0x80 | (byte & 0x3F));
    }
}

std::string with_plain_line_ends(std::string_view text) {
    std::string out;
    char before = 0;
    for (char const c : text) {
        if (c == '\r' || (c == '\n' && before != '\r')) {
            out += '\n';
        } else if (c != '\n' && c != '\0') {
            out += c;
        }
        before = c;
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\n";
    auto const first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(spaces) + 1 - first);
}

}  // namespace

std::string utf8_from_legacy(std::string_view bytes) {
    std::string text(bytes);
    std::erase(text, '\0');
    if (is_valid_utf8(text)) return text;
    std::string out;
    for (char const c : text) append_windows_1252(out, static_cast<unsigned char>(c));
    return out;
}

std::string metadata_text(std::string_view text) {
    std::string const clean = clean_text(with_plain_line_ends(text));
    return std::string(trimmed(cut_at_code_point(trimmed(clean), max_metadata_text)));
}

}  // namespace broadsheet::media
