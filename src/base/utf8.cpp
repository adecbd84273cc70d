#include "base/utf8.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace broadsheet {
namespace {

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0;  // 0: not well-formed
};

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
    auto const first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    std::size_t const bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return {};
    char32_t value = first & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if (!continues(text, at + i)) return {};
        value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    bool const overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
    bool const surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return {};
    return {value, bytes};
}

bool is_clean(char32_t c) {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    if (c >= 0x7F && c <= 0x9F) return false;
    return (c & 0xFFFE) != 0xFFFE && !(c >= 0xFDD0 && c <= 0xFDEF);
}

// How far `text` is printable ASCII from `at` on, in steps of eight bytes.
std::size_t skip_printable(std::string_view text, std::size_t at) {
    constexpr std::uint64_t ones = 0x0101010101010101, high = ones * 0x80;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, sizeof eight);
        bool const below_space = ((eight - ones * 0x20) & high) != 0, above_tilde = ((eight + ones) & high) != 0;
        if ((eight & high) != 0 || below_space || above_tilde) break;
    }
    return at;
}

struct CloseBreak {
    void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
};
struct CloseText {
    void operator()(UText* text) const { utext_close(text); }
};

}  // namespace

bool is_valid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto const c = code_point_at(text, at);
        if (c.bytes == 0 || c.value == 0) return false;
        at += c.bytes;
    }
    return true;
}

bool is_clean_text(std::string_view text) {
    for (auto at = skip_printable(text, 0); at < text.size(); at = skip_printable(text, at)) {
        auto const c = code_point_at(text, at);
        if (c.bytes == 0 || !is_clean(c.value)) return false;
        at += c.bytes;
    }
    return true;
}

std::string clean_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const c = code_point_at(text, at);
        if (c.bytes == 0) {
            out += "\uFFFD";
            for (++at; continues(text, at);) ++at;
            continue;
        }
        if (is_clean(c.value)) out += text.substr(at, c.bytes);
        at += c.bytes;
    }
    return out;
}

std::string_view cut_at_code_point(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    while (max_bytes > 0 && continues(text, max_bytes)) --max_bytes;
    return text.substr(0, max_bytes);
}

std::string_view cut_at_grapheme(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    thread_local std::unique_ptr<UBreakIterator, CloseBreak> iterator;
    UErrorCode error = U_ZERO_ERROR;
    if (!iterator) iterator.reset(ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &error));
    std::unique_ptr<UText, CloseText> const source(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &error));
    ubrk_setUText(iterator.get(), source.get(), &error);
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot find characters: ") + u_errorName(error));
    auto const at = static_cast<std::int32_t>(max_bytes);
    auto const end = ubrk_isBoundary(iterator.get(), at) ? at : ubrk_preceding(iterator.get(), at);
    return text.substr(0, end == UBRK_DONE ? 0 : static_cast<std::size_t>(end));
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) count += !continues(text, at);
    return count;
}

}  // namespace broadsheet
