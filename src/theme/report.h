// What is wrong with a theme, all of it at once: for whoever uploads one. Pure; any thread.
#pragma once
#include <string>
#include <vector>

#include "theme/theme.h"

namespace broadsheet::theme {

struct Finding {
    std::string file;
    int line = 0;    // from 1; 0: the whole file
    int column = 0;  // from 1; 0: the whole line
    std::string message;
};

struct ThemeReport {
    std::vector<Finding> errors;       // with any of them it cannot be used
    std::vector<Finding> warnings;     // it can, but not all of it does what it seems to
    std::vector<std::string> missing;  // templates of the standard theme that it leaves to that one
    int templates = 0;                 // partials among them
    int assets = 0;
};

// `standard`: the theme that ships, which fills what this one lacks.
ThemeReport report_on(ThemeFiles const& files, ThemeFiles const& standard, HelperRegistry const& helpers);

// The theme with what it lacks from the standard one, all but that one's package.json: files, and words of its locales.
ThemeFiles completed(ThemeFiles files, ThemeFiles const& standard);

}  // namespace broadsheet::theme
