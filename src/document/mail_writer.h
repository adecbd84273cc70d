// Writes one document's HTML for mails; within the room only. One writer for one document, used by one thread.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/write_mail.h"

namespace broadsheet::document {

class MailWriter {
  public:
    MailWriter(WebContext const& context, MailLook const& look) : context_(context), look_(look) {}
    std::string write(Document const& document);

  private:
    // write_mail.cpp
    void write(Node const& node);
    void write_all(std::vector<Node> const& nodes);
    void write_line(std::string_view tag, std::string_view css_class, std::string_view style, Node const& node);
    void write_heading(Node const& node);
    void write_list(Node const& node);
    void write_item(Node const& node);
    void write_quote(Node const& node);
    void write_pull_quote(Node const& node);
    void write_code(Node const& node);
    void write_footnotes();
    void write_inline(std::span<Node const> nodes);
    void open_mark(Mark const& mark);
    void close_mark(Mark const& mark);

    // mail_figures.cpp
    void write_picture(Node const& node);
    void write_gallery(Node const& node);
    void write_gallery_cell(Node const& node, PictureView const& view, bool first);
    void write_embed(Node const& node);
    void write_story_card(Node const& node);
    void write_image(PictureView const& view, std::string_view alt, int most_width);
    void write_caption(Node const& node, PictureView const& view, std::string_view margin);
    void open_card(std::string_view ground);
    void close_card();

    // mail_table.cpp
    void write_table(Node const& node);
    void write_row(Node const& row, bool heads_columns);
    void write_cell(Node const& cell, bool heads_columns);

    // An element with a plain text in it; nothing for an empty text.
    void element(std::string_view tag, std::string_view css_class, std::string_view style, std::string_view text);
    void open(std::string_view tag, std::string_view css_class, std::string_view style);  // without its ">"
    void attribute(std::string_view name, std::string_view value);                        // escaped
    void linked(std::string_view address, std::string_view style, std::string_view css_class, std::string_view text);
    std::string address(std::string_view link) const;            // empty: it leads nowhere from a mail
    std::string_view direction_of(std::string_view text) const;  // as attributes, where it runs the other way
    std::optional<PictureView> picture(std::string_view id, PictureWidth width) const;
    std::optional<PictureView> fetchable(std::optional<PictureView> view) const;  // only with an address on the web
    std::string_view start() const { return look_.right_to_left ? "right" : "left"; }

    WebContext const& context_;
    MailLook const& look_;
    std::string out_;
    std::vector<Node const*> notes_;
};

// Where a link leads for who reads elsewhere: absolute, or empty.
std::string mail_address(WebContext const& context, std::string_view link);

}  // namespace broadsheet::document
