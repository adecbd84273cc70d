#include <fmt/format.h>

#include <algorithm>

#include "document/inline_text.h"
#include "document/mail_style.h"
#include "document/mail_writer.h"
#include "document/walk.h"

namespace broadsheet::document {

void MailWriter::write_cell(Node const& cell, bool heads_columns) {
    bool const header = cell.kind == NodeKind::table_header;
    auto const& span = cell.as<Cell>();
    bool const plain = cell.content.size() == 1 && cell.content[0].kind == NodeKind::paragraph;
    open(header ? "th" : "td", heads_columns ? "b-line" : "b-rule",
         fmt::format("padding:{};border-bottom:{}{}", look_.right_to_left ? "8px 0 8px 12px" : "8px 12px 8px 0",
                     heads_columns ? "2px solid #16181b" : mail_style::rule,
                     header ? fmt::format(";text-align:{}", start()) : ""));
    if (header) attribute("scope", heads_columns ? "col" : "row");
    if (span.colspan > 1) attribute("colspan", std::to_string(span.colspan));
    if (span.rowspan > 1) attribute("rowspan", std::to_string(span.rowspan));
    if (plain) out_ += direction_of(inline_text(cell.content[0].content));
    out_ += '>';
    if (plain)
        write_inline(cell.content[0].content);
    else
        write_all(cell.content);
    out_ += header ? "</th>" : "</td>";
}

void MailWriter::write_row(Node const& row, bool heads_columns) {
    out_ += "<tr valign=\"top\">";
    for (auto const& cell : row.content) write_cell(cell, heads_columns);
    out_ += "</tr>\n";
}

// A wide table scrolls within its box where the client lets it. Its cells inherit its type: a long one must not fill
// the mail with style.
void MailWriter::write_table(Node const& node) {
    if (std::ranges::all_of(node.content, [](Node const& row) { return row.content.empty(); })) return;
    out_ += "<div style=\"margin:0 0 24px;overflow-x:auto\">";
    open("table", "b-ink", fmt::format("border-collapse:collapse;{}", mail_style::cell));
    out_ += " cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\">\n";
    auto const body = std::ranges::find_if_not(node.content, is_header_row);
    for (auto row = node.content.begin(); row != node.content.end(); ++row)
        if (!row->content.empty()) write_row(*row, row < body);
    out_ += "</table></div>\n";
}

}  // namespace broadsheet::document
