#include "frame/publication.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <cmath>

#include "base/url.h"
#include "frame/audio.h"
#include "frame/values.h"
#include "store/changes.h"
#include "store/pictures.h"

namespace broadsheet::frame {
namespace {

namespace json = boost::json;

// The grounds of the default theme that an accent colour stands on, lightest and darkest.
constexpr std::string_view light_ground = "#f4f0e6", dark_ground = "#1d2024";

constexpr std::pair<char const*, std::string content::Site::*> texts[] = {
    {"title", &content::Site::title},
    {"tagline", &content::Site::tagline},
    {"language", &content::Site::language},
    {"timezone", &content::Site::timezone},
    {"accent_color", &content::Site::accent_color},
    {"corrections_policy", &content::Site::corrections_policy},
    {"ethics_policy", &content::Site::ethics_policy},
    {"publishing_principles", &content::Site::publishing_principles},
    {"postal_address", &content::Site::postal_address}};

using Color = std::array<double, 3>;  // 0 to 1

Color color_of(std::string_view text) {
    Color out{};
    for (std::size_t i = 0; i < 3; ++i) out[i] = std::stoi(std::string(text.substr(1 + 2 * i, 2)), nullptr, 16) / 255.0;
    return out;
}

std::string text_of(Color const& color) {
    return fmt::format("#{:02x}{:02x}{:02x}", std::lround(color[0] * 255), std::lround(color[1] * 255),
                       std::lround(color[2] * 255));
}

// WCAG 2.2: relative luminance.
double luminance(Color const& color) {
    auto const linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}

double contrast(Color const& a, Color const& b) {
    auto const first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

json::object setting(store::Reader& reader, char const* name) {
    auto const text = store::find_setting(reader, name);
    return text ? json::parse(*text).as_object() : json::object{};
}

std::vector<content::Link> links_from(json::object const& settings, char const* name) {
    std::vector<content::Link> out;
    auto const* const list = settings.if_contains(name);
    if (!list || !list->is_array()) return out;
    for (auto const& link : list->get_array())
        out.push_back({std::string(link.at("label").as_string()), std::string(link.at("url").as_string())});
    return out;
}

json::array links_json(std::vector<content::Link> const& links) {
    json::array out;
    for (auto const& link : links) out.push_back({{"label", link.label}, {"url", link.url}});
    return out;
}

theme::Array link_values(std::vector<content::Link> const& links) {
    theme::Array out;
    for (auto const& link : links) out.emplace_back(theme::Object{{"label", link.label}, {"url", link.url}});
    return out;
}

// The file of a logo that is wide enough for twice the width it is shown at.
content::RenditionFile const* logo_file(content::Picture const& picture) {
    content::RenditionFile const* best = nullptr;
    for (auto const* format : {"webp", "jpeg"}) {
        for (auto const& file : picture.renditions)
            if (file.format == format && file.shape.empty() &&
                (!best || std::abs(file.width - 640) < std::abs(best->width - 640)))
                best = &file;
        if (best) return best;
    }
    return nullptr;
}

theme::Object site_values(content::Site const& site) {
    return {{"title", site.title},
            {"tagline", site.tagline},
            {"url", site.url},
            {"language", site.language},
            {"direction", direction_of(site.language)},
            {"accent_color", site.accent_color},
            {"navigation", link_values(site.navigation)}};
}

theme::Value plain_value(json::value const& value) {
    if (value.is_bool()) return theme::Value(value.get_bool());
    return value.is_string() ? theme::Value(std::string(value.get_string())) : theme::Value();
}

}  // namespace

std::string translated(Catalogs const& catalogs, std::string_view language, std::string const& text,
                       std::string_view category) {
    auto const catalog = catalogs.find(language.substr(0, language.find('-')));
    if (catalog == catalogs.end()) return text;
    auto found = catalog->second.end();
    if (!category.empty()) found = catalog->second.find(text + "|" + std::string(category));
    if (found == catalog->second.end()) found = catalog->second.find(text);
    return found == catalog->second.end() ? text : found->second;
}

std::vector<ThemeOption> theme_options(json::object const& config) {
    std::vector<ThemeOption> out;
    auto const* const custom = config.if_contains("custom");
    if (!custom || !custom->is_object()) return out;
    for (auto const& [name, about] : custom->get_object()) {
        if (!about.is_object()) continue;
        ThemeOption option;
        option.name = name;
        if (auto const* const kind = about.get_object().if_contains("type"); kind && kind->is_string())
            option.kind = std::string(kind->get_string());
        if (auto const* const choices = about.get_object().if_contains("options"); choices && choices->is_array())
            for (auto const& choice : choices->get_array())
                if (choice.is_string()) option.choices.emplace_back(choice.get_string());
        if (auto const* const standard = about.get_object().if_contains("default")) option.standard = *standard;
        out.push_back(std::move(option));
    }
    return out;
}

Result<void> check_option(ThemeOption const& option, json::value const& value) {
    auto const refused = [&](std::string message) {
        return refuse({ProblemKind::invalid, "theme_option", std::move(message), "theme/" + option.name});
    };
    if (option.kind == "boolean") return value.is_bool() ? Result<void>() : refused("This must be true or false.");
    if (!value.is_string()) return refused("This must be a text.");
    std::string const text(value.get_string());
    if (option.kind == "color" && !is_color(text)) return refused("This must be a colour such as #a5231c.");
    if (option.kind == "select" &&
        std::find(option.choices.begin(), option.choices.end(), text) == option.choices.end())
        return refused(fmt::format("This must be one of: {}.", fmt::join(option.choices, ", ")));
    if (text.size() > 2000) return refused("This is too long.");
    return {};
}

content::Site site_with(content::Site site, json::object const& settings) {
    for (auto const& [key, field] : texts)
        if (auto const* const value = settings.if_contains(key); value && value->is_string())
            site.*field = std::string(value->get_string());
    if (auto const* const logo = settings.if_contains("logo"); logo && logo->is_string())
        site.logo = content::PictureId::parse(std::string(logo->get_string()));
    if (auto const* const required = settings.if_contains("review_required"); required && required->is_bool())
        site.review_required = required->get_bool();
    if (auto const* const figures = settings.if_contains("mail_figures"); figures && figures->is_bool())
        site.mail_figures = figures->get_bool();
    site.navigation = links_from(settings, "navigation");
    site.foot_navigation = links_from(settings, "foot_navigation");
    return site;
}

json::object settings_json(content::Site const& site) {
    json::object out;
    for (auto const& [key, field] : texts) out[key] = site.*field;
    out["logo"] = site.logo ? json::value(site.logo->text()) : json::value(nullptr);
    out["review_required"] = site.review_required;
    out["mail_figures"] = site.mail_figures;
    out["navigation"] = links_json(site.navigation);
    out["foot_navigation"] = links_json(site.foot_navigation);
    return out;
}

Publication read_publication(store::Reader& reader, content::Site defaults, std::vector<ThemeOption> const& options,
                             std::string theme_logo) {
    Publication out;
    out.site = site_with(std::move(defaults), setting(reader, "site"));
    out.site.logo_url = std::move(theme_logo);
    out.site_data = site_values(out.site);
    out.site_data.set("podcast", has_podcast(reader));
    auto const picture = out.site.logo ? store::find_picture(reader, *out.site.logo) : std::nullopt;
    if (auto const* const file = picture ? logo_file(*picture) : nullptr) {
        out.site.logo_url = media_path(file->blob);
        out.site_data.set("logo",
                          theme::Object{{"url", out.site.logo_url}, {"width", file->width}, {"height", file->height}});
    }
    auto const chosen = setting(reader, "theme");
    for (auto const& option : options) {
        auto const* const value = chosen.if_contains(option.name);
        out.custom.set(option.name, plain_value(value && check_option(option, *value) ? *value : option.standard));
    }
    if (is_color(out.site.accent_color))
        out.css = fmt::format(
            ":root {{ --accent: {}; }}\n@media (prefers-color-scheme: dark) {{ :root {{ --accent: {}; }} }}\n",
            readable_color(out.site.accent_color, light_ground), readable_color(out.site.accent_color, dark_ground));
    return out;
}

bool is_color(std::string_view text) {
    return text.size() == 7 && text[0] == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

std::string readable_color(std::string_view color, std::string_view ground) {
    auto const wanted = color_of(color), under = color_of(ground);
    double const end = luminance(under) > 0.5 ? 0.0 : 1.0;  // towards black on paper, towards white on dark
    for (double mix = 0; mix < 1; mix += 0.02) {
        Color mixed;
        for (std::size_t i = 0; i < 3; ++i) mixed[i] = wanted[i] + (end - wanted[i]) * mix;
        mixed = color_of(text_of(mixed));
        if (contrast(mixed, under) >= 4.5) return text_of(mixed);
    }
    return end == 0.0 ? "#000000" : "#ffffff";
}

}  // namespace broadsheet::frame
