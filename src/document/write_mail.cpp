#include "document/write_mail.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "document/inline_text.h"
#include "document/mail_style.h"
#include "document/mail_writer.h"
#include "document/walk.h"

namespace broadsheet::document {
namespace {

namespace style = mail_style;

constexpr std::string_view below = "margin:0 0 20px;";

// Of the first letter that has one (the Unicode bidirectional algorithm's P2).
std::optional<bool> runs_right_to_left(std::string_view text) {
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(text.data());
    auto const size = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), INT32_MAX));
    for (std::int32_t at = 0; at < size;) {
        UChar32 letter = 0;
        U8_NEXT(bytes, at, size, letter);
        if (letter < 0) continue;
        auto const direction = u_charDirection(letter);
        if (direction == U_LEFT_TO_RIGHT) return false;
        if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
    }
    return std::nullopt;
}

std::string first_line(Node const& list) {
    if (list.content.empty()) return {};
    auto const& item = list.content.front().content;
    return item.empty() ? std::string() : inline_text(item.front().content);
}

}  // namespace

std::string mail_address(WebContext const& context, std::string_view link) {
    if (link.starts_with('/')) return context.base_url + std::string(link);
    if (link.starts_with('#')) return context.page_url.empty() ? "" : context.page_url + std::string(link);
    return std::string(link);
}

std::string MailWriter::address(std::string_view link) const { return mail_address(context_, link); }

std::string_view MailWriter::direction_of(std::string_view text) const {
    auto const right_to_left = runs_right_to_left(text);
    if (!right_to_left || *right_to_left == look_.right_to_left) return {};
    return *right_to_left ? " dir=\"rtl\" align=\"right\"" : " dir=\"ltr\" align=\"left\"";
}

void MailWriter::attribute(std::string_view name, std::string_view value) {
    out_ += fmt::format(" {}=\"", name);
    append_escaped(out_, value);
    out_ += '"';
}

void MailWriter::open(std::string_view tag, std::string_view css_class, std::string_view css) {
    out_ += fmt::format("<{}", tag);
    if (!css_class.empty()) attribute("class", css_class);
    if (!css.empty()) out_ += fmt::format(" style=\"{}\"", css);
}

void MailWriter::element(std::string_view tag, std::string_view css_class, std::string_view css,
                         std::string_view text) {
    if (text.empty()) return;
    open(tag, css_class, css);
    out_ += fmt::format("{}>", direction_of(text));
    append_escaped(out_, text);
    out_ += fmt::format("</{}>\n", tag);
}

void MailWriter::linked(std::string_view to, std::string_view css, std::string_view css_class, std::string_view text) {
    open("a", css_class, css);
    attribute("href", to);
    out_ += '>';
    append_escaped(out_, text);
    out_ += "</a>";
}

void MailWriter::write_all(std::vector<Node> const& nodes) {
    for (auto const& node : nodes) write(node);
}

// Nothing if it is empty, as editors leave empty paragraphs behind.
void MailWriter::write_line(std::string_view tag, std::string_view css_class, std::string_view css, Node const& node) {
    if (node.content.empty()) return;
    open(tag, css_class, css);
    out_ += fmt::format("{}>", direction_of(inline_text(node.content)));
    write_inline(node.content);
    out_ += fmt::format("</{}>\n", tag);
}

void MailWriter::write_heading(Node const& node) {
    static constexpr std::string_view looks[] = {style::heading_2, style::heading_3, style::heading_4};
    auto const level = std::clamp(node.as<Heading>().level, 2, 4);
    write_line(fmt::format("h{}", level), "b-ink", fmt::format("margin:32px 0 12px;{}", looks[level - 2]), node);
}

void MailWriter::write_item(Node const& node) {
    open("li", "b-ink", fmt::format("margin:0 0 8px;{}", style::text));
    out_ += '>';
    if (!is_tight(node)) {
        write_all(node.content);
    } else {
        write_inline(node.content[0].content);
        for (std::size_t i = 1; i < node.content.size(); ++i) write(node.content[i]);
    }
    out_ += "</li>\n";
}

// As its first line runs: what marks the items must stand on the side where they begin.
void MailWriter::write_list(Node const& node) {
    std::string_view const tag = node.kind == NodeKind::ordered_list ? "ol" : "ul";
    bool const right_to_left = runs_right_to_left(first_line(node)).value_or(look_.right_to_left);
    auto css = fmt::format("margin:0 0 20px;padding:{}", right_to_left ? "0 28px 0 0" : "0 0 0 28px");
    if (right_to_left != look_.right_to_left) css += right_to_left ? ";text-align:right" : ";text-align:left";
    open(tag, "", css);
    if (right_to_left != look_.right_to_left) attribute("dir", right_to_left ? "rtl" : "ltr");
    if (node.kind == NodeKind::ordered_list && node.as<OrderedList>().start != 1)
        attribute("start", std::to_string(node.as<OrderedList>().start));
    out_ += ">\n";
    for (auto const& item : node.content) write_item(item);
    out_ += fmt::format("</{}>\n", tag);
}

void MailWriter::write_quote(Node const& node) {
    open("blockquote", "b-rule",
         fmt::format("margin:0 0 20px;padding:2px 18px 0;border-{}:4px solid #dcd7cb", start()));
    out_ += ">\n";
    write_all(node.content);
    out_ += "</blockquote>\n";
}

