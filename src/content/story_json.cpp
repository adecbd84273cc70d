#include "content/story_json.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace broadsheet::content {
namespace {

namespace json = boost::json;

template <class Record>
json::value id_or_null(std::optional<Id<Record>> id) {
    return id ? json::value(id->text()) : json::value(nullptr);
}

std::string text_at(json::object const& object, std::string_view key) {
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

template <class Record>
std::optional<Id<Record>> id_at(json::object const& object, std::string_view key) {
    return Id<Record>::parse(text_at(object, key));
}

}  // namespace

json::object to_json(Lead const& lead) {
    return {
        {"picture", id_or_null(lead.picture)}, {"alt", lead.alt}, {"caption", lead.caption}, {"credit", lead.credit}};
}

Lead lead_from_json(json::object const& object) {
    return {id_at<Picture>(object, "picture"), text_at(object, "alt"), text_at(object, "caption"),
            text_at(object, "credit")};
}

json::object to_json(Overrides const& overrides) {
    return {
        {"title", overrides.title}, {"description", overrides.description}, {"picture", id_or_null(overrides.picture)}};
}

Overrides overrides_from_json(json::object const& object) {
    return {text_at(object, "title"), text_at(object, "description"), id_at<Picture>(object, "picture")};
}

json::object to_json(StoryText const& text) {
    json::array tags, bylines;
    for (auto const& tag : text.tags) tags.emplace_back(tag);
    for (auto const author : text.bylines) bylines.emplace_back(author.text());
    return {{"headline", text.headline},
            {"standfirst", text.standfirst},
            {"slug", text.slug},
            {"language", text.language},
            {"section", id_or_null(text.section)},
            {"tags", std::move(tags)},
            {"bylines", std::move(bylines)},
            {"body", json::parse(text.body)},
            {"lead", to_json(text.lead)},
            {"visibility", text.visibility},
            {"teaser", text.teaser},
            {"seo", to_json(text.seo)},
            {"social", to_json(text.social)}};
}

StoryText story_text_from_json(json::value const& value) {
    auto const& object = value.as_object();
    StoryText text;
    text.headline = text_at(object, "headline");
    text.standfirst = text_at(object, "standfirst");
    text.slug = text_at(object, "slug");
    text.language = text_at(object, "language");
    text.section = id_at<Section>(object, "section");
    for (auto const& tag : object.at("tags").as_array()) text.tags.emplace_back(tag.as_string());
    for (auto const& author : object.at("bylines").as_array())
        text.bylines.push_back(AuthorId::parse(std::string(author.as_string())).value());
    text.body = json::serialize(object.at("body"));
    text.lead = lead_from_json(object.at("lead").as_object());
    text.visibility = text_at(object, "visibility");
    if (auto const* const teaser = object.if_contains("teaser")) text.teaser = static_cast<int>(teaser->as_int64());
    text.seo = overrides_from_json(object.at("seo").as_object());
    text.social = overrides_from_json(object.at("social").as_object());
    return text;
}

}  // namespace broadsheet::content
