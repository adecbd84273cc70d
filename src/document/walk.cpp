#include "document/walk.h"

namespace broadsheet::document {
namespace {

bool is_list(Node const& node) { return node.kind == NodeKind::bullet_list || node.kind == NodeKind::ordered_list; }

}  // namespace

std::string_view tag_of(MarkKind kind) {
    switch (kind) {
        case MarkKind::link:
            return "a";
        case MarkKind::bold:
            return "strong";
        case MarkKind::italic:
            return "em";
        case MarkKind::strike:
            return "s";
        case MarkKind::code:
            return "code";
    }
    return "span";
}

std::vector<Mark> nesting(Node const& node) {
    if (node.kind == NodeKind::footnote) return {};
    auto marks = node.marks;
    std::ranges::sort(marks, {}, &Mark::kind);
    return marks;
}

bool is_header_row(Node const& row) {
    return !row.content.empty() &&
           std::ranges::all_of(row.content, [](Node const& cell) { return cell.kind == NodeKind::table_header; });
}

bool is_tight(Node const& item) {
    return !item.content.empty() && item.content[0].kind == NodeKind::paragraph &&
           std::all_of(item.content.begin() + 1, item.content.end(), is_list);
}

}  // namespace broadsheet::document
