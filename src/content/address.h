// Which addresses stories may have.
#pragma once
#include <string_view>

namespace broadsheet::content {

// The first segment of every address of the system itself is never a story's slug.
bool is_reserved_slug(std::string_view slug);

}  // namespace broadsheet::content
