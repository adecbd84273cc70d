#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/locale.h"
#include "base/url.h"
#include "desk/handlers.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/audit.h"
#include "store/changes.h"
#include "store/pictures.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

json::object options_json(std::vector<frame::ThemeOption> const& options) {
    json::object out;
    for (auto const& option : options) {
        json::array choices(option.choices.begin(), option.choices.end());
        out[option.name] =
            json::object{{"type", option.kind}, {"options", std::move(choices)}, {"default", option.standard}};
    }
    return out;
}

json::object stored(store::Reader& reader, char const* name) {
    auto const text = store::find_setting(reader, name);
    return text ? json::parse(*text).as_object() : json::object{};
}

json::object settings_answer(App& app) {
    auto const reader = app.database.snapshot();
    auto out = frame::settings_json(app.frame.site());
    auto const options = app.frame.options();
    auto const chosen = stored(*reader, "theme");
    json::object theme;
    for (auto const& option : options) {
        auto const* const value = chosen.if_contains(option.name);
        theme[option.name] = value ? *value : option.standard;
    }
    auto const chosen_site = stored(*reader, "site");
    auto const* const factor = chosen_site.if_contains("second_factor_required");
    out["second_factor_required"] = factor && factor->is_bool() && factor->get_bool();
    out["theme"] = std::move(theme);
    out["theme_options"] = options_json(options);
    return out;
}

std::optional<std::vector<content::Link>> read_links(Fields& fields, std::string_view name) {
    auto const* const given = fields.value(name);
    if (!given) return std::nullopt;
    std::vector<content::Link> links;
    if (!given->is_array() || given->get_array().size() > 30) {
        fields.refuse(name, "list_expected", "This must be a list of at most 30 links.");
        return std::nullopt;
    }
    for (auto const& item : given->get_array()) {
        auto const place = std::string(name) + "/" + std::to_string(links.size());
        if (!item.is_object()) {
            fields.refuse(place, "object_expected", "This must be an object.");
            return std::nullopt;
        }
        Fields inner(item.get_object());
        content::Link const link{inner.text("label", 60).value_or(""), inner.text("url", 500).value_or("")};
        if (link.label.empty()) fields.refuse(place + "/label", "label_missing", "Please give the link a name.");
        if (link.url.empty() || !Url::parse_link(link.url))
            fields.refuse(place + "/url", "url_shape", "This must be an address such as /about/ or https://….");
        if (auto const problem = inner.problem()) fields.refuse(*problem);
        links.push_back(link);
    }
    return links;
}

// The pages that say how the newsroom works, for search engines: here or elsewhere, or none.
void read_policies(Fields& fields, content::Site& site) {
    for (auto const& [name, page] : {std::pair{"corrections_policy", &site.corrections_policy},
                                     {"ethics_policy", &site.ethics_policy},
                                     {"publishing_principles", &site.publishing_principles}}) {
        auto const given = fields.text(name, 500);
        if (!given) continue;
        if (!given->empty() && !Url::parse_link(*given))
            fields.refuse(name, "url_shape", "This must be an address such as /about/ or https://….");
        *page = *given;
    }
}

void read_site(Fields& fields, store::Reader& reader, content::Site& site) {
    if (auto const title = fields.text("title", 100)) {
        if (title->empty()) fields.refuse("title", "title_missing", "Please give the publication a name.");
        site.title = *title;
    }
    if (auto const tagline = fields.text("tagline", 200)) site.tagline = *tagline;
    if (auto const language = fields.text("language", 35)) {
        if (!is_language_tag(*language))
            fields.refuse("language", "language_shape", "This must be a language such as en, uk or en-GB.");
        site.language = *language;
    }
    if (auto const zone = fields.text("timezone", 60)) {
        if (!is_time_zone(*zone))
            fields.refuse("timezone", "unknown_zone", "This must be a time zone such as Europe/Kyiv.");
        site.timezone = *zone;
    }
    if (auto const color = fields.text("accent_color", 7)) {
        if (!color->empty() && !frame::is_color(*color))
            fields.refuse("accent_color", "color_shape", "This must be a colour such as #a5231c.");
        site.accent_color = *color;
    }
    if (fields.has("logo")) {
        auto const* const given = fields.value("logo");
        site.logo = given->is_string() ? content::PictureId::parse(std::string(given->get_string())) : std::nullopt;
        if (!given->is_null() && (!site.logo || !store::find_picture(reader, *site.logo)))
            fields.refuse("logo", "unknown_record", "There is no picture with this id.");
    }
    read_policies(fields, site);
    if (auto const text = fields.text("postal_address", 300)) site.postal_address = *text;
    if (auto const figures = fields.boolean("mail_figures")) site.mail_figures = *figures;
    if (auto const required = fields.boolean("review_required")) site.review_required = *required;
    if (auto links = read_links(fields, "navigation")) site.navigation = std::move(*links);
    if (auto links = read_links(fields, "foot_navigation")) site.foot_navigation = std::move(*links);
}

// Options that this theme does not know stay as they are: another theme may.
void read_theme(Fields& fields, std::vector<frame::ThemeOption> const& options, json::object& chosen) {
    auto const* const given = fields.value("theme");
    if (!given) return;
    if (!given->is_object()) return fields.refuse("theme", "object_expected", "This must be an object.");
    for (auto const& [name, value] : given->get_object()) {
        auto const option =
            std::find_if(options.begin(), options.end(), [&](auto const& known) { return known.name == name; });
        if (option == options.end())
            return fields.refuse("theme/" + std::string(name), "unknown_option", "The theme has no such setting.");
        if (auto const fits = frame::check_option(*option, value); !fits) return fields.refuse(fits.error());
        chosen[name] = value;
    }
}

}  // namespace

http::Response show_settings(DeskCall const& call) { return json_answer(200, settings_answer(call.app)); }

http::Response change_settings(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    Fields fields(*body);
    auto site = call.app.frame.site();
    auto theme = stored(*transaction, "theme");
    read_site(fields, *transaction, site);
    read_theme(fields, call.app.frame.options(), theme);
    auto const factor = fields.boolean("second_factor_required");
    if (factor && call.staff.role != content::Role::administrator)
        fields.refuse({ProblemKind::forbidden, "administrators_only", "Only administrators may change this.",
                       "second_factor_required"});
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    // Only what was given: the rest goes on following the operator's file.
    auto settings = stored(*transaction, "site");
    for (auto const& [name, value] : frame::settings_json(site))
        if (body->contains(name)) settings[name] = value;
    if (factor) settings["second_factor_required"] = *factor;
    store::save_setting(*transaction, "site", json::serialize(settings));
    store::save_setting(*transaction, "theme", json::serialize(theme));
    transaction->append({"settings.changed", "site", {"site"}});
    store::append_audit(*transaction, {call.staff.id, "settings.changed", "settings:site", site.title, *body});
    call.app.database.commit(*transaction);
    return json_answer(200, settings_answer(call.app));
}

}  // namespace broadsheet::desk
