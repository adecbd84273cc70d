// Walks parsed HTML and fills a sink; within the room only.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "document/html_sink.h"
#include "document/html_style.h"
#include "document/read_html.h"

struct GumboInternalNode;

namespace broadsheet::document {

class HtmlReader {
  public:
    HtmlReader(Budget& budget, PictureFor const& picture_for) : budget_(budget), picture_for_(picture_for) {}
    void read_children(GumboInternalNode const& parent, HtmlSink& sink, TextStyle const& style);

  private:
    void read(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);
    void read_element(GumboInternalNode const& node, HtmlSink& sink, TextStyle style);
    void read_block(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);
    void read_heading(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style, int level);
    void read_link(GumboInternalNode const& node, HtmlSink& sink, TextStyle style);
    void read_list(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);
    void read_word_line(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style, int level);
    void read_quote(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);
    void read_code(GumboInternalNode const& node, HtmlSink& sink);
    void read_picture(GumboInternalNode const& node, HtmlSink& sink);
    void read_figure(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);
    void read_table(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);
    Node read_row(GumboInternalNode const& row, int depth, TextStyle const& style);
    void read_flattened(GumboInternalNode const& node, HtmlSink& sink, TextStyle const& style);

    Budget& budget_;
    PictureFor const& picture_for_;
    int depth_ = 0;       // of elements
    std::string marker_;  // of the Word list line being read
};

}  // namespace broadsheet::document
