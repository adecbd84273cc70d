// The rich text of a story: a tree in ProseMirror's JSON shape, and the only source of HTML in the system. What has no
// place in these types can't be published, so stored script can't exist. Plain values; any thread.
//
// What may stand in what (ProseMirror's notation; the table itself is in schema.cpp):
//   doc           block*
//   paragraph, heading, pullQuote          inline*
//   bulletList, orderedList                listItem+
//   listItem                               paragraph flow*
//   blockquote, tableCell, tableHeader     flow+
//   gallery                                picture{2,60}
//   table                                  tableRow+              tableRow   (tableCell | tableHeader)*
//   footnote                               (text | hardBreak)*    codeBlock  text* without marks
//   picture, embed, storyCard, appeal, newsletterBox, horizontalRule, hardBreak    nothing
//   flow   = paragraph heading bulletList orderedList blockquote codeBlock table picture embed horizontalRule
//   block  = flow pullQuote gallery storyCard appeal newsletterBox
//   inline = text hardBreak footnote; each may bear marks: bold italic strike code link, each at most once
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/url.h"

namespace broadsheet::document {

inline constexpr int max_depth = 32;  // nodes within nodes, counted from doc's children as 1
inline constexpr std::size_t max_nodes = 100'000;
inline constexpr std::size_t max_text_bytes = 5'000'000;   // of text nodes and text attributes together
inline constexpr std::size_t max_json_bytes = 32'000'000;  // of JSON before it is parsed
inline constexpr std::size_t max_html_bytes = 8'000'000;   // of HTML before it is parsed

// The JSON names are the same words in camelCase (bullet_list is "bulletList").
enum class NodeKind : std::uint8_t {
    paragraph,
    heading,
    bullet_list,
    ordered_list,
    list_item,
    blockquote,
    pull_quote,
    picture,
    gallery,
    embed,
    table,
    table_row,
    table_header,
    table_cell,
    footnote,
    story_card,
    appeal,
    newsletter_box,
    code_block,
    horizontal_rule,
    hard_break,
    text
};
inline constexpr std::size_t node_kinds = 22;

enum class MarkKind : std::uint8_t {
    link,
    bold,
    italic,
    strike,
    code
};  // in the order in which they nest, outermost first

struct Mark {
    MarkKind kind = MarkKind::bold;
    std::optional<Url> href;  // JSON attrs {href, title?}; set on links and only there
    std::string title;
    bool operator==(Mark const&) const = default;
};

enum class PictureWidth : std::uint8_t { column, wide, full };

// What a node carries beside its children: the alternative that belongs to its kind, by name. In JSON these
// are "attrs" by the same names, left out where they have the values shown here; null counts as left out.
struct Heading {
    int level = 2;  // 2 to 4; always written
    bool operator==(Heading const&) const = default;
};
struct OrderedList {
    int start = 1;  // 0 to 1,000,000
    bool operator==(OrderedList const&) const = default;
};
struct PullQuote {
    std::string attribution;
    bool operator==(PullQuote const&) const = default;
};
struct Picture {
    std::string picture;  // the picture's id as 13 characters; needed
    std::string alt;      // empty texts: those kept with the picture are shown
    std::string caption;
    std::string credit;
    PictureWidth width = PictureWidth::column;  // "column", "wide", "full"
    bool operator==(Picture const&) const = default;
};
struct Embed {
    Url url;  // http or https; needed
    std::string title;
    std::string description;
    std::string provider;
    std::string picture;  // the id of our own copy of its preview picture, or empty
    bool operator==(Embed const&) const = default;
};
struct Cell {         // tableCell and tableHeader
    int colspan = 1;  // 1 to 100
    int rowspan = 1;  // 1 to 1,000
    bool operator==(Cell const&) const = default;
};
struct StoryCard {
    std::string story;  // the story's id as 13 characters; needed
    bool operator==(StoryCard const&) const = default;
};
struct Appeal {
    std::string appeal;  // the appeal's name (a slug); empty: the one that fits the reader
    bool operator==(Appeal const&) const = default;
};
struct NewsletterBox {
    std::vector<std::string> newsletters;  // slugs, at most 20; none: all that the site offers
    bool operator==(NewsletterBox const&) const = default;
};
struct CodeBlock {
    std::string language;  // letters, digits, + # . _ - ; at most 40
    bool operator==(CodeBlock const&) const = default;
};
struct Text {
    std::string text;  // beside "type" in JSON, not in attrs; never empty
    bool operator==(Text const&) const = default;
};

using Attributes = std::variant<std::monostate, Heading, OrderedList, PullQuote, Picture, Embed, Cell, StoryCard,
                                Appeal, NewsletterBox, CodeBlock, Text>;

struct Node {
    NodeKind kind = NodeKind::paragraph;
    Attributes attributes;
    std::vector<Mark> marks;  // of inline nodes
    std::vector<Node> content;
    bool operator==(Node const&) const = default;

    // The attributes by their type; throws std::bad_variant_access if they don't fit the kind (a bug).
    template <class T>
    T const& as() const {
        return std::get<T>(attributes);
    }
};

struct Document {
    std::vector<Node> content;
    bool operator==(Document const&) const = default;
};

// A text node, a paragraph of nodes: for those who build documents in code.
Node text_node(std::string text, std::vector<Mark> marks = {});
Node paragraph(std::vector<Node> content);
Node paragraph(std::string text);  // an empty paragraph for an empty text

// The ids (as text) of what the document shows, in order of first use, each once.
struct References {
    std::vector<std::string> pictures;  // of pictures, galleries and embeds
    std::vector<std::string> stories;   // of story cards
};
References references(Document const& document);

}  // namespace broadsheet::document
