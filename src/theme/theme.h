// A theme: its templates compiled at once, its assets, its settings. Immutable and shared; any thread may render.
#pragma once
#include <boost/json/object.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/html.h"
#include "base/result.h"
#include "theme/engine.h"
#include "theme/helpers.h"
#include "theme/value.h"

namespace broadsheet::theme {

// Path relative to the theme's root, with '/', to bytes.
using ThemeFiles = std::map<std::string, std::string>;

// Reads a theme's folder. Refused: no folder, over 5,000 files or 64 MB. Links that lead out of it, hidden files and
// node_modules are left out.
Result<ThemeFiles> read_theme_folder(std::filesystem::path const& folder);

class Theme {
  public:
    // partials/**.hbs are partials, every other *.hbs is a template, all other files are assets. A broken template,
    // layout chain or package.json refuses the whole theme, naming the place. `contentFor` and `block` are added to
    // `helpers`.
    static Result<std::shared_ptr<Theme const>> load(ThemeFiles files, HelperRegistry helpers);

    bool has(std::string_view template_name) const;  // "post", "members/account"
    bool has_partial(std::string_view name) const;   // "components/card"

    // Renders a template and the layouts around it. `data` are the @names (@site …); `user` reaches the helpers.
    // An unknown name is Problem{not_found, "template_missing"}.
    Result<Html> render(std::string_view template_name, Value const& context, Object const& data,
                        void* user = nullptr) const;
    Result<Html> render_partial(std::string_view name, Value const& context, Object const& data,
                                void* user = nullptr) const;

    std::string const* asset(std::string_view path) const;  // null if there is none
    ThemeFiles const& assets() const { return assets_; }
    boost::json::object const& package() const { return package_; }  // package.json
    boost::json::object config() const;                              // its "config", empty if there is none

  private:
    using Templates = std::map<std::string, std::shared_ptr<Template const>, std::less<>>;
    Theme() = default;
    std::optional<Problem> check_layouts() const;
    Result<Html> run(Template const& page, Value const& context, Object const& data, Filled& filled, void* user) const;

    Templates templates_;
    Templates partials_;
    ThemeFiles assets_;
    boost::json::object package_;
    HelperRegistry helpers_;
};

// The last good theme. Any thread.
class ActiveTheme {
  public:
    Result<void> replace(ThemeFiles files, HelperRegistry helpers);  // keeps the present one if the new one is refused
    void put_back(std::shared_ptr<Theme const> theme);               // one that was current before
    std::shared_ptr<Theme const> current() const;                    // null before the first

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<Theme const> theme_;
};

}  // namespace broadsheet::theme
