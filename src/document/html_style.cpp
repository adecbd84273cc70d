#include "document/html_style.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace broadsheet::document {
namespace {

std::string word(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n\f";
    auto const first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos) return {};
    std::string out(text.substr(first, text.find_last_not_of(spaces) - first + 1));
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

int number_at(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool mentions(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

std::optional<bool> weight(std::string_view value) {
    if (value.starts_with("bold")) return true;
    if (value.starts_with("normal") || value.starts_with("lighter")) return false;
    auto const number = number_at(value);
    return number > 0 ? std::optional(number >= 600) : std::nullopt;
}

std::optional<bool> slant(std::string_view value) {
    if (value.starts_with("italic") || value.starts_with("oblique")) return true;
    return value.starts_with("normal") ? std::optional(false) : std::nullopt;
}

void read_list(std::string_view value, InlineStyle& style) {
    if (mentions(value, "ignore")) style.list_marker = true;
    if (auto const at = value.find("level"); at != std::string_view::npos) {
        style.list_level = std::clamp(number_at(value.substr(at + 5)), 1, 9);
    }
}

void read_declaration(std::string_view name, std::string_view value, InlineStyle& style) {
    if (name == "font-weight")
        style.bold = weight(value);
    else if (name == "font-style")
        style.italic = slant(value);
    else if (name == "text-decoration" || name == "text-decoration-line")
        style.strike |= mentions(value, "line-through");
    else if (name == "display")
        style.hidden |= value.starts_with("none");
    else if (name == "visibility")
        style.hidden |= value.starts_with("hidden");
    else if (name == "mso-hide")
        style.hidden |= value.starts_with("all");
    else if (name == "mso-list")
        read_list(value, style);
}

}  // namespace

InlineStyle read_style(std::string_view style) {
    InlineStyle out;
    while (!style.empty()) {
        auto const end = style.find(';');
        auto const declaration = style.substr(0, end);
        auto const colon = declaration.find(':');
        if (colon != std::string_view::npos) {
            read_declaration(word(declaration.substr(0, colon)), word(declaration.substr(colon + 1)), out);
        }
        style.remove_prefix(end == std::string_view::npos ? style.size() : end + 1);
    }
    return out;
}

}  // namespace broadsheet::document
