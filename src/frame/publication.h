// The publication's settings, put together from the operator's file, the editors' settings and the theme's options, as
// every page needs them. Immutable and shared.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "content/records.h"
#include "store/database.h"
#include "theme/value.h"

namespace broadsheet::frame {

// A setting that a theme offers: package.json, config.custom, as in Ghost's themes.
struct ThemeOption {
    std::string name;
    std::string kind;                  // select, boolean, color, text
    std::vector<std::string> choices;  // of a select
    boost::json::value standard;
};

std::vector<ThemeOption> theme_options(boost::json::object const& config);
// Refuses what the option does not take, with the option's name as field.
Result<void> check_option(ThemeOption const& option, boost::json::value const& value);

// The settings "site" over the operator's defaults.
content::Site site_with(content::Site defaults, boost::json::object const& settings);
boost::json::object settings_json(content::Site const& site);  // what site_with reads

// The interface's texts in other languages, of the theme's locales/: language → English text → translation.
using Catalogs = std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;
// The text in this language, or the English one. `category`: the plural category of a number in it, empty without one.
std::string translated(Catalogs const& catalogs, std::string_view language, std::string const& text,
                       std::string_view category = {});

struct Publication {
    content::Site site;
    theme::Object site_data;  // @site
    theme::Object custom;     // @custom: the theme's options
    std::string css;          // what the settings add to the theme's stylesheet; may be empty
    std::shared_ptr<Catalogs const> catalogs = std::make_shared<Catalogs const>();
};

// Reads both settings, and the logo's picture (else `theme_logo` is its address). `catalogs` is for the caller to set.
Publication read_publication(store::Reader& reader, content::Site defaults, std::vector<ThemeOption> const& options,
                             std::string theme_logo);

bool is_color(std::string_view text);  // "#a5231c"
// The colour nearest to this one that can be read on this ground (WCAG 2.2, contrast of at least 4.5).
std::string readable_color(std::string_view color, std::string_view ground);

}  // namespace broadsheet::frame
