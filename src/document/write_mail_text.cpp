#include <fmt/format.h>

#include <algorithm>

#include "base/wrap.h"
#include "document/inline_text.h"
#include "document/mail_writer.h"
#include "document/walk.h"

namespace broadsheet::document {
namespace {

constexpr std::size_t margin = 72;

class MailTextWriter {
  public:
    explicit MailTextWriter(WebContext const& context) : context_(context) {}
    std::string write(Document const& document);

  private:
    std::string blocks(std::vector<Node> const& nodes, std::size_t columns, std::string_view gap);
    std::string block(Node const& node, std::size_t columns);
    std::string line(std::vector<Node> const& nodes, bool within_note = false);
    std::string list(Node const& node, std::size_t columns);
    std::string table(Node const& node, std::size_t columns);
    std::string pull_quote(Node const& node, std::size_t columns);
    std::string picture(Picture const& picture, std::size_t columns) const;
    std::string embed(Embed const& embed, std::size_t columns) const;
    std::string story_card(StoryCard const& card, std::size_t columns) const;
    void end_link(std::string& out, Mark const& link, bool within_note);
    std::string note(std::string text);  // its number, as it stands in the text

    WebContext const& context_;
    std::vector<std::string> notes_;  // footnotes and addresses, in the order in which their numbers stand
};

std::string MailTextWriter::note(std::string text) {
    auto const found = std::ranges::find(notes_, text);
    auto const number = found - notes_.begin() + 1;
    if (found == notes_.end()) notes_.push_back(std::move(text));
    return fmt::format("[{}]", number);
}

// The address of a link goes to the end, unless it is what the text says; in what stands at the end it stands itself.
void MailTextWriter::end_link(std::string& out, Mark const& link, bool within_note) {
    auto const to = link.href ? mail_address(context_, link.href->text()) : std::string();
    if (!to.empty() && !out.ends_with(to)) out += within_note ? fmt::format(" <{}>", to) : " " + note(to);
}

std::string MailTextWriter::line(std::vector<Node> const& nodes, bool within_note) {
    std::string out;
    walk_inline(
        std::span(nodes), [](Mark const&) {},
        [&](Mark const& mark) {
            if (mark.kind == MarkKind::link) end_link(out, mark, within_note);
        },
        [&](Node const& node) {
            if (node.kind == NodeKind::text) out += node.as<Text>().text;
            if (node.kind == NodeKind::hard_break) out += '\n';
            if (node.kind == NodeKind::footnote) out += note(line(node.content, true));
        });
    return out;
}

std::string MailTextWriter::list(Node const& node, std::size_t columns) {
    bool const ordered = node.kind == NodeKind::ordered_list;
    int number = ordered ? node.as<OrderedList>().start : 0;
    std::string out;
    for (auto const& item : node.content) {
        auto const marker = ordered ? fmt::format("{}. ", number++) : std::string("- ");
        auto const inner = columns - std::min(columns / 2, marker.size());
        add_part(out, with_prefix(blocks(item.content, inner, "\n"), marker, std::string(marker.size(), ' ')), "\n");
    }
    return out;
}

std::string MailTextWriter::table(Node const& node, std::size_t columns) {
    std::string out;
    for (auto const& row : node.content) {
        std::string cells;
        for (auto const& cell : row.content) {
            auto text = blocks(cell.content, margin, " ");
            std::ranges::replace(text, '\n', ' ');
            cells += (&cell == &row.content.front() ? "" : " | ") + text;
        }
        auto const wrapped_row = wrapped(cells, columns);
        add_part(out, is_header_row(row) ? underlined(wrapped_row, '-') : wrapped_row, "\n");
    }
    return out;
}

std::string MailTextWriter::pull_quote(Node const& node, std::size_t columns) {
    auto text = wrapped(line(node.content), columns - 4);
    auto const& by = node.as<PullQuote>().attribution;
    if (!text.empty() && !by.empty()) add_part(text, wrapped("— " + by, columns - 4), "\n");
    return text.empty() ? text : with_prefix(text, "    ", "    ");
}

std::string MailTextWriter::picture(Picture const& shown, std::size_t columns) const {
    auto const view = context_.picture ? context_.picture(shown.picture, shown.width) : std::nullopt;
    if (!view) return {};
    auto const& alt = shown.alt.empty() ? view->alt : shown.alt;
    auto text = shown.caption.empty() ? view->caption : shown.caption;
    auto const& credit = shown.credit.empty() ? view->credit : shown.credit;
    if (!credit.empty()) add_part(text, fmt::format("({})", credit), " ");
    auto out = alt.empty() ? std::string() : wrapped(fmt::format("[{}]", alt), columns);
    add_part(out, wrapped(text, columns), "\n");
    return out;
}

std::string MailTextWriter::embed(Embed const& embed, std::size_t columns) const {
    auto out = wrapped(embed.title, columns);
    add_part(out, wrapped(embed.description, columns), "\n");
    add_part(out, embed.url.text(), "\n");
    return out;
}

std::string MailTextWriter::story_card(StoryCard const& card, std::size_t columns) const {
    auto const view = context_.story_card ? context_.story_card(card.story) : std::nullopt;
    auto const url = view ? Url::parse_link(view->url) : std::nullopt;
    if (!url) return {};
    auto out = wrapped(fmt::format("{}: {}", context_.labels.related, view->headline), columns);
    add_part(out, mail_address(context_, url->text()), "\n");
    return out;
}

std::string MailTextWriter::block(Node const& node, std::size_t columns) {
    switch (node.kind) {
        case NodeKind::paragraph:
            return wrapped(line(node.content), columns);
        case NodeKind::heading: {
            auto const text = wrapped(line(node.content), columns);
            return text.empty() ? text : underlined(text, node.as<Heading>().level == 2 ? '=' : '-');
        }
        case NodeKind::code_block:
            return inline_text(node.content);
        case NodeKind::bullet_list:
        case NodeKind::ordered_list:
            return list(node, columns);
        case NodeKind::table:
            return table(node, columns);
        case NodeKind::blockquote: {
            auto const text = blocks(node.content, columns - std::min<std::size_t>(columns / 2, 2), "\n\n");
            return text.empty() ? text : with_prefix(text, "> ", "> ");
        }
        case NodeKind::pull_quote:
            return pull_quote(node, columns);
        case NodeKind::picture:
            return picture(node.as<Picture>(), columns);
        case NodeKind::gallery:
            return blocks(node.content, columns, "\n\n");
        case NodeKind::embed:
            return embed(node.as<Embed>(), columns);
        case NodeKind::story_card:
            return story_card(node.as<StoryCard>(), columns);
        case NodeKind::horizontal_rule:
            return "* * *";
        default:
            return {};
    }
}

std::string MailTextWriter::blocks(std::vector<Node> const& nodes, std::size_t columns, std::string_view gap) {
    std::string out;
    for (auto const& node : nodes) add_part(out, block(node, columns), gap);
    return out;
}

std::string MailTextWriter::write(Document const& document) {
    auto out = blocks(document.content, margin, "\n\n");
    std::string list;
    for (std::size_t i = 0; i < notes_.size(); ++i) {
        auto const number = fmt::format("[{}] ", i + 1);
        add_part(list, with_prefix(wrapped(notes_[i], margin - number.size()), number, std::string(number.size(), ' ')),
                 "\n");
    }
    add_part(out, list, "\n\n");
    return out;
}

}  // namespace

std::string write_mail_text(Document const& document, WebContext const& context) {
    return MailTextWriter(context).write(document);
}

}  // namespace broadsheet::document
