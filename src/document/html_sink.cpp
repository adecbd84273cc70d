#include "document/html_sink.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace broadsheet::document {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Only white space, also of the kinds that HTML doesn't collapse.
bool is_blank(std::string_view text) {
    while (!text.empty()) {
        std::size_t bytes = is_space(text[0]) ? 1 : 0;
        for (std::string_view const blank : {"\u00A0", "\u200B", "\uFEFF", "\u2028"})
            if (text.starts_with(blank)) bytes = blank.size();
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

bool is_blank(Node const& node) { return node.kind == NodeKind::hard_break || is_blank(node.as<Text>().text); }

std::string& text_of(Node& node) { return std::get<Text>(node.attributes).text; }

void trim_end(std::vector<Node>& line) {
    if (line.empty() || line.back().kind != NodeKind::text) return;
    auto& text = text_of(line.back());
    if (text.ends_with(' ')) text.pop_back();
    if (text.empty()) line.pop_back();
}

void trim(std::vector<Node>& line) {
    line.erase(line.begin(), std::ranges::find_if_not(line, [](Node const& node) { return is_blank(node); }));
    while (!line.empty() && is_blank(line.back())) line.pop_back();
    trim_end(line);
}

std::vector<Mark> marks_of(TextStyle const& style, int heading) {
    std::vector<Mark> marks;
    if (style.link) marks.push_back(*style.link);
    if (style.bold && heading == 0) marks.push_back({MarkKind::bold, {}, {}});  // headings are bold by themselves
    if (style.italic) marks.push_back({MarkKind::italic, {}, {}});
    if (style.strike) marks.push_back({MarkKind::strike, {}, {}});
    if (style.code) marks.push_back({MarkKind::code, {}, {}});
    return marks;
}

std::size_t bytes_of(std::vector<Mark> const& marks) {
    std::size_t bytes = 0;
    for (auto const& mark : marks) bytes += mark.title.size() + (mark.href ? mark.href->text().size() : 0);
    return bytes;
}

bool is_list(Node const& node) { return node.kind == NodeKind::bullet_list || node.kind == NodeKind::ordered_list; }

Node new_list(ListLine const& line) {
    if (line.ordered) return {NodeKind::ordered_list, OrderedList{line.start}, {}, {}};
    return {NodeKind::bullet_list, {}, {}, {}};
}

}  // namespace

std::vector<Node> as_item(std::vector<Node> blocks) {
    if (!blocks.empty() && blocks[0].kind == NodeKind::heading) blocks[0] = paragraph(std::move(blocks[0].content));
    if (blocks.empty() || blocks[0].kind != NodeKind::paragraph) blocks.insert(blocks.begin(), paragraph(""));
    return blocks;
}

bool HtmlSink::wants_space() const {
    if (line_.empty() || line_.back().kind != NodeKind::text) return false;
    return !line_.back().as<Text>().text.ends_with(' ');
}

void HtmlSink::add_text(std::string_view raw, TextStyle const& style) {
    if (budget_.over()) return;
    std::string text;
    bool space = false;
    for (char const c : clean_text(raw)) {
        if (is_space(c)) {
            space = true;
            continue;
        }
        if (space && (text.empty() ? wants_space() : true)) text += ' ';
        space = false;
        text += c;
    }
    if (space && (text.empty() ? wants_space() : true)) text += ' ';
    if (text.empty()) return;
    auto marks = marks_of(style, heading_);
    if (!line_.empty() && line_.back().kind == NodeKind::text && line_.back().marks == marks) {
        budget_.bytes += text.size();
        text_of(line_.back()) += text;
        return;
    }
    budget_.take(text.size() + bytes_of(marks));
    line_.push_back(text_node(std::move(text), std::move(marks)));
}

void HtmlSink::add_break() {
    if (budget_.over()) return;
    trim_end(line_);
    if (line_.empty()) return;
    budget_.take(0);
    line_.push_back({NodeKind::hard_break, {}, {}, {}});
}

void HtmlSink::emit(std::vector<Node> line) {
    trim(line);
    if (line.empty()) return;
    budget_.take(0);
    in_word_list_ = false;
    if (heading_ > 0)
        blocks_.push_back({NodeKind::heading, Heading{heading_}, {}, std::move(line)});
    else
        blocks_.push_back(paragraph(std::move(line)));
}

void HtmlSink::end_line() {
    std::vector<Node> part;
    for (auto& node : std::exchange(line_, {})) {
        bool const second =
            node.kind == NodeKind::hard_break && !part.empty() && part.back().kind == NodeKind::hard_break;
        if (second)
            emit(std::exchange(part, {}));
        else
            part.push_back(std::move(node));
    }
    emit(std::move(part));
}

void HtmlSink::add_block(Node node) {
    end_line();
    if (budget_.over()) return;
    budget_.take(0);
    in_word_list_ = false;
    blocks_.push_back(std::move(node));
}

void HtmlSink::add_list_line(ListLine const& line, std::vector<Node> item) {
    end_line();
    if (item.empty() || budget_.over()) return;
    budget_.nodes += 2;
    bool const joins = in_word_list_ && (line.level > 1 || blocks_.back().kind == new_list(line).kind);
    if (!joins) blocks_.push_back(new_list(line));
    in_word_list_ = true;
    auto* list = &blocks_.back();
    for (int level = 1; level < line.level && !list->content.empty(); ++level) {
        auto& below = list->content.back().content;
        bool const last = level + 1 == line.level;
        if (!is_list(below.back()) || (last && below.back().kind != new_list(line).kind))
            below.push_back(new_list(line));
        list = &below.back();
    }
    list->content.push_back({NodeKind::list_item, {}, {}, as_item(std::move(item))});
}

std::vector<Node> HtmlSink::take() {
    end_line();
    in_word_list_ = false;
    return std::exchange(blocks_, {});
}

Node* HtmlSink::last_picture_since(std::size_t size) {
    for (auto i = blocks_.size(); i > size; --i)
        if (blocks_[i - 1].kind == NodeKind::picture) return &blocks_[i - 1];
    return nullptr;
}

}  // namespace broadsheet::document
