#include "document/read_html.h"

#include <fmt/format.h>

#include "document/html_reader.h"
#include "document/html_tree.h"

namespace broadsheet::document {
namespace {

std::unexpected<Problem> too_large() {
    return refuse(ProblemKind::too_large, "html.too_large",
                  fmt::format("This is too large or too tangled to be read: {} million bytes are the most.",
                              max_html_bytes / 1'000'000));
}

std::size_t bytes_of(Node const& node) {
    std::size_t bytes = 0;
    if (node.kind == NodeKind::text) bytes += node.as<Text>().text.size();
    if (node.kind == NodeKind::code_block) bytes += node.as<CodeBlock>().language.size();
    if (node.kind == NodeKind::picture) {
        auto const& picture = node.as<Picture>();
        bytes += picture.picture.size() + picture.alt.size() + picture.caption.size();
    }
    for (auto const& mark : node.marks) bytes += mark.title.size() + (mark.href ? mark.href->text().size() : 0);
    return bytes;
}

// What the reader counted on its way is a guess; this is the measure that read_json takes.
void count(std::vector<Node> const& nodes, Budget& budget) {
    for (auto const& node : nodes) {
        budget.take(bytes_of(node));
        count(node.content, budget);
    }
}

}  // namespace

Result<Document> read_html(std::string_view html) { return read_html(html, PictureFor{}); }

Result<Document> read_html(std::string_view html, PictureFor const& picture_for) {
    if (html.size() > max_html_bytes) return too_large();
    auto const tree = HtmlTree::parse(html);
    if (!tree) return too_large();
    Budget budget;
    HtmlSink sink(budget, 1);
    HtmlReader(budget, picture_for).read_children(*tree->root(), sink, {});
    Document document{sink.take()};
    Budget exact;
    count(document.content, exact);
    if (budget.over() || exact.over()) return too_large();
    return document;
}

}  // namespace broadsheet::document
