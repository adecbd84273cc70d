// Writes one document's HTML; within the room only. One writer for one document, used by one thread.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/write_web.h"

namespace broadsheet::document {

class WebWriter {
  public:
    explicit WebWriter(WebContext const& context) : context_(context) {}

    Html block(Node const& node);                                   // to be called for all blocks in their order
    std::size_t footnotes_so_far() const { return notes_.size(); }  // in the blocks written
    Html footnotes(std::size_t begin, std::size_t end);             // the list of notes [begin, end); empty if none

  private:
    // write_web.cpp
    void write(Node const& node);
    void write_all(std::vector<Node> const& nodes);
    void write_line(std::string_view tag, std::string_view attributes, Node const& node);
    void write_heading(Node const& node);
    void write_list(Node const& node);
    void write_item(Node const& node);
    void write_pull_quote(Node const& node);
    void write_code(Node const& node);

    // web_table.cpp
    void write_table(Node const& node);
    void write_row(Node const& row, std::string_view header_scope);
    void write_cell(Node const& cell, std::string_view header_scope);

    // web_figures.cpp
    void write_picture(Node const& node);
    void write_gallery(Node const& node);
    void write_embed(Node const& node);
    void write_player_button(Embed const& embed);
    void write_story_card(Node const& node);
    void write_image(PictureView const& view, std::string_view alt);
    void write_caption(std::string_view caption, std::string_view credit);

    // web_inline.cpp
    void write_inline(std::span<Node const> nodes);
    void open_mark(Mark const& mark);
    void close_mark(Mark const& mark);
    void write_reference(Node const& footnote);
    std::string direction_of(Node const& node) const;  // ` dir="auto"` where the text may run the other way
    std::string direction_of(std::string_view text) const;

    // A quoted attribute with a space before it; only what is not empty, or always.
    void attribute(std::string_view name, std::string_view value);
    void attribute_always(std::string_view name, std::string_view value);
    void element(std::string_view tag, std::string_view css_class, std::string_view text);  // nothing for an empty text
    std::string address(std::string_view link) const;  // absolute where the context asks for it
    void rel_for(Url const& url);
    std::string unique_id(std::string const& wanted);

    WebContext const& context_;
    std::string out_;
    std::map<std::string, int> ids_;  // those given, with the number to try next
    std::vector<Node const*> notes_;
    int tables_ = 0;
};

// The text of a label with its number.
std::string numbered(std::string_view label, std::size_t number);

}  // namespace broadsheet::document
