#include "speech/words/addresses.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>

namespace broadsheet::speech {
namespace {

constexpr std::size_t longest = 2000;  // bytes; what is longer is no address that anybody has printed

// Of names without "www": only those that no word of a text ends with after a forgotten blank.
constexpr std::string_view top_levels[] = {"com", "org", "net", "gov",  "edu", "int", "eu",   "ua",    "uk",     "de",
                                           "fr",  "pl",  "io",  "info", "biz", "tv",  "news", "media", "example"};

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}
bool is_mail_character(char c) { return is_host_character(c) || c == '_' || c == '+'; }

bool starts_without_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::ranges::equal(text.substr(0, prefix.size()), prefix, [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
           });
}

bool is_host(std::string_view text) {
    auto const point = text.rfind('.');
    return point != text.npos && point > 0 && point + 2 < text.size() && text.find("..") == text.npos &&
           text.front() != '-' && std::ranges::all_of(text, is_host_character);
}

bool is_known_host(std::string_view text) {
    return is_host(text) && text.front() != '.' &&
           std::ranges::find(top_levels, text.substr(text.rfind('.') + 1)) != std::end(top_levels);
}

std::string_view without_scheme(std::string_view text) {
    for (std::string_view const scheme : {"https://", "http://", "mailto:"})
        if (starts_without_case(text, scheme)) return text.substr(scheme.size());
    return text;
}

std::string_view host_of(std::string_view address) {
    auto host = without_scheme(address);
    host = host.substr(0, host.find_first_of("/?#:"));
    return starts_without_case(host, "www.") ? host.substr(4) : host;
}

bool is_mail_address(std::string_view text) {
    auto const at = text.find('@');
    return at != text.npos && at > 0 && is_host(text.substr(at + 1)) &&
           std::ranges::all_of(text.substr(0, at), is_mail_character);
}

}  // namespace

bool is_address(std::string_view text) {
    if (text.size() > longest || text.size() < 4) return false;
    if (is_mail_address(without_scheme(text))) return true;
    bool const marked = starts_without_case(text, "http://") || starts_without_case(text, "https://") ||
                        starts_without_case(text, "www.");
    return marked ? !host_of(text).empty() : is_known_host(host_of(text));
}

std::string say_address(std::string_view address, std::string_view point, std::string_view at) {
    std::string out;
    auto const named = is_mail_address(without_scheme(address)) ? without_scheme(address) : host_of(address);
    for (char const c : named) {
        if (c == '.')
            out.append(" ").append(point).append(" ");
        else if (c == '@')
            out.append(" ").append(at).append(" ");
        else
            out += c == '-' || c == '_' || c == '+' ? ' ' : c;
    }
    return out;
}

std::string parted_name(std::string_view name) {
    std::string out;
    bool lower = false;
    for (std::size_t i = 0; i < name.size();) {
        auto const from = i;
        UChar32 c;
        U8_NEXT(name.data(), i, name.size(), c);
        if (c == '_' || (lower && u_isupper(c))) out += ' ';
        if (c != '_') out += name.substr(from, i - from);
        lower = c >= 0 && u_islower(c);
    }
    return out;
}

}  // namespace broadsheet::speech
