// From a template's text to its tree. The grammar is Handlebars 4.7's, with its `{{/undefined}}` after {{#>
// (expression)}}.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "theme/ast.h"

namespace broadsheet::theme {

// A mistake in the template; compile() turns it into a Problem.
class SyntaxError : public std::runtime_error {
  public:
    SyntaxError(Place where, std::string const& message) : std::runtime_error(message), place(where) {}
    Place place;
};

constexpr int deepest_nesting = 200;  // blocks inside blocks, expressions inside expressions

Program parse(std::string_view source);  // throws SyntaxError

}  // namespace broadsheet::theme
