#include "document/write_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/wrap.h"
#include "document/inline_text.h"

namespace broadsheet::document {
namespace {

Mark const* link_of(Node const& node) {
    auto const at = std::ranges::find(node.marks, MarkKind::link, &Mark::kind);
    return at == node.marks.end() ? nullptr : &*at;
}

class TextWriter {
  public:
    explicit TextWriter(LinkTargets links) : links_(links) {}
    std::string write(Document const& document);

  private:
    std::string blocks(std::vector<Node> const& nodes, std::string_view gap);
    std::string block(Node const& node);
    std::string list(Node const& node);
    std::string table(Node const& node);
    std::string embed(Embed const& embed) const;
    std::string line(std::vector<Node> const& nodes);

    LinkTargets links_;
    std::vector<Node const*> notes_;
};

std::string TextWriter::line(std::vector<Node> const& nodes) {
    std::string out;
    std::string linked;  // what the link that is open says so far
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        auto const& node = nodes[i];
        auto const before = out.size();
        if (node.kind == NodeKind::text) out += node.as<Text>().text;
        if (node.kind == NodeKind::hard_break) out += '\n';
        if (node.kind == NodeKind::footnote) {
            notes_.push_back(&node);
            out += fmt::format("[{}]", notes_.size());
        }
        auto const* link = link_of(node);
        if (!link || node.kind == NodeKind::footnote || links_ == LinkTargets::hidden) continue;
        linked += out.substr(before);
        auto const* next = i + 1 < nodes.size() ? link_of(nodes[i + 1]) : nullptr;
        if (next && *next == *link) continue;
        if (linked != link->href->text()) out += fmt::format(" <{}>", link->href->text());
        linked.clear();
    }
    return out;
}

std::string TextWriter::list(Node const& node) {
    bool const ordered = node.kind == NodeKind::ordered_list;
    int number = ordered ? node.as<OrderedList>().start : 0;
    std::string out;
    for (auto const& item : node.content) {
        auto const marker = ordered ? fmt::format("{}. ", number++) : std::string("- ");
        add_part(out, with_prefix(blocks(item.content, "\n"), marker, std::string(marker.size(), ' ')), "\n");
    }
    return out;
}

std::string TextWriter::table(Node const& node) {
    std::string out;
    for (auto const& row : node.content) {
        std::string cells;
        for (auto const& cell : row.content) {
            auto text = blocks(cell.content, " ");
            std::ranges::replace(text, '\n', ' ');
            cells += (&cell == &row.content.front() ? "" : " | ") + text;
        }
        add_part(out, cells, "\n");
    }
    return out;
}

std::string TextWriter::embed(Embed const& embed) const {
    auto out = embed.title.empty() ? embed.url.text() : embed.title;
    if (!embed.title.empty() && links_ == LinkTargets::shown) out += fmt::format(" <{}>", embed.url.text());
    add_part(out, embed.description, "\n");
    return out;
}

std::string TextWriter::block(Node const& node) {
    switch (node.kind) {
        case NodeKind::paragraph:
        case NodeKind::heading:
            return line(node.content);
        case NodeKind::code_block:
            return inline_text(node.content);
        case NodeKind::bullet_list:
        case NodeKind::ordered_list:
            return list(node);
        case NodeKind::table:
            return table(node);
        case NodeKind::embed:
            return embed(node.as<Embed>());
        case NodeKind::horizontal_rule:
            return "* * *";
        case NodeKind::blockquote: {
            auto const text = blocks(node.content, "\n\n");
            return text.empty() ? text : with_prefix(text, "> ", "> ");
        }
        case NodeKind::pull_quote: {
            auto text = line(node.content);
            auto const& by = node.as<PullQuote>().attribution;
            if (!text.empty() && !by.empty()) text += "\n— " + by;
            return text;
        }
        case NodeKind::picture: {
            auto const& picture = node.as<Picture>();
            auto text = picture.caption;
            if (!picture.credit.empty()) add_part(text, fmt::format("({})", picture.credit), " ");
            return text;
        }
        case NodeKind::gallery:
            return blocks(node.content, "\n");
        default:
            return {};  // cards, appeals and boxes are not the story's own text
    }
}

std::string TextWriter::blocks(std::vector<Node> const& nodes, std::string_view gap) {
    std::string out;
    for (auto const& node : nodes) add_part(out, block(node), gap);
    return out;
}

std::string TextWriter::write(Document const& document) {
    auto out = blocks(document.content, "\n\n");
    std::string notes;
    for (std::size_t i = 0; i < notes_.size(); ++i)  // no footnotes within footnotes: the list does not grow here
        add_part(notes, with_prefix(line(notes_[i]->content), fmt::format("[{}] ", i + 1), "    "), "\n");
    add_part(out, notes, "\n\n");
    return out;
}

void add_words(std::vector<Node> const& nodes, std::string& out) {
    for (auto const& node : nodes) {
        if (node.kind == NodeKind::text || node.kind == NodeKind::hard_break) continue;
        add_part(out, inline_text(node.content), "\n");
        if (node.kind == NodeKind::pull_quote) add_part(out, node.as<PullQuote>().attribution, "\n");
        if (node.kind == NodeKind::picture) {
            add_part(out, node.as<Picture>().caption, "\n");
            add_part(out, node.as<Picture>().credit, "\n");
        }
        if (node.kind == NodeKind::embed) {
            add_part(out, node.as<Embed>().title, "\n");
            add_part(out, node.as<Embed>().description, "\n");
        }
        add_words(node.content, out);
    }
}

}  // namespace

std::string write_text(Document const& document, LinkTargets links) { return TextWriter(links).write(document); }

std::string write_words(Document const& document) {
    std::string out;
    add_words(document.content, out);
    return out;
}

}  // namespace broadsheet::document
