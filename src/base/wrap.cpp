#include "base/wrap.h"

#include <algorithm>

#include "base/utf8.h"

namespace broadsheet {
namespace {

// The text up to the separator, which is taken from it too.
std::string_view take_until(std::string_view& text, char separator) {
    auto const at = std::min(text.find(separator), text.size());
    auto const taken = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return taken;
}

void wrap_line(std::string& out, std::string_view line, std::size_t columns) {
    std::size_t used = 0;
    while (!line.empty()) {
        auto const word = take_until(line, ' ');
        if (word.empty()) continue;
        auto const width = count_code_points(word);
        if (used > 0) {
            bool const fits = used + 1 + width <= columns;
            out += fits ? ' ' : '\n';
            used = fits ? used + 1 : 0;
        }
        out += word;
        used += width;
    }
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns) {
    std::string out;
    out.reserve(text.size());
    while (true) {
        bool const last = text.find('\n') == std::string_view::npos;
        wrap_line(out, take_until(text, '\n'), columns);
        if (last) return out;
        out += '\n';
    }
}

std::string with_prefix(std::string_view text, std::string_view first, std::string_view rest) {
    std::string out(first);
    auto const bare = rest.substr(0, rest.find_last_not_of(' ') + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '\n') out += i + 1 < text.size() && text[i + 1] == '\n' ? bare : rest;
    }
    out.resize(out.find_last_not_of(' ') + 1);
    return out;
}

std::string underlined(std::string_view text, char line) {
    std::size_t longest = 0;
    for (auto rest = text; !rest.empty();) longest = std::max(longest, count_code_points(take_until(rest, '\n')));
    return std::string(text) + "\n" + std::string(longest, line);
}

void add_part(std::string& out, std::string_view part, std::string_view gap) {
    if (part.empty()) return;
    if (!out.empty()) out += gap;
    out += part;
}

}  // namespace broadsheet
