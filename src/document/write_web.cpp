#include "document/write_web.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/slug.h"
#include "document/inline_text.h"
#include "document/walk.h"
#include "document/web_writer.h"

namespace broadsheet::document {
void WebWriter::write_all(std::vector<Node> const& nodes) {
    for (auto const& node : nodes) write(node);
}

// An element of inline text; nothing if it is empty, as editors leave empty paragraphs behind.
void WebWriter::write_line(std::string_view tag, std::string_view attributes, Node const& node) {
    if (node.content.empty()) return;
    out_ += fmt::format("<{}{}{}>", tag, attributes, direction_of(node));
    write_inline(node.content);
    out_ += fmt::format("</{}>\n", tag);
}

std::string WebWriter::unique_id(std::string const& wanted) {
    auto const [at, fresh] = ids_.try_emplace(wanted, 2);
    if (fresh) return wanted;
    while (true) {
        auto id = fmt::format("{}-{}", wanted, at->second++);
        if (ids_.try_emplace(id, 2).second) return id;
    }
}

void WebWriter::write_heading(Node const& node) {
    if (node.content.empty()) return;
    auto const slug = slug_from(inline_text(node.content), context_.language);
    auto const id = unique_id(fmt::format("{}h-{}", context_.id_prefix, slug));
    auto const tag = fmt::format("h{}", std::clamp(node.as<Heading>().level, 2, 4));
    write_line(tag, fmt::format(" id=\"{}\"", escape(id).text()), node);
}

void WebWriter::write_item(Node const& node) {
    if (!is_tight(node)) {
        out_ += "<li>";
        write_all(node.content);
    } else {
        out_ += fmt::format("<li{}>", direction_of(node.content[0]));
        write_inline(node.content[0].content);
        for (std::size_t i = 1; i < node.content.size(); ++i) write(node.content[i]);
    }
    out_ += "</li>\n";
}

void WebWriter::write_list(Node const& node) {
    bool const ordered = node.kind == NodeKind::ordered_list;
    out_ += ordered ? "<ol" : "<ul";
    if (ordered && node.as<OrderedList>().start != 1) attribute("start", std::to_string(node.as<OrderedList>().start));
    out_ += ">\n";
    for (auto const& item : node.content) write_item(item);
    out_ += ordered ? "</ol>\n" : "</ul>\n";
}

void WebWriter::write_pull_quote(Node const& node) {
    if (node.content.empty()) return;
    out_ += "<aside class=\"pull-quote\">";
    write_line("p", "", node);
    element("p", "attribution", node.as<PullQuote>().attribution);
    out_ += "</aside>\n";
}

void WebWriter::write_code(Node const& node) {
    if (node.content.empty()) return;
    auto const& language = node.as<CodeBlock>().language;
    out_ += "<pre dir=\"ltr\" tabindex=\"0\"><code";
    if (!language.empty()) attribute("class", "language-" + language);
    out_ += '>';
    append_escaped(out_, inline_text(node.content));
    out_ += "</code></pre>\n";
}

void WebWriter::write(Node const& node) {
    switch (node.kind) {
        case NodeKind::paragraph:
            return write_line("p", "", node);
        case NodeKind::heading:
            return write_heading(node);
        case NodeKind::bullet_list:
        case NodeKind::ordered_list:
            return write_list(node);
        case NodeKind::list_item:
            return write_item(node);
        case NodeKind::blockquote: {
            out_ += "<blockquote>\n";
            write_all(node.content);
            out_ += "</blockquote>\n";
            return;
        }
        case NodeKind::pull_quote:
            return write_pull_quote(node);
        case NodeKind::picture:
            return write_picture(node);
        case NodeKind::gallery:
            return write_gallery(node);
        case NodeKind::embed:
            return write_embed(node);
        case NodeKind::table:
            return write_table(node);
        case NodeKind::table_row:
            return write_row(node, "row");
        case NodeKind::table_header:
        case NodeKind::table_cell:
            return write_cell(node, "row");
        case NodeKind::story_card:
            return write_story_card(node);
        case NodeKind::appeal: {
            if (context_.appeal) out_ += context_.appeal(node.as<Appeal>().appeal).text();
            return;
        }
        case NodeKind::newsletter_box: {
            if (context_.newsletter_box) out_ += context_.newsletter_box(node.as<NewsletterBox>().newsletters).text();
            return;
        }
        case NodeKind::code_block:
            return write_code(node);
        case NodeKind::horizontal_rule:
            out_ += "<hr>\n";
            return;
        case NodeKind::footnote:
        case NodeKind::hard_break:
        case NodeKind::text:
            return write_inline(std::span(&node, 1));
    }
}

Html WebWriter::block(Node const& node) {
    out_.clear();
    write(node);
    return Html::trusted(std::move(out_));
}

Html WebWriter::footnotes(std::size_t begin, std::size_t end) {
    if (begin >= end) return {};
    out_ = "<section class=\"footnotes\" role=\"doc-endnotes\"";
    attribute("aria-label", context_.labels.footnotes);
    out_ += "><ol";
    if (begin > 0) attribute("start", std::to_string(begin + 1));
    out_ += ">\n";
    for (auto i = begin; i < end; ++i) {
        out_ += "<li";
        attribute("id", fmt::format("{}fn-{}", context_.id_prefix, i + 1));
        out_ += direction_of(*notes_[i]) + ">";
        write_inline(notes_[i]->content);
        out_ += " <a";
        attribute("href", address(fmt::format("#{}ref-{}", context_.id_prefix, i + 1)));
        out_ += " role=\"doc-backlink\"";
        attribute("aria-label", numbered(context_.labels.back, i + 1));
        out_ += ">↩</a></li>\n";
    }
    out_ += "</ol></section>\n";
    return Html::trusted(std::move(out_));
}

WebBlocks write_web_blocks(Document const& document, WebContext const& context) {
    WebWriter writer(context);
    WebBlocks out;
    out.blocks.reserve(document.content.size());
    for (auto const& node : document.content) out.blocks.push_back(writer.block(node));
    out.footnotes = writer.footnotes(0, writer.footnotes_so_far());
    return out;
}

Html write_web(Document const& document, WebContext const& context) {
    return write_web(document, context, BlockRange{});
}

Html write_web(Document const& document, WebContext const& context, BlockRange range) {
    WebWriter writer(context);
    std::string out;
    std::size_t first_note = 0;
    std::size_t const end = std::min(range.end, document.content.size());
    for (std::size_t i = 0; i < end; ++i) {
        auto const block = writer.block(document.content[i]);
        if (i >= range.begin)
            out += block.text();
        else
            first_note = writer.footnotes_so_far();
    }
    if (range.begin < end) out += writer.footnotes(first_note, writer.footnotes_so_far()).text();
    return Html::trusted(std::move(out));
}

}  // namespace broadsheet::document
