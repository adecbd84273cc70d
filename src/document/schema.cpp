#include "document/schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::document {
namespace {

using enum NodeKind;

constexpr KindSet inlines{text, hard_break, footnote};
constexpr KindSet flow{paragraph,  heading, bullet_list, ordered_list, blockquote,
                       code_block, table,   picture,     embed,        horizontal_rule};
constexpr KindSet blocks = flow | KindSet{pull_quote, gallery, story_card, appeal, newsletter_box};

// In the order of NodeKind.
constexpr std::array<KindRule, node_kinds> rules{{
    {paragraph, "paragraph", inlines, 0, max_nodes, {}},
    {heading, "heading", inlines, 0, max_nodes, {}},
    {bullet_list, "bulletList", {list_item}, 1, max_nodes, {}},
    {ordered_list, "orderedList", {list_item}, 1, max_nodes, {}},
    {list_item, "listItem", flow, 1, max_nodes, paragraph},
    {blockquote, "blockquote", flow, 1, max_nodes, {}},
    {pull_quote, "pullQuote", inlines, 0, max_nodes, {}},
    {picture, "picture", {}, 0, 0, {}},
    {gallery, "gallery", {picture}, 2, 60, {}},
    {embed, "embed", {}, 0, 0, {}},
    {table, "table", {table_row}, 1, max_nodes, {}},
    {table_row, "tableRow", {table_header, table_cell}, 0, max_nodes, {}},
    {table_header, "tableHeader", flow, 1, max_nodes, {}},
    {table_cell, "tableCell", flow, 1, max_nodes, {}},
    {footnote, "footnote", {text, hard_break}, 0, max_nodes, {}},
    {story_card, "storyCard", {}, 0, 0, {}},
    {appeal, "appeal", {}, 0, 0, {}},
    {newsletter_box, "newsletterBox", {}, 0, 0, {}},
    {code_block, "codeBlock", {text}, 0, max_nodes, {}},
    {horizontal_rule, "horizontalRule", {}, 0, 0, {}},
    {hard_break, "hardBreak", {}, 0, 0, {}},
    {text, "text", {}, 0, 0, {}},
}};

constexpr std::array<std::string_view, 5> mark_names{"link", "bold", "italic", "strike", "code"};
constexpr std::array<std::string_view, 3> width_names{"column", "wide", "full"};

template <class Name, std::size_t count>
std::optional<Name> find_name(std::array<std::string_view, count> const& names, std::string_view name) {
    for (std::size_t i = 0; i < count; ++i)
        if (names[i] == name) return static_cast<Name>(i);
    return std::nullopt;
}

}  // namespace

KindRule const& rule_of(NodeKind kind) { return rules[static_cast<std::size_t>(kind)]; }
KindSet top_level() { return blocks; }
bool is_inline(NodeKind kind) { return inlines.has(kind); }
bool is_flow(NodeKind kind) { return flow.has(kind); }

std::string_view name_of(NodeKind kind) { return rule_of(kind).name; }
std::string_view name_of(MarkKind kind) { return mark_names[static_cast<std::size_t>(kind)]; }
std::string_view name_of(PictureWidth width) { return width_names[static_cast<std::size_t>(width)]; }

std::optional<NodeKind> kind_named(std::string_view name) {
    for (auto const& rule : rules)
        if (rule.name == name) return rule.kind;
    return std::nullopt;
}

std::optional<MarkKind> mark_named(std::string_view name) { return find_name<MarkKind>(mark_names, name); }
std::optional<PictureWidth> width_named(std::string_view name) { return find_name<PictureWidth>(width_names, name); }

bool is_code_language(std::string_view text) {
    return text.size() <= 40 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("+#._-").find(c) != std::string_view::npos;
           });
}

}  // namespace broadsheet::document
