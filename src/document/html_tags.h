// How the reader treats the elements of HTML, and plain text from below one; within the room only.
#pragma once
#include <string>
#include <vector>

struct GumboInternalNode;

namespace broadsheet::document {

enum class Treatment { inside, block, dropped };  // inside: unwrapped within the line

Treatment treatment_of(GumboInternalNode const& element);  // by its tag and namespace
std::vector<GumboInternalNode const*> children_of(GumboInternalNode const& node);
bool is_text(GumboInternalNode const& node);
bool is_element(GumboInternalNode const& node);

// All text below, raw, line breaks for <br>; without what is dropped. Any depth.
std::string raw_text(GumboInternalNode const& node);

}  // namespace broadsheet::document
