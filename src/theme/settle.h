// Decides what each name of a parsed template means (helper, value, block parameter) as far as that is known before a
// render, and leaves only what is rendered: no comments, no empty texts, decorators apart.
#pragma once
#include "theme/ast.h"
#include "theme/engine.h"

namespace broadsheet::theme {

void settle(Program& root, CompileOptions const& options);  // throws SyntaxError

}  // namespace broadsheet::theme
