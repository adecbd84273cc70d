// Stylesheets name fonts and pictures by relative addresses; readers' browsers may keep those for ever only if the
// address changes with the file.
#pragma once
#include <string>

#include "theme/theme.h"

namespace broadsheet::frame {

std::string version_of(std::string_view bytes);
std::string asset_url(std::string_view path, std::string_view version);  // path below assets/

// In each assets/**.css: url(../fonts/a.woff2) becomes /assets/fonts/a.woff2?v=VERSION where the theme has that file.
void version_urls(theme::ThemeFiles& files);

}  // namespace broadsheet::frame
