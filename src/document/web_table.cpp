#include <fmt/format.h>

#include <algorithm>

#include "document/walk.h"
#include "document/web_writer.h"

namespace broadsheet::document {
void WebWriter::write_cell(Node const& cell, std::string_view header_scope) {
    bool const header = cell.kind == NodeKind::table_header;
    auto const& span = cell.as<Cell>();
    bool const plain = cell.content.size() == 1 && cell.content[0].kind == NodeKind::paragraph;
    out_ += header ? "<th" : "<td";
    if (header) {
        bool const group = header_scope == "col" ? span.colspan > 1 : span.rowspan > 1;
        attribute("scope", fmt::format("{}{}", header_scope, group ? "group" : ""));
    }
    if (span.colspan > 1) attribute("colspan", std::to_string(span.colspan));
    if (span.rowspan > 1) attribute("rowspan", std::to_string(span.rowspan));
    if (plain) out_ += direction_of(cell.content[0]);
    out_ += '>';
    if (plain)
        write_inline(cell.content[0].content);
    else
        write_all(cell.content);
    out_ += header ? "</th>" : "</td>";
}

void WebWriter::write_row(Node const& row, std::string_view header_scope) {
    out_ += "<tr>";
    for (auto const& cell : row.content) write_cell(cell, header_scope);
    out_ += "</tr>\n";
}

// A wide table scrolls within its box, by keyboard too.
void WebWriter::write_table(Node const& node) {
    auto const body = std::ranges::find_if_not(node.content, is_header_row);
    out_ += "<div class=\"table\" role=\"region\" tabindex=\"0\"";
    attribute("aria-label", numbered(context_.labels.table, static_cast<std::size_t>(++tables_)));
    out_ += "><table>\n";
    if (body != node.content.begin()) {
        out_ += "<thead>\n";
        for (auto row = node.content.begin(); row != body; ++row) write_row(*row, "col");
        out_ += "</thead>\n";
    }
    if (body != node.content.end()) {
        out_ += "<tbody>\n";
        for (auto row = body; row != node.content.end(); ++row) write_row(*row, "row");
        out_ += "</tbody>\n";
    }
    out_ += "</table></div>\n";
}

}  // namespace broadsheet::document
