#include "document/html_reader.h"

#include <gumbo.h>

#include <algorithm>
#include <charconv>

#include "base/id.h"
#include "base/utf8.h"
#include "document/html_tags.h"
#include "document/html_tree.h"
#include "document/schema.h"

namespace broadsheet::document {
namespace {

constexpr int max_elements_deep = 200;  // below, only text and line borders count
constexpr std::size_t max_short_text = 2000;

bool can_hold(HtmlSink const& sink) { return sink.depth() + 4 <= max_depth; }  // a table: row, cell, paragraph, text

std::string one_line(std::string_view raw) {
    std::string out;
    for (char const c : clean_text(raw)) {
        bool const space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return std::string(cut_at_code_point(out, max_short_text));
}

int number_of(std::string_view text, int least, int most, int usual) {
    int number = usual;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? std::clamp(number, least, most) : usual;
}

bool is_hidden(GumboNode const& node, InlineStyle const& own) {
    return own.hidden || gumbo_get_attribute(&node.v.element.attributes, "hidden") != nullptr;
}

TextStyle styled(GumboNode const& node, InlineStyle const& own, TextStyle style) {
    switch (node.v.element.tag) {
        case GUMBO_TAG_B:
        case GUMBO_TAG_STRONG:
        case GUMBO_TAG_DT:
            style.bold = true;
            break;
        case GUMBO_TAG_I:
        case GUMBO_TAG_EM:
            style.italic = true;
            break;
        case GUMBO_TAG_S:
        case GUMBO_TAG_STRIKE:
        case GUMBO_TAG_DEL:
            style.strike = true;
            break;
        case GUMBO_TAG_CODE:
        case GUMBO_TAG_TT:
        case GUMBO_TAG_KBD:
        case GUMBO_TAG_SAMP:
            style.code = true;
            break;
        default:
            break;
    }
    style.bold = own.bold.value_or(style.bold);
    style.italic = own.italic.value_or(style.italic);
    style.strike |= own.strike;
    return style;
}

TextStyle styled(GumboNode const& node, TextStyle const& style) {
    return styled(node, read_style(attribute_of(node, "style")), style);
}

bool is_tag(GumboNode const& node, std::initializer_list<GumboTag> tags) {
    return is_element(node) && std::ranges::find(tags, node.v.element.tag) != tags.end();
}

bool is_list(Node const& node) { return node.kind == NodeKind::bullet_list || node.kind == NodeKind::ordered_list; }

// A list that stands alone in its item belongs to the item before it, or is this list.
void add_item(std::vector<Node>& items, std::vector<Node> blocks) {
    if (blocks.empty()) return;
    if (blocks.size() > 1 || !is_list(blocks[0])) {
        items.push_back({NodeKind::list_item, {}, {}, as_item(std::move(blocks))});
    } else if (!items.empty()) {
        items.back().content.push_back(std::move(blocks[0]));
    } else {
        items = std::move(blocks[0].content);
    }
}

ListLine line_of(std::string_view marker, int level) {
    auto const text = one_line(marker);
    auto const is_sign = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    std::string sign;
    for (char const c : text) {
        if (!is_sign(c) && c != '.' && c != ')' && c != '(') break;
        if (c != '(') sign += c;
    }
    bool const ordered = sign.size() > 1 && is_sign(sign[0]) && !is_sign(sign.back());
    return {level, ordered, ordered ? number_of(sign, 0, 1'000'000, 1) : 1};
}

std::string code_language(GumboNode const& pre) {
    std::string classes(attribute_of(pre, "class"));
    for (auto const* child : children_of(pre))
        if (is_tag(*child, {GUMBO_TAG_CODE})) classes += ' ' + std::string(attribute_of(*child, "class"));
    for (std::string_view const prefix : {"language-", "lang-"}) {
        auto const at = classes.find(prefix);
        if (at == std::string::npos) continue;
        auto const from = at + prefix.size();
        auto name = classes.substr(from, classes.find_first_of(" \t\n", from) - from);
        if (is_code_language(name)) return name;
    }
    return {};
}

// The rows of a table, of all of its parts.
std::vector<GumboNode const*> rows_of(GumboNode const& table) {
    std::vector<GumboNode const*> rows;
    for (auto const* part : children_of(table)) {
        if (is_tag(*part, {GUMBO_TAG_TR})) rows.push_back(part);
        if (!is_tag(*part, {GUMBO_TAG_THEAD, GUMBO_TAG_TBODY, GUMBO_TAG_TFOOT})) continue;
        for (auto const* row : children_of(*part))
            if (is_tag(*row, {GUMBO_TAG_TR})) rows.push_back(row);
    }
    return rows;
}

std::vector<GumboNode const*> cells_of(GumboNode const& row) {
    auto cells = children_of(row);
    std::erase_if(cells, [](auto const* cell) { return !is_tag(*cell, {GUMBO_TAG_TD, GUMBO_TAG_TH}); });
    return cells;
}

bool is_layout(GumboNode const& table, std::vector<GumboNode const*> const& rows) {
    std::size_t cells = 0;
    for (auto const* row : rows) cells += cells_of(*row).size();
    auto const role = attribute_of(table, "role");
    return cells <= 1 || role == "presentation" || role == "none";
}

}  // namespace

void HtmlReader::read_children(GumboNode const& parent, HtmlSink& sink, TextStyle const& style) {
    for (auto const* child : children_of(parent)) {
        if (budget_.over()) return;
        read(*child, sink, style);
    }
}

void HtmlReader::read(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    if (is_text(node)) return sink.add_text(node.v.text.text, style);
    if (!is_element(node) || treatment_of(node) == Treatment::dropped) return;
    if (depth_ >= max_elements_deep) return read_flattened(node, sink, style);
    ++depth_;
    read_element(node, sink, style);
    --depth_;
}

void HtmlReader::read_element(GumboNode const& node, HtmlSink& sink, TextStyle outer) {
    auto const own = read_style(attribute_of(node, "style"));
    if (is_hidden(node, own)) return;
    if (own.list_marker) {
        marker_ += raw_text(node);
        return;
    }
    auto const style = styled(node, own, outer);
    switch (node.v.element.tag) {
        case GUMBO_TAG_BR:
            return sink.add_break();
        case GUMBO_TAG_HR:
            return sink.add_block({NodeKind::horizontal_rule, {}, {}, {}});
        case GUMBO_TAG_IMG:
            return read_picture(node, sink);
        case GUMBO_TAG_A:
            return read_link(node, sink, style);
        case GUMBO_TAG_H1:
        case GUMBO_TAG_H2:
            return read_heading(node, sink, style, 2);
        case GUMBO_TAG_H3:
            return read_heading(node, sink, style, 3);
        case GUMBO_TAG_H4:
        case GUMBO_TAG_H5:
        case GUMBO_TAG_H6:
            return read_heading(node, sink, style, 4);
        case GUMBO_TAG_UL:
        case GUMBO_TAG_OL:
        case GUMBO_TAG_DIR:
        case GUMBO_TAG_MENU:
            return read_list(node, sink, style);
        case GUMBO_TAG_BLOCKQUOTE:
            return read_quote(node, sink, style);
        case GUMBO_TAG_PRE:
            return read_code(node, sink);
        case GUMBO_TAG_FIGURE:
            return read_figure(node, sink, style);
        case GUMBO_TAG_TABLE:
            return read_table(node, sink, style);
        case GUMBO_TAG_Q:
            sink.add_text("“", style);
            read_children(node, sink, style);
            return sink.add_text("”", style);
        default:
            break;
    }
    if (treatment_of(node) == Treatment::inside) return read_children(node, sink, style);
    if (own.list_level > 0 && is_tag(node, {GUMBO_TAG_P})) return read_word_line(node, sink, style, own.list_level);
    read_block(node, sink, style);
}

void HtmlReader::read_block(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    sink.end_line();
    read_children(node, sink, style);
    sink.end_line();
}

void HtmlReader::read_heading(GumboNode const& node, HtmlSink& sink, TextStyle const& style, int level) {
    sink.end_line();
    auto const before = sink.heading();
    sink.set_heading(level);
    read_children(node, sink, style);
    sink.end_line();
    sink.set_heading(before);
}

void HtmlReader::read_link(GumboNode const& node, HtmlSink& sink, TextStyle style) {
    auto const href = Url::parse_link(attribute_of(node, "href"));
    bool const elsewhere = href && !href->text().starts_with('#');  // its own places are not ours
    Mark const link{MarkKind::link, href, one_line(attribute_of(node, "title"))};
    if (elsewhere) style.link = &link;
    read_children(node, sink, style);
}

void HtmlReader::read_list(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    if (!can_hold(sink)) return read_block(node, sink, style);
    std::vector<Node> items;
    for (auto const* child : children_of(node)) {
        HtmlSink item(budget_, sink.depth() + 2);
        if (is_tag(*child, {GUMBO_TAG_LI}))
            read_children(*child, item, styled(*child, style));
        else
            read(*child, item, style);
        add_item(items, item.take());
    }
    if (items.empty()) return sink.end_line();
    budget_.nodes += items.size();
    Node list{NodeKind::bullet_list, {}, {}, std::move(items)};
    if (is_tag(node, {GUMBO_TAG_OL})) {
        list.kind = NodeKind::ordered_list;
        list.attributes = OrderedList{number_of(attribute_of(node, "start"), 0, 1'000'000, 1)};
    }
    sink.add_block(std::move(list));
}

// Word writes lists as paragraphs that bear their level in a style and their bullet or number as text.
void HtmlReader::read_word_line(GumboNode const& node, HtmlSink& sink, TextStyle const& style, int level) {
    int const deepest = (max_depth - 1 - sink.depth()) / 2;
    if (deepest < 1) return read_block(node, sink, style);
    level = std::min(level, deepest);
    marker_.clear();
    HtmlSink item(budget_, sink.depth() + 2 * level);
    read_children(node, item, style);
    sink.add_list_line(line_of(marker_, level), item.take());
}

void HtmlReader::read_quote(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    if (!can_hold(sink)) return read_block(node, sink, style);
    HtmlSink quote(budget_, sink.depth() + 1);
    read_children(node, quote, style);
    auto blocks = quote.take();
    if (blocks.empty()) return sink.end_line();
    sink.add_block({NodeKind::blockquote, {}, {}, std::move(blocks)});
}

void HtmlReader::read_code(GumboNode const& node, HtmlSink& sink) {
    auto text = clean_text(raw_text(node));
    std::erase(text, '\r');
    if (text.starts_with('\n')) text.erase(0, 1);  // after <pre><code>, where HTML doesn't drop it by itself
    auto const end = text.find_last_not_of(" \t\n");
    if (end == std::string::npos) return sink.end_line();
    text.resize(end + 1);
    budget_.take(text.size());
    Node code{NodeKind::code_block, CodeBlock{code_language(node)}, {}, {}};
    code.content.push_back(text_node(std::move(text)));
    sink.add_block(std::move(code));
}

void HtmlReader::read_picture(GumboNode const& node, HtmlSink& sink) {
    if (!picture_for_) return;
    auto const alt = attribute_of(node, "alt");
    auto id = picture_for_(attribute_of(node, "src"), alt);
    if (!id || !parse_id(*id)) return;
    Picture picture{std::move(*id), one_line(alt), {}, {}, PictureWidth::column};
    budget_.bytes += picture.picture.size() + picture.alt.size();
    sink.add_block({NodeKind::picture, std::move(picture), {}, {}});
}

void HtmlReader::read_figure(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    sink.end_line();
    auto const before = sink.size();
    std::vector<GumboNode const*> captions;
    for (auto const* child : children_of(node)) {
        if (is_tag(*child, {GUMBO_TAG_FIGCAPTION}))
            captions.push_back(child);
        else
            read(*child, sink, style);
    }
    sink.end_line();
    for (auto const* caption : captions) {
        auto* picture = sink.last_picture_since(before);
        if (!picture) {
            read_block(*caption, sink, style);
            continue;
        }
        auto& text = std::get<Picture>(picture->attributes).caption;
        if (!text.empty()) text += ' ';
        text += one_line(raw_text(*caption));
        budget_.bytes += text.size();
    }
}

Node HtmlReader::read_row(GumboNode const& row, int depth, TextStyle const& style) {
    Node out{NodeKind::table_row, {}, {}, {}};
    for (auto const* cell : cells_of(row)) {
        HtmlSink sink(budget_, depth + 2);
        read_children(*cell, sink, styled(*cell, style));
        auto blocks = sink.take();
        if (blocks.empty()) blocks.push_back(paragraph(""));
        Cell const span{number_of(attribute_of(*cell, "colspan"), 1, 100, 1),
                        number_of(attribute_of(*cell, "rowspan"), 1, 1000, 1)};
        auto const kind = is_tag(*cell, {GUMBO_TAG_TH}) ? NodeKind::table_header : NodeKind::table_cell;
        budget_.nodes += 2;
        out.content.push_back({kind, span, {}, std::move(blocks)});
    }
    return out;
}

void HtmlReader::read_table(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    sink.end_line();
    auto const rows = rows_of(node);
    for (auto const* child : children_of(node))
        if (is_tag(*child, {GUMBO_TAG_CAPTION})) read_block(*child, sink, style);
    if (!can_hold(sink) || is_layout(node, rows)) {
        for (auto const* row : rows)
            for (auto const* cell : cells_of(*row)) read_block(*cell, sink, style);
        return;
    }
    Node table{NodeKind::table, {}, {}, {}};
    for (auto const* row : rows) {
        auto read = read_row(*row, sink.depth() + 1, style);
        if (!read.content.empty()) table.content.push_back(std::move(read));
        budget_.nodes += 1;
        if (budget_.over()) return;
    }
    if (!table.content.empty()) sink.add_block(std::move(table));
}

// Without recursion, for what is nested deeper than any document: text stays, blocks still end lines.
void HtmlReader::read_flattened(GumboNode const& node, HtmlSink& sink, TextStyle const& style) {
    std::vector<GumboNode const*> open{&node};  // to be read, the next at the back; null ends a block
    while (!open.empty() && !budget_.over()) {
        auto const* next = open.back();
        open.pop_back();
        if (!next)
            sink.end_line();
        else if (is_text(*next))
            sink.add_text(next->v.text.text, style);
        if (!next || !is_element(*next) || treatment_of(*next) == Treatment::dropped) continue;
        if (is_tag(*next, {GUMBO_TAG_BR})) sink.add_break();
        if (treatment_of(*next) == Treatment::block) {
            sink.end_line();
            open.push_back(nullptr);
        }
        auto const children = children_of(*next);
        open.insert(open.end(), children.rbegin(), children.rend());
    }
}

}  // namespace broadsheet::document