void MailWriter::write_pull_quote(Node const& node) {
    if (node.content.empty()) return;
    open("div", "b-line", fmt::format("margin:32px 0;padding:18px 0;border-top:{0};border-bottom:{0}", style::line));
    out_ += ">\n";
    write_line("p", "b-ink", fmt::format("margin:0;{}", style::pull_quote), node);
    auto const& attribution = node.as<PullQuote>().attribution;
    if (!attribution.empty())
        element("p", "b-quiet", fmt::format("margin:10px 0 0;{}", style::label), "— " + attribution);
    out_ += "</div>\n";
}

void MailWriter::write_code(Node const& node) {
    if (node.content.empty()) return;
    open("pre", "b-ink b-tint",
         fmt::format("{}padding:14px 16px;white-space:pre-wrap;word-wrap:break-word;color:#16181b;{};{}", below,
                     style::code, style::tint));
    out_ += " dir=\"ltr\">";
    append_escaped(out_, inline_text(node.content));
    out_ += "</pre>\n";
}

void MailWriter::write(Node const& node) {
    switch (node.kind) {
        case NodeKind::paragraph:
            return write_line("p", "b-ink", fmt::format("{}{}", below, style::text), node);
        case NodeKind::heading:
            return write_heading(node);
        case NodeKind::bullet_list:
        case NodeKind::ordered_list:
            return write_list(node);
        case NodeKind::list_item:
            return write_item(node);
        case NodeKind::blockquote:
            return write_quote(node);
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
            return write_row(node, false);
        case NodeKind::table_header:
        case NodeKind::table_cell:
            return write_cell(node, false);
        case NodeKind::story_card:
            return write_story_card(node);
        case NodeKind::appeal:
        case NodeKind::newsletter_box:
            return;
        case NodeKind::code_block:
            return write_code(node);
        case NodeKind::horizontal_rule:
            open("hr", "b-rule", fmt::format("margin:32px 0;border:0;border-top:{}", style::rule));
            out_ += ">\n";
            return;
        case NodeKind::footnote:
        case NodeKind::hard_break:
        case NodeKind::text:
            return write_inline(std::span(&node, 1));
    }
}

void MailWriter::open_mark(Mark const& mark) {
    if (mark.kind == MarkKind::code) {
        open("code", "", style::code);
    } else if (mark.kind != MarkKind::link) {
        open(tag_of(mark.kind), "", "");
    } else if (auto const to = mark.href ? address(mark.href->text()) : std::string(); !to.empty()) {
        open("a", "b-link", style::link);
        attribute("href", to);
        if (!mark.title.empty()) attribute("title", mark.title);
    } else {
        open("span", "", "");
    }
    out_ += '>';
}

void MailWriter::close_mark(Mark const& mark) {
    bool const leads_nowhere = mark.kind == MarkKind::link && (!mark.href || address(mark.href->text()).empty());
    out_ += fmt::format("</{}>", leads_nowhere ? "span" : tag_of(mark.kind));
}

void MailWriter::write_inline(std::span<Node const> nodes) {
    walk_inline(
        nodes, [&](Mark const& mark) { open_mark(mark); }, [&](Mark const& mark) { close_mark(mark); },
        [&](Node const& node) {
            if (node.kind == NodeKind::text) append_escaped(out_, node.as<Text>().text);
            if (node.kind == NodeKind::hard_break) out_ += "<br>";
            if (node.kind != NodeKind::footnote) return;
            notes_.push_back(&node);
            out_ += fmt::format("<sup style=\"font-size:16px;line-height:0\">[{}]</sup>", notes_.size());
        });
}

void MailWriter::write_footnotes() {
    if (notes_.empty()) return;
    open("div", "b-rule", fmt::format("margin:32px 0 20px;padding:16px 0 0;border-top:{}", style::rule));
    out_ += ">\n";
    element("p", "b-ink", fmt::format("margin:0 0 8px;{}", style::strong_label), context_.labels.footnotes);
    for (std::size_t i = 0; i < notes_.size(); ++i) {  // no footnotes within footnotes: the list does not grow here
        open("p", "b-quiet", fmt::format("margin:0 0 8px;{}", style::label));
        out_ += fmt::format("{}>[{}] ", direction_of(inline_text(notes_[i]->content)), i + 1);
        write_inline(notes_[i]->content);
        out_ += "</p>\n";
    }
    out_ += "</div>\n";
}

std::string MailWriter::write(Document const& document) {
    write_all(document.content);
    write_footnotes();
    return std::move(out_);
}

Html write_mail(Document const& document, WebContext const& context, MailLook const& look) {
    return Html::trusted(MailWriter(context, look).write(document));
}

Html leading_blocks(Html const& mail, std::size_t most_bytes) {
    auto const& text = mail.text();
    std::size_t end = 0;  // of the last whole block
    int depth = 0;
    for (auto at = text.find('<'); at < text.size(); at = text.find('<', at + 1)) {
        auto const close = text.find('>', at);
        if (close == std::string::npos || close >= most_bytes) break;
        auto const name = std::string_view(text).substr(at + 1, close - at - 1);
        auto const tag = name.substr(0, name.find(' '));
        if (tag == "br" || tag == "img") continue;
        if (tag != "hr") depth += tag.starts_with('/') ? -1 : 1;
        if (depth == 0) end = close + 1;
    }
    return Html::trusted(text.substr(0, end));
}

}  // namespace broadsheet::document
