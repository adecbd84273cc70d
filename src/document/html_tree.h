// A parsed HTML page, safe to get from hostile input; within the room only.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct GumboInternalNode;

namespace broadsheet::document {

// Owns the tree. gumbo itself knows no limits: tangled input of a few megabytes makes it take gigabytes or hours, and
// its own clean-up recurses as deep as the input is nested. So its memory is counted and kept on a list of ours.
class HtmlTree {
  public:
    // Nothing if the input is beyond reason. `html` must outlive the tree.
    static std::optional<HtmlTree> parse(std::string_view html);
    HtmlTree(HtmlTree&&) noexcept;
    HtmlTree& operator=(HtmlTree&&) noexcept;
    ~HtmlTree();

    GumboInternalNode const* root() const { return root_; }  // the <html> element

  private:
    struct Memory;
    HtmlTree();
    std::unique_ptr<Memory> memory_;
    GumboInternalNode const* root_ = nullptr;
};

// The value of an element's attribute, empty if it has none.
std::string_view attribute_of(GumboInternalNode const& element, char const* name);

}  // namespace broadsheet::document
