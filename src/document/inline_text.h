// The plain text of inline nodes; within the room only.
#pragma once
#include <string>
#include <vector>

#include "document/document.h"

namespace broadsheet::document {

// Text and line breaks (as "\n") in order, without footnotes.
std::string inline_text(std::vector<Node> const& nodes);

}  // namespace broadsheet::document
