// Layouts, as Ghost's themes have them: {{!< default}} names the file around a page, {{#contentFor "x"}} in the page
// fills
// {{{block "x"}}} in the layout.
#pragma once
#include <string>

#include "theme/engine.h"
#include "theme/helpers.h"

namespace broadsheet::theme {

// The template that a page's {{!< layout}} means: from the theme's root, or beside the page if it starts with a dot.
// Empty if it leaves the theme.
std::string layout_name(Template const& page);

void add_layout_helpers(HelperRegistry& registry);  // contentFor, block

}  // namespace broadsheet::theme
