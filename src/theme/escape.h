// Handlebars' own escaping: & < > " ' ` =, so that text may stand in an unquoted attribute too.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::theme {

void append_escaped(std::string& out, std::string_view text);

}  // namespace broadsheet::theme
