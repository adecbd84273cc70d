#include "theme/theme.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <optional>

#include "theme/layout.h"

namespace broadsheet::theme {
namespace {

constexpr std::string_view partials_folder = "partials/";
constexpr std::string_view extension = ".hbs";

CompileOptions ghost_options() {
    CompileOptions options;
    options.prevent_indent = true;
    return options;
}

Result<boost::json::object> read_package(ThemeFiles const& files) {
    auto const found = files.find("package.json");
    if (found == files.end()) return boost::json::object();
    boost::json::error_code error;
    auto const value = boost::json::parse(found->second, error);
    if (error || !value.is_object()) {
        auto message = fmt::format("package.json: expected a JSON object{}", error ? ", found " + error.message() : "");
        return refuse(ProblemKind::invalid, "theme_package", std::move(message), "package.json");
    }
    return value.get_object();
}

}  // namespace

Result<std::shared_ptr<Theme const>> Theme::load(ThemeFiles files, HelperRegistry helpers) {
    std::shared_ptr<Theme> theme(new Theme);
    auto package = read_package(files);
    if (!package) return refuse(package.error());
    theme->package_ = std::move(*package);
    for (auto& [path, bytes] : files) {
        if (!path.ends_with(extension)) {
            theme->assets_.emplace(path, std::move(bytes));
            continue;
        }
        auto page = compile(path, bytes, ghost_options());
        if (!page) return refuse(page.error());
        auto name = path.substr(0, path.size() - extension.size());
        bool const partial = name.starts_with(partials_folder);
        (partial ? theme->partials_ : theme->templates_)
            .emplace(partial ? name.substr(partials_folder.size()) : name, std::move(*page));
    }
    if (auto problem = theme->check_layouts()) return refuse(std::move(*problem));
    add_layout_helpers(helpers);
    theme->helpers_ = std::move(helpers);
    return theme;
}

std::optional<Problem> Theme::check_layouts() const {
    for (auto const& [name, page] : templates_) {
        std::size_t length = 0;
        for (auto at = page.get(); !at->layout().empty(); at = templates_.find(layout_name(*at))->second.get()) {
            auto const layout = layout_name(*at);
            if (layout.empty() || !templates_.contains(layout)) {
                auto message =
                    fmt::format("{}:1:1: expected a layout inside the theme, found '{}'", at->file(), at->layout());
                return Problem{ProblemKind::invalid, "template_layout", std::move(message), at->file()};
            }
            if (++length <= templates_.size()) continue;
            auto message =
                fmt::format("{}:1:1: expected an end of its layouts, found '{}' again", page->file(), layout);
            return Problem{ProblemKind::invalid, "template_layout", std::move(message), page->file()};
        }
    }
    return std::nullopt;
}

bool Theme::has(std::string_view template_name) const { return templates_.contains(template_name); }
bool Theme::has_partial(std::string_view name) const { return partials_.contains(name); }

Result<Html> Theme::render(std::string_view template_name, Value const& context, Object const& data, void* user) const {
    auto const found = templates_.find(template_name);
    if (found == templates_.end()) {
        return refuse(ProblemKind::not_found, "template_missing",
                      fmt::format("The theme has no template '{}'.", template_name));
    }
    Filled filled;
    auto page = run(*found->second, context, data, filled, user);
    for (auto at = found->second.get(); page && !at->layout().empty();) {
        at = templates_.find(layout_name(*at))->second.get();
        Object with_body;
        if (auto const members = context.object()) with_body = *members;
        with_body.set("body", std::move(*page));
        page = run(*at, std::move(with_body), data, filled, user);
    }
    return page;
}

Result<Html> Theme::render_partial(std::string_view name, Value const& context, Object const& data, void* user) const {
    auto const found = partials_.find(name);
    if (found == partials_.end()) {
        return refuse(ProblemKind::not_found, "template_missing", fmt::format("The theme has no partial '{}'.", name));
    }
    Filled filled;
    return run(*found->second, context, data, filled, user);
}

Result<Html> Theme::run(Template const& page, Value const& context, Object const& data, Filled& filled,
                        void* user) const {
    Environment environment;
    environment.helpers = &helpers_;
    environment.partial = [this](std::string_view name) {
        auto const found = partials_.find(name);
        return found == partials_.end() ? nullptr : found->second.get();
    };
    environment.data = &data;
    environment.theme = this;
    environment.filled = &filled;
    environment.user = user;
    return theme::render(page, context, environment);
}

std::string const* Theme::asset(std::string_view path) const {
    auto const found = assets_.find(std::string(path));
    return found == assets_.end() ? nullptr : &found->second;
}

boost::json::object Theme::config() const {
    auto const found = package_.if_contains("config");
    return found && found->is_object() ? found->get_object() : boost::json::object();
}

Result<void> ActiveTheme::replace(ThemeFiles files, HelperRegistry helpers) {
    auto theme = Theme::load(std::move(files), std::move(helpers));
    if (!theme) return refuse(theme.error());
    std::scoped_lock const lock(mutex_);
    theme_ = std::move(*theme);
    return {};
}

void ActiveTheme::put_back(std::shared_ptr<Theme const> theme) {
    std::scoped_lock const lock(mutex_);
    theme_ = std::move(theme);
}

std::shared_ptr<Theme const> ActiveTheme::current() const {
    std::scoped_lock const lock(mutex_);
    return theme_;
}

}  // namespace broadsheet::theme
