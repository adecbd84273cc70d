#include "document/write_speech.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "document/walk.h"

namespace broadsheet::document {
namespace {

class SpeechWriter {
  public:
    explicit SpeechWriter(SpeechContext const& context) : choices_(context.choices), context_(context) {}
    std::vector<SpeechBlock> write(Document const& document, SpeechTitle const& title);

  private:
    void write_title(SpeechTitle const& title);
    void write_all(std::vector<Node> const& nodes, SpeechKind text_kind);
    void write_block(Node const& node, SpeechKind text_kind);
    void write_line(Node const& node, SpeechKind kind);
    void write_list(Node const& node);
    void write_quote(Node const& node);
    void write_pull_quote(Node const& node);
    void write_picture(Picture const& picture);
    void write_table(Node const& node);
    void write_card(StoryCard const& card);
    void write_embed(Embed const& embed);
    void write_code(Node const& node);
    void write_footnotes(std::vector<Node> const& nodes);
    void add(SpeechBlock block);
    void announce(SpeechKind kind, std::string_view what, std::string_view name);

    SpeechChoices const& choices_;
    SpeechContext const& context_;
    std::vector<SpeechBlock> out_;
};

bool is_emphasis(Node const& node) {
    return std::ranges::any_of(
        node.marks, [](Mark const& mark) { return mark.kind == MarkKind::bold || mark.kind == MarkKind::italic; });
}

// Text that was struck out is still on the page, but nobody reads it aloud.
bool is_struck(Node const& node) {
    return std::ranges::any_of(node.marks, [](Mark const& mark) { return mark.kind == MarkKind::strike; });
}

std::vector<SpeechRun> runs_of(std::vector<Node> const& nodes) {
    std::vector<SpeechRun> out;
    for (auto const& node : nodes) {
        bool const text = node.kind == NodeKind::text && !is_struck(node);
        if (!text && node.kind != NodeKind::hard_break) continue;
        SpeechRun run{text ? node.as<Text>().text : "\n", text && is_emphasis(node)};
        if (!out.empty() && (!text || out.back().emphasis == run.emphasis))
            out.back().text += run.text;
        else
            out.push_back(std::move(run));
    }
    return out;
}

bool has_words(std::vector<SpeechRun> const& runs) {
    return std::ranges::any_of(
        runs, [](SpeechRun const& run) { return run.text.find_first_not_of(" \t\r\n") != std::string::npos; });
}

std::vector<SpeechRun> plain(std::string text) {
    if (text.empty()) return {};
    return {{std::move(text), false}};
}

// "There is a table here: Year, Turnout"
std::string named(std::string_view what, std::string_view name) {
    if (what.empty() || name.empty()) return std::string(what.empty() ? name : what);
    return fmt::format("{}: {}", what, name);
}

std::string words_of(std::vector<Node> const& nodes) {
    std::string out;
    for (auto const& node : nodes) {
        std::string part;
        for (auto const& run : runs_of(node.content)) part += run.text;
        if (part.empty()) part = words_of(node.content);
        if (!part.empty()) out += (out.empty() ? "" : " ") + part;
    }
    return out;
}

std::string listed(std::vector<Node> const& cells, std::string_view gap) {
    std::string out;
    for (auto const& cell : cells)
        if (auto const text = words_of(cell.content); !text.empty()) out.append(out.empty() ? "" : gap).append(text);
    return out;
}

std::string columns_of(Node const& table) {
    bool const has_names = !table.content.empty() && is_header_row(table.content.front());
    return has_names ? listed(table.content.front().content, ", ") : std::string();
}

void SpeechWriter::add(SpeechBlock block) {
    if (!has_words(block.runs)) block.runs.clear();
    if (!block.runs.empty() || !block.announced.empty() || block.kind == SpeechKind::pause)
        out_.push_back(std::move(block));
}

void SpeechWriter::announce(SpeechKind kind, std::string_view what, std::string_view name) {
    add({kind, {}, named(what, name), {}, false});
}

void SpeechWriter::write_line(Node const& node, SpeechKind kind) {
    bool const chapter = kind == SpeechKind::heading && node.as<Heading>().level == 2;
    add({kind, runs_of(node.content), {}, {}, chapter});
    write_footnotes(node.content);
}

void SpeechWriter::write_list(Node const& node) {
    bool const ordered = node.kind == NodeKind::ordered_list;
    int number = ordered ? node.as<OrderedList>().start : 0;
    for (auto const& item : node.content) {
        auto const before = out_.size();
        write_all(item.content, SpeechKind::list_item);
        if (ordered && out_.size() > before) out_[before].announced = std::to_string(number);
        ++number;
    }
}

void SpeechWriter::write_quote(Node const& node) {
    if (choices_.quotes == Spoken::skipped) return;
    auto const before = out_.size();
    write_all(node.content, SpeechKind::quote);
    if (choices_.quotes != Spoken::announced || out_.size() == before) return;
    auto& first = out_[before].announced;
    first = named(context_.texts.quote, first);
    out_.back().announced_after = context_.texts.end_of_quote;
}

void SpeechWriter::write_pull_quote(Node const& node) {
    if (choices_.pull_quotes == Spoken::skipped) return;
    auto runs = runs_of(node.content);
    auto const& by = node.as<PullQuote>().attribution;
    if (has_words(runs) && !by.empty()) runs.push_back({" — " + by, false});
    bool const announced = choices_.pull_quotes == Spoken::announced && has_words(runs);
    add({SpeechKind::pull_quote, std::move(runs), announced ? context_.texts.quote : "", {}, false});
    write_footnotes(node.content);
}

void SpeechWriter::write_picture(Picture const& picture) {
    if (choices_.captions == Spoken::skipped) return;
    auto caption = picture.caption;
    if (caption.empty() && context_.caption) caption = context_.caption(picture.picture);
    if (caption.empty()) return;
    if (choices_.captions == Spoken::announced)
        announce(SpeechKind::caption, context_.texts.picture, {});
    else
        add({SpeechKind::caption, plain(std::move(caption)), context_.texts.picture, {}, false});
}

void SpeechWriter::write_table(Node const& node) {
    if (choices_.tables == Spoken::skipped) return;
    announce(SpeechKind::table, context_.texts.table, columns_of(node));
    if (choices_.tables == Spoken::announced) return;
    for (auto const& row : node.content)  // the page has nothing between its cells
        if (!is_header_row(row)) announce(SpeechKind::table, listed(row.content, ". "), {});
}

void SpeechWriter::write_card(StoryCard const& card) {
    if (choices_.cards == Spoken::skipped || !context_.headline) return;
    auto const headline = context_.headline(card.story);
    if (!headline.empty()) announce(SpeechKind::card, context_.texts.card, headline);
}

void SpeechWriter::write_embed(Embed const& embed) {
    if (choices_.embeds == Spoken::skipped) return;
    announce(SpeechKind::embed, context_.texts.embed, embed.title.empty() ? embed.url.host() : embed.title);
    if (choices_.embeds == Spoken::read) add({SpeechKind::embed, plain(embed.description), {}, {}, false});
}

void SpeechWriter::write_code(Node const& node) {
    if (choices_.code == Spoken::announced) announce(SpeechKind::code, context_.texts.code, {});
    if (choices_.code == Spoken::read) add({SpeechKind::code, runs_of(node.content), context_.texts.code, {}, false});
}

void SpeechWriter::write_footnotes(std::vector<Node> const& nodes) {
    if (choices_.footnotes != Spoken::read) return;
    for (auto const& node : nodes)
        if (auto runs = runs_of(node.content); node.kind == NodeKind::footnote && has_words(runs))
            add({SpeechKind::footnote, std::move(runs), context_.texts.footnote, {}, false});
}

void SpeechWriter::write_block(Node const& node, SpeechKind text_kind) {
    switch (node.kind) {
        case NodeKind::paragraph:
            return write_line(node, text_kind);
        case NodeKind::heading:
            return write_line(node, SpeechKind::heading);
        case NodeKind::bullet_list:
        case NodeKind::ordered_list:
            return write_list(node);
        case NodeKind::blockquote:
            return write_quote(node);
        case NodeKind::pull_quote:
            return write_pull_quote(node);
        case NodeKind::picture:
            return write_picture(node.as<Picture>());
        case NodeKind::gallery:
            return write_all(node.content, text_kind);
        case NodeKind::table:
            return write_table(node);
        case NodeKind::story_card:
            return write_card(node.as<StoryCard>());
        case NodeKind::embed:
            return write_embed(node.as<Embed>());
        case NodeKind::code_block:
            return write_code(node);
        case NodeKind::horizontal_rule:
            return add({SpeechKind::pause, {}, {}, {}, false});
        default:
            return;  // appeals and boxes are not the story's own text
    }
}

void SpeechWriter::write_all(std::vector<Node> const& nodes, SpeechKind text_kind) {
    for (auto const& node : nodes) write_block(node, text_kind);
}

void SpeechWriter::write_title(SpeechTitle const& title) {
    add({SpeechKind::headline, plain(title.headline), {}, {}, true});
    add({SpeechKind::standfirst, plain(title.standfirst), {}, {}, false});
    add({SpeechKind::byline, plain(title.byline), {}, {}, false});
    add({SpeechKind::date, plain(title.date), {}, {}, false});
}

std::vector<SpeechBlock> SpeechWriter::write(Document const& document, SpeechTitle const& title) {
    write_title(title);
    write_all(document.content, SpeechKind::paragraph);
    return std::move(out_);
}

}  // namespace

std::string SpeechBlock::text() const {
    std::string out;
    for (auto const& run : runs) out += run.text;
    return out;
}

std::vector<SpeechBlock> write_speech(Document const& document, SpeechTitle const& title,
                                      SpeechContext const& context) {
    return SpeechWriter(context).write(document, title);
}

}  // namespace broadsheet::document
