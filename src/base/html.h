// Text that is safe to put into a page. A plain string cannot become Html without being escaped; only the document's
// writers, the theme engine and the page frame may vouch for markup with `trusted` (tools/check_layers guards that).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace broadsheet {

class Html {
  public:
    Html() = default;
    static Html trusted(std::string markup) { return Html(std::move(markup)); }
    std::string const& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    void append(Html const& other) { text_ += other.text_; }  // what is safe beside what is safe
    friend bool operator==(Html const&, Html const&) = default;

  private:
    explicit Html(std::string markup) : text_(std::move(markup)) {}
    std::string text_;
};

// Escapes & < > " ' so that the text can stand in an element or in a quoted attribute.
Html escape(std::string_view text);
void append_escaped(std::string& out, std::string_view text);

// Escapes the text and puts <mark> around these ranges of its bytes: [first, second), in order, not overlapping.
Html marked(std::string_view text, std::span<std::pair<std::size_t, std::size_t> const> ranges);

}  // namespace broadsheet
