#include "theme/escape.h"

#include <array>

namespace broadsheet::theme {
namespace {

constexpr std::array<std::string_view, 256> make_entities() {
    std::array<std::string_view, 256> table{};
    table['&'] = "&amp;";
    table['<'] = "&lt;";
    table['>'] = "&gt;";
    table['"'] = "&quot;";
    table['\''] = "&#x27;";
    table['`'] = "&#x60;";
    table['='] = "&#x3D;";
    return table;
}
constexpr auto entities = make_entities();

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const entity = entities[static_cast<unsigned char>(text[i])];
        if (entity.empty()) continue;
        out.append(text, copied, i - copied);
        out += entity;
        copied = i + 1;
    }
    out.append(text, copied);
}

}  // namespace broadsheet::theme
