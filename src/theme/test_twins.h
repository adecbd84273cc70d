// C++ twins of the small JavaScript functions in handlebars-spec, found by the function's text (white space
// normalised). Fresh ones for each case, because a few of them count.
#pragma once
#include <map>
#include <string>

#include "theme/helpers.h"

namespace broadsheet::theme::testing {

std::string normalized(std::string_view javascript);

std::map<std::string, Helper> helper_twins();
std::map<std::string, Decorator> decorator_twins();

}  // namespace broadsheet::theme::testing
