// Themes packed as zip: read from strangers' hands, written for download. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "theme/theme.h"

namespace broadsheet::theme {

struct PackedTheme {
    ThemeFiles files;
    std::string folder;  // the one folder that everything stood in, which is left out of the paths; may be empty
};

// Refused, with a sentence and often the entry's path as `field`: what is no zip (theme_zip), encrypted, or names a
// path that leaves the folder, a link, a device or the same path twice (theme_path); over 5,000 files, 64 MB, or a
// hundred times the size that was sent (theme_too_large). Hidden files, node_modules and __MACOSX are left out.
Result<PackedTheme> read_theme_zip(std::string_view zip);

// The same files give the same bytes. Throws std::runtime_error where libarchive cannot.
std::string write_theme_zip(ThemeFiles const& files);

}  // namespace broadsheet::theme
