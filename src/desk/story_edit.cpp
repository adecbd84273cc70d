#include "desk/story_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/locale.h"
#include "base/slug.h"
#include "content/address.h"
#include "desk/call.h"
#include "document/read_html.h"
#include "document/read_json.h"
#include "store/pictures.h"
#include "store/sections.h"
#include "store/support.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_headline = 300, longest_standfirst = 1000, longest_name = 100, longest_text = 5000;

void set(std::string& target, std::optional<std::string> value) {
    if (value) target = std::move(*value);
}

// The id in a field that names a record; empty where the field says null. Refuses what is not there.
template <class Record>
std::optional<Id<Record>> read_id(Fields& fields, std::string const& field, json::value const& value,
                                  bool (*exists)(store::Reader&, Id<Record>), store::Reader& reader) {
    if (value.is_null() || (value.is_string() && value.get_string().empty())) return std::nullopt;
    auto const id = value.is_string() ? Id<Record>::parse(std::string(value.get_string())) : std::nullopt;
    if (!id || !exists(reader, *id)) fields.refuse(field, "unknown_record", "There is nothing with this id.");
    return id;
}

bool picture_exists(store::Reader& reader, content::PictureId id) {
    return store::find_picture(reader, id).has_value();
}
bool story_exists(store::Reader& reader, content::StoryId id) { return store::find_story(reader, id).has_value(); }
bool section_exists(store::Reader& reader, content::SectionId id) {
    return store::find_section(reader, id).has_value();
}
bool author_exists(store::Reader& reader, content::AuthorId id) { return store::find_author(reader, id).has_value(); }

void read_body(Fields& fields, content::StoryText& text) {
    auto const* const tree = fields.value("body");
    auto const* const html = fields.value("body_html");
    if (tree && html) fields.refuse("body_html", "two_bodies", "Please send either body or body_html.");
    if (!tree && !html) return;
    if (html && !html->is_string()) return fields.refuse("body_html", "text_expected", "This must be text.");
    auto document = tree ? document::read_json(*tree) : document::read_html(html->get_string());
    if (!document) {
        auto problem = document.error();
        problem.field = (tree ? "body" : "body_html") + problem.field;
        return fields.refuse(std::move(problem));
    }
    text.body = document::to_json_text(*document);
}

// The nested objects lead, seo and social: their own Fields, so that unknown members are refused with their path.
template <class Read>
void read_object(Fields& fields, std::string const& name, Read const& read) {
    auto const* const value = fields.value(name);
    if (!value || value->is_null()) return;
    if (!value->is_object()) return fields.refuse(name, "object_expected", "This must be an object.");
    Fields inner(value->get_object());
    read(inner);
    if (auto problem = inner.problem()) {
        problem->field = name + "/" + problem->field;
        fields.refuse(std::move(*problem));
    }
}

void read_lead(Fields& fields, content::Lead& lead, store::Reader& reader) {
    read_object(fields, "lead", [&](Fields& inner) {
        if (auto const* const picture = inner.value("picture"))
            lead.picture = read_id<content::Picture>(inner, "picture", *picture, picture_exists, reader);
        set(lead.alt, inner.text("alt", longest_text));
        set(lead.caption, inner.text("caption", longest_text));
        set(lead.credit, inner.text("credit", longest_headline));
    });
}

void read_overrides(Fields& fields, std::string const& name, content::Overrides& overrides, store::Reader& reader) {
    read_object(fields, name, [&](Fields& inner) {
        set(overrides.title, inner.text("title", longest_headline));
        set(overrides.description, inner.text("description", longest_standfirst));
        if (auto const* const picture = inner.value("picture"))
            overrides.picture = read_id<content::Picture>(inner, "picture", *picture, picture_exists, reader);
    });
}

void read_bylines(Fields& fields, content::StoryText& text, store::Reader& reader) {
    auto const ids = fields.texts("bylines", 20, 13);
    if (!ids) return;
    text.bylines.clear();
    for (std::size_t i = 0; i < ids->size(); ++i)
        if (auto const id = read_id<content::Author>(fields, fmt::format("bylines/{}", i), json::value((*ids)[i]),
                                                     author_exists, reader))
            text.bylines.push_back(*id);
}

