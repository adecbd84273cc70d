#include "document/inline_text.h"

namespace broadsheet::document {

std::string inline_text(std::vector<Node> const& nodes) {
    std::string out;
    for (auto const& node : nodes) {
        if (node.kind == NodeKind::text) out += node.as<Text>().text;
        if (node.kind == NodeKind::hard_break) out += '\n';
    }
    return out;
}

}  // namespace broadsheet::document
