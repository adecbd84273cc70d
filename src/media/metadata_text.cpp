#include "media/metadata_text.h"

#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace broadsheet::media {

namespace {

// 0x80 to 0x9F of Windows-1252; Latin-1 has only control characters there, which nobody means.
constexpr std::array<char16_t, 32> windows_1252 = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

// Calls visit(code point, its bytes); a negative code point stands for bytes that are not UTF-8.
template <class Visit>
void each_character(std::string_view utf8, Visit visit) {
    auto const* bytes = reinterpret_cast<std::uint8_t const*>(utf8.data());
    std::size_t const size = utf8.size();
    for (std::size_t at = 0; at < size;) {
        std::size_t const start = at;
        UChar32 character = 0;
        U8_NEXT(bytes, at, size, character);
        visit(character, utf8.substr(start, at - start));
    }
}

bool is_utf8(std::string_view bytes) {
    bool valid = true;
    each_character(bytes, [&](UChar32 character, std::string_view) { valid = valid && character >= 0; });
    return valid;
}

void append_character(std::string& out, char16_t character) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, character);
    out.append(bytes.data(), length);
}

bool is_control(UChar32 character) { return character < 0x20 || (character >= 0x7F && character < 0xA0); }

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

std::string trimmed(std::string text) {
    while (!text.empty() && is_space(text.back())) text.pop_back();
    text.erase(text.begin(), std::ranges::find_if_not(text, is_space));
    return text;
}

}  // namespace

std::string utf8_from_legacy(std::string_view bytes) {
    if (is_utf8(bytes)) return std::string(bytes);
    std::string out;
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        append_character(out, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
    }
    return out;
}

std::string clean_text(std::string_view utf8) {
    std::string out;
    char before = 0;
    each_character(utf8, [&](UChar32 character, std::string_view bytes) {
        if (out.size() + bytes.size() > max_metadata_text) return;
        if (character == '\r' || (character == '\n' && before != '\r')) {
            out += '\n';
        } else if (character == '\t' || !is_control(character)) {
            out += bytes;
        }
        before = bytes.front();
    });
    return trimmed(std::move(out));
}

}  // namespace broadsheet::media