void read_tags(Fields& fields, content::StoryText& text) {
    auto const names = fields.texts("tags", 30, longest_name);
    if (!names) return;
    text.tags.clear();
    for (auto const& name : *names)
        if (!name.empty() && std::find(text.tags.begin(), text.tags.end(), name) == text.tags.end())
            text.tags.push_back(name);
}

std::string slug_of_headline(content::StoryText const& text) {
    auto slug = slug_from(text.headline, text.language);
    if (content::is_reserved_slug(slug)) slug += "-story";
    return slug;
}

// By us out of the headline, with or without a number behind it.
bool is_made(content::StoryText const& text) {
    auto const made = slug_of_headline(text);
    if (!text.slug.starts_with(made)) return false;
    auto const rest = std::string_view(text.slug).substr(made.size());
    return rest.empty() ||
           (rest.size() > 1 && rest[0] == '-' && rest.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

void read_slug(Fields& fields, content::StoryText& text, store::Reader& reader, content::StoryId story, bool make) {
    auto const given = fields.text("slug", max_slug);
    if (given && !given->empty()) {
        if (!is_slug(*given))
            return fields.refuse("slug", "slug_shape", "An address may hold a-z, 0-9 and single hyphens.");
        if (content::is_reserved_slug(*given))
            return fields.refuse("slug", "slug_reserved", "The system itself uses this address.");
        auto const hit = store::find_slug(reader, *given);
        if (hit && hit->story != story) return fields.refuse("slug", "slug_taken", "Another story has this address.");
        text.slug = *given;
    } else if (make || text.slug.empty() || given) {
        text.slug = store::free_slug(reader, slug_of_headline(text), story);
    }
}

}  // namespace

Result<StoryEdit> read_story_edit(store::Reader& reader, json::object const& body, content::StoryText const& before,
                                  content::StoryId story, Address address) {
    StoryEdit edit{before, false, std::nullopt, std::nullopt, std::nullopt};
    auto& text = edit.text;
    Fields fields(body);
    if (auto const kind = fields.text("kind", 20)) {
        edit.kind = content::story_kind(*kind);
        if (!edit.kind) fields.refuse("kind", "unknown_kind", "This must be article, brief or page.");
    }
    set(text.headline, fields.text("headline", longest_headline));
    set(text.standfirst, fields.text("standfirst", longest_standfirst, Fields::Lines::many));
    if (auto const language = fields.text("language", 35)) {
        if (!is_language_tag(*language))
            fields.refuse("language", "language_shape", "This must be a language tag such as en or uk.");
        text.language = *language;
    }
    if (auto const* const section = fields.value("section"))
        text.section = read_id<content::Section>(fields, "section", *section, section_exists, reader);
    read_tags(fields, text);
    read_bylines(fields, text, reader);
    read_body(fields, text);
    read_lead(fields, text.lead, reader);
    if (auto const visibility = fields.text("visibility", 20)) {
        auto const tier = content::TierId::parse(*visibility);
        if (*visibility != "public" && *visibility != "members" && *visibility != "paid" &&
            (!tier || !store::find_tier(reader, *tier)))
            fields.refuse("visibility", "unknown_visibility", "This must be public, members, paid or a tier's id.");
        text.visibility = *visibility;
    }
    if (auto const teaser = fields.number("teaser", 0, 20)) text.teaser = static_cast<int>(*teaser);
    read_overrides(fields, "seo", text.seo, reader);
    read_overrides(fields, "social", text.social, reader);
    if (auto const* const first = fields.value("translation_of"))
        edit.translation_of.emplace(read_id<content::Story>(fields, "translation_of", *first, story_exists, reader));
    if (auto const until = fields.text("embargo_until", 40)) {
        edit.embargo_until.emplace(parse_iso_time(*until));
        if (!until->empty() && !*edit.embargo_until)
            fields.refuse("embargo_until", "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
    }
    edit.autosave = fields.boolean("autosave").value_or(false);
    bool const follows = address == Address::follows_headline && text.headline != before.headline && is_made(before);
    read_slug(fields, text, reader, story, follows);
    if (auto problem = fields.problem()) return refuse(std::move(*problem));
    return edit;
}

}  // namespace broadsheet::desk
