// Where the HTML reader puts what it finds: makes flow nodes that the schema accepts, whatever comes; within the room
// only.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace broadsheet::document {

// The limits of one reading, shared by all of its sinks. Once over, nothing more is kept.
struct Budget {
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    bool over() const { return nodes > max_nodes || bytes > max_text_bytes; }
    void take(std::size_t more_bytes) { ++nodes, bytes += more_bytes; }
};

// What holds for a piece of text.
struct TextStyle {
    bool bold = false;
    bool italic = false;
    bool strike = false;
    bool code = false;
    Mark const* link = nullptr;  // borrowed while the link's element is read
};

// The marker of a list line as Word writes it.
struct ListLine {
    int level = 1;
    bool ordered = false;
    int start = 1;
};

// Collects the children of one container: inline pieces gather in a line, which becomes a paragraph (or heading) at its
// end; white space collapses as in HTML, blank lines vanish, two breaks in a row part paragraphs.
class HtmlSink {
  public:
    HtmlSink(Budget& budget, int depth) : budget_(budget), depth_(depth) {}

    int depth() const { return depth_; }  // of the nodes that it makes, as max_depth counts
    int heading() const { return heading_; }
    void set_heading(int level) { heading_ = level; }  // lines become headings of that level; 0: paragraphs

    void add_text(std::string_view raw, TextStyle const& style);
    void add_break();
    void end_line();
    void add_block(Node node);                                         // ends the line
    void add_list_line(ListLine const& line, std::vector<Node> item);  // joins the list that Word began before
    std::vector<Node> take();                                          // ends the line; the sink is empty then
    Node* last_picture_since(std::size_t size);                        // among the blocks from there on; null if none
    std::size_t size() const { return blocks_.size(); }

  private:
    void emit(std::vector<Node> line);
    bool wants_space() const;

    Budget& budget_;
    int depth_;
    int heading_ = 0;
    bool in_word_list_ = false;  // the last block is a list made of list lines
    std::vector<Node> line_;
    std::vector<Node> blocks_;
};

// What may stand in a list item, made of any flow nodes: begins with a paragraph.
std::vector<Node> as_item(std::vector<Node> blocks);

}  // namespace broadsheet::document
