#include "base/charset.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "base/utf8.h"

namespace broadsheet {
namespace {

struct Close {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

// ISO-8859-1 is what pages say and windows-1252 what they mean (WHATWG's Encoding Standard).
std::string name_of(std::string_view label) {
    std::string name(label);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return name == "iso-8859-1" || name == "latin1" || name == "us-ascii" || name == "ascii" ? "windows-1252" : name;
}

Converter open(std::string const& name) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(name.empty() ? nullptr : ucnv_open(name.c_str(), &status));
    return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

std::string converted(std::string_view bytes, UConverter& converter) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString const text(bytes.data(), static_cast<int32_t>(bytes.size()), &converter, status);
    std::string out;
    return U_SUCCESS(status) ? clean_text(text.toUTF8String(out)) : clean_text(bytes);
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view label) {
    if (bytes.starts_with("\xef\xbb\xbf")) return clean_text(bytes.substr(3));
    auto name = name_of(label);
    if (bytes.starts_with("\xff\xfe")) name = "utf-16le", bytes.remove_prefix(2);
    if (bytes.starts_with("\xfe\xff")) name = "utf-16be", bytes.remove_prefix(2);
    if (name == "utf-8" || name == "utf8") return clean_text(bytes);
    auto converter = open(name);
    if (!converter) {
        if (is_valid_utf8(bytes)) return clean_text(bytes);
        converter = open("windows-1252");
    }
    return converter ? converted(bytes, *converter) : clean_text(bytes);
}

std::string charset_in(std::string_view text) {
    constexpr std::string_view word = "charset";
    auto const same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    for (auto at = text.begin();;) {
        at = std::search(at, text.end(), word.begin(), word.end(), same);
        if (at == text.end()) return {};
        at += static_cast<std::ptrdiff_t>(word.size());
        auto rest = text.substr(static_cast<std::size_t>(at - text.begin()));
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
        if (!rest.starts_with('=')) continue;
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n\"'", 1), rest.size()));
        auto const name = rest.substr(0, std::min(rest.find_first_of(" \t\r\n\"';/>"), rest.size()));
        return std::string(name.substr(0, 40));
    }
}

}  // namespace broadsheet
