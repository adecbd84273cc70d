#include "mail/fields.h"

namespace broadsheet::mail {
namespace {

constexpr std::size_t most_fields = 1000;  // in a group

bool is_field_name(std::string_view name) {
    if (name.empty() || name.size() > 100) return false;
    for (char const c : name)
        if (c <= ' ' || c >= 0x7f) return false;
    return true;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    auto const begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

std::vector<Fields> read_field_groups(std::string_view text, std::size_t most) {
    std::vector<Fields> out;
    bool fresh = true;  // the next field begins a group
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto const line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        auto const words = trimmed(line);
        if (words.empty()) {
            fresh = true;
            continue;
        }
        bool const folded = line.front() == ' ' || line.front() == '\t';
        if (folded && !fresh && !out.empty() && !out.back().empty()) {
            auto& value = out.back().back().second;
            if (value.size() < 20'000) value.append(value.empty() ? "" : " ").append(words);
            continue;
        }
        auto const colon = words.find(':');
        if (colon == std::string_view::npos || !is_field_name(trimmed(words.substr(0, colon)))) continue;
        if (fresh) {
            if (out.size() == most) return out;
            out.emplace_back();
            fresh = false;
        }
        if (out.back().size() < most_fields)
            out.back().emplace_back(lower_ascii(trimmed(words.substr(0, colon))), trimmed(words.substr(colon + 1)));
    }
    return out;
}

std::string_view field_of(Fields const& fields, std::string_view name) {
    for (auto const& [field, value] : fields)
        if (field == name) return value;
    return {};
}

}  // namespace broadsheet::mail
