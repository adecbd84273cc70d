#include "newsletters/personal.h"

#include <algorithm>

#include "base/html.h"

namespace broadsheet::newsletters {
namespace {

constexpr std::string_view scheme = "broadsheet:";

struct Placeholder {
    std::string_view name;
    std::string Links::*link;
};
constexpr Placeholder placeholders[] = {{"unsubscribe", &Links::unsubscribe},
                                        {"preferences", &Links::preferences},
                                        {"opened", &Links::opened},
                                        {"follow", &Links::follow}};

bool is_quote(std::string const& text, std::size_t at) { return at < text.size() && text[at] == '"'; }

// Digits may stand between the placeholder and the end of the value.
bool is_whole_value(std::string const& text, std::size_t begin, std::size_t end) {
    if (begin == 0 || !is_quote(text, begin - 1)) return false;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    return is_quote(text, end);
}

}  // namespace

PersonalText::PersonalText(std::string text, MailPart part) : text_(std::move(text)), part_(part) {
    for (auto at = text_.find(scheme); at != std::string::npos; at = text_.find(scheme, at + 1)) {
        auto const rest = std::string_view(text_).substr(at + scheme.size());
        for (auto const& [name, link] : placeholders) {
            auto const end = at + scheme.size() + name.size();
            if (!rest.starts_with(name)) continue;
            if (part_ == MailPart::html && !is_whole_value(text_, at, end)) continue;
            gaps_.push_back({at, end, link});
        }
    }
}

std::string PersonalText::fill(Links const& links) const {
    std::string out;
    auto grown = text_.size();
    for (auto const& gap : gaps_) grown += (links.*gap.link).size() + 16;  // some bytes are escaped
    out.reserve(grown);
    std::size_t done = 0;
    for (auto const& gap : gaps_) {
        out.append(text_, done, gap.begin - done);
        if (part_ == MailPart::html)
            append_escaped(out, links.*gap.link);
        else
            out += links.*gap.link;
        done = gap.end;
    }
    out.append(text_, done);
    return out;
}

}  // namespace broadsheet::newsletters
