// Takes out the white space that `~` asks to take out, and the lines on which a block tag, comment or partial stands
// alone.
#pragma once
#include "theme/ast.h"

namespace broadsheet::theme {

enum class Standalone { strip, keep };

void strip_whitespace(Program& root, Standalone standalone);

}  // namespace broadsheet::theme
