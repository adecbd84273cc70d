// A place on this very site to lead somebody back to.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet {

// "/path?query" as it is; empty for everything else, such as "//host" and what browsers take for it.
std::string own_path(std::string_view text);

}  // namespace broadsheet
