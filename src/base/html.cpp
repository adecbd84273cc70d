#include "base/html.h"

namespace broadsheet {

void append_escaped(std::string& out, std::string_view text) {
    for (char const c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
}

Html escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text);
    return Html::trusted(std::move(out));
}

Html marked(std::string_view text, std::span<std::pair<std::size_t, std::size_t> const> ranges) {
    std::string out;
    std::size_t done = 0;
    for (auto const& [from, to] : ranges) {
        append_escaped(out, text.substr(done, from - done));
        out += "<mark>";
        append_escaped(out, text.substr(from, to - from));
        out += "</mark>";
        done = to;
    }
    append_escaped(out, text.substr(done));
    return Html::trusted(std::move(out));
}

}  // namespace broadsheet
