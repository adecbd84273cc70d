// What editors set about narrations, and which voices there are.
#include <boost/json/serialize.hpp>
#include <functional>

#include "base/locale.h"
#include "content/pictures.h"
#include "frame/audio.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "narration/bulletin.h"
#include "narration/desk_handlers.h"
#include "store/audit.h"
#include "store/changes.h"
#include "store/picture_uses.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::narration {
namespace {

namespace json = boost::json;
using content::NarrationSettings;
using Texts = std::map<std::string, std::string, std::less<>>;

constexpr std::size_t most_entries = 100;

// An object of texts; an empty one takes the entry away.
std::optional<Texts> read_texts(Fields& fields, std::string_view name, std::size_t longest) {
    auto const* const given = fields.value(name);
    if (!given) return std::nullopt;
    if (!given->is_object() || given->get_object().size() > most_entries) {
        fields.refuse(name, "object_expected", "This must be an object of at most 100 texts.");
        return std::nullopt;
    }
    Texts out;
    Fields inner(given->get_object());
    for (auto const& [key, value] : given->get_object())
        if (auto text = inner.text(std::string_view(key), longest); text && !text->empty())
            out[std::string(key)] = std::move(*text);
    if (auto problem = inner.problem()) {
        problem->field = std::string(name) + "/" + problem->field;
        fields.refuse(std::move(*problem));
    }
    return out;
}

void read_voices(Fields& fields, store::Reader& reader, Voices& voices, NarrationSettings& settings) {
    auto const check = [&](char const* name, Texts const& texts) {
        for (auto const& [key, voice] : texts)
            if (!voices.find(voice, settings))
                fields.refuse(std::string(name) + "/" + key, "voice_unknown", "There is no such voice.");
    };
    if (auto texts = read_texts(fields, "voices", 100)) {
        for (auto const& [language, voice] : *texts)
            if (!language.empty() && !is_language_tag(language))
                fields.refuse("voices/" + language, "language_shape", "This must be a language such as en or uk.");
        check("voices", *texts);
        settings.voices = std::move(*texts);
    }
    if (auto texts = read_texts(fields, "section_voices", 100)) {
        for (auto const& [section, voice] : *texts) {
            auto const id = content::SectionId::parse(section);
            if (!id || !store::find_section(reader, *id))
                fields.refuse("section_voices/" + section, "unknown_record", "There is no such section.");
        }
        check("section_voices", *texts);
        settings.section_voices = std::move(*texts);
    }
}

void read_choices(Fields& fields, NarrationSettings& settings) {
    auto const choices = read_texts(fields, "choices", 20);
    if (!choices) return;
    for (auto const& [name, choice] : *choices) {
        bool known = false;
        for (auto const* one : {"captions", "tables", "cards", "embeds", "footnotes", "code", "pull_quotes", "quotes"})
            known |= name == one;
        if (!known || (choice != "skipped" && choice != "announced" && choice != "read"))
            fields.refuse("choices/" + name, "unknown_choice", "This must be skipped, announced or read.");
    }
    settings.choices = *choices;
}

// An object of the body; what is refused in it is told with its name before it.
void read_object(Fields& fields, std::string const& name, std::function<void(Fields& inner)> const& read) {
    auto const* const given = fields.value(name);
    if (!given) return;
    if (!given->is_object()) return fields.refuse(name, "object_expected", "This must be an object.");
    Fields inner(given->get_object());
    read(inner);
    auto problem = inner.problem();
    if (!problem) return;
    problem->field = name + "/" + problem->field;
    fields.refuse(std::move(*problem));
}

// The record of an id that `find` finds; null takes it away, what is none is refused.
template <class Record, class Find>
std::optional<Record> read_record(Fields& fields, char const* name, std::string message, Find const& find) {
    using Id = decltype(Record::id);
    auto const* const given = fields.value(name);
    auto const id = given->is_string() ? Id::parse(std::string(given->get_string())) : std::nullopt;
    std::optional<Record> found;
    if (id) found = find(*id);
    if (!found && !given->is_null()) fields.refuse(name, "unknown_record", std::move(message));
    return found;
}

void read_podcast(Fields& fields, store::Reader& reader, content::PodcastSettings& podcast) {
    if (auto title = fields.text("title", 200)) podcast.title = std::move(*title);
    if (auto description = fields.text("description", 4000, Fields::Lines::many))
        podcast.description = std::move(*description);
    if (auto author = fields.text("author", 200)) podcast.author = std::move(*author);
    if (auto email = fields.text("email", 254)) {
        if (!email->empty() && email->find('@') == email->npos)
            fields.refuse("email", "email_shape", "This must be an address such as podcast@example.org.");
        podcast.email = std::move(*email);
    }
    if (auto category = fields.text("category", 100)) podcast.category = std::move(*category);
    if (auto const is_explicit = fields.boolean("explicit")) podcast.is_explicit = *is_explicit;
    if (!fields.has("picture")) return;
    auto const picture = read_record<content::Picture>(fields, "picture", "There is no picture with this id.",
                                                       [&](auto id) { return store::find_picture(reader, id); });
    podcast.picture = picture ? std::optional(picture->id) : std::nullopt;
    if (picture && content::podcast_cover_width(*picture) < content::least_podcast_cover)
        fields.refuse("picture", "picture_small",
                      "Podcast directories want a square of at least 1,400 pixels; this picture is too small for it.");
}

void read_bulletin(Fields& fields, store::Reader& reader, content::StaffId editor,
                   content::BulletinSettings& bulletin) {
    if (auto const enabled = fields.boolean("enabled")) {
        if (*enabled && !bulletin.enabled) bulletin.by = editor;
        bulletin.enabled = *enabled;
    }
    if (auto const time = fields.text("time", 5)) {
        auto const minute = content::minute_of_day(*time);
        if (!minute) fields.refuse("time", "time_of_day_shape", "This must be a time of day such as 07:00.");
        bulletin.minute = minute.value_or(bulletin.minute);
    }
    if (auto const hours = fields.number("hours", 1, 168)) bulletin.hours = static_cast<int>(*hours);
    if (!fields.has("section")) return;
    auto const section = read_record<content::Section>(fields, "section", "There is no such section.",
                                                       [&](auto id) { return store::find_section(reader, id); });
    bulletin.section = section ? std::optional(section->id) : std::nullopt;
}

void read_settings(Fields& fields, store::Reader& reader, Voices& voices, NarrationSettings& settings) {
    for (auto const& [name, into] : {std::pair{"enabled", &settings.enabled},
                                     {"articles", &settings.articles},
                                     {"briefs", &settings.briefs},
                                     {"say_standfirst", &settings.say_standfirst},
                                     {"say_byline", &settings.say_byline},
                                     {"say_date", &settings.say_date}})
        if (auto const given = fields.boolean(name)) *into = *given;
    if (auto model = fields.text("model", 100)) settings.model = std::move(*model);
    if (auto const speed = fields.number("speed", 0.25, 4)) settings.speed = *speed;
    if (auto const most = fields.number("monthly_characters", 0, 1e12))
        settings.monthly_characters = static_cast<std::int64_t>(*most);
    read_voices(fields, reader, voices, settings);
    if (auto disclosures = read_texts(fields, "disclosures", 300)) settings.disclosures = std::move(*disclosures);
    if (auto const place = fields.text("disclosure_spoken", 20)) {
        auto const known = content::spoken_place(*place);
        if (!known) fields.refuse("disclosure_spoken", "unknown_place", "This must be nowhere, first or last.");
        settings.disclosure_spoken = known.value_or(settings.disclosure_spoken);
    }
    read_choices(fields, settings);
    read_object(fields, "podcast", [&](Fields& inner) { read_podcast(inner, reader, settings.podcast); });
}

json::object answer(DeskCall const& call, Narrations const& parts) {
    auto const reader = call.app.database.snapshot();
    auto out = content::to_json(store::narration_settings(*reader));
    out["has_server"] = parts.voices.has_server();
    out["spent_characters"] = store::spent_characters(*reader, iso_time(call.app.clock.now()).substr(0, 7));
    auto const site = call.app.frame.site();
    out["usual_disclosure"] = frame::audio_disclosure(*call.app.frame.publication()->catalogs, {}, site.language);
    out["podcast_url"] = site.url + "/podcast/rss/";
    return out;
}

}  // namespace

http::Response show_settings(DeskCall const& call, Narrations& parts) { return json_answer(200, answer(call, parts)); }

http::Response change_settings(DeskCall const& call, Narrations& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const transaction = call.app.database.begin();
    auto settings = store::narration_settings(*transaction);
    Fields fields(*body);
    read_settings(fields, *transaction, parts.voices, settings);
    read_object(fields, "bulletin",
                [&](Fields& inner) { read_bulletin(inner, *transaction, call.staff.id, settings.bulletin); });
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_setting(*transaction, "narration", json::serialize(content::to_json(settings)));
    store::wish_known_narrations(*transaction);
    if (auto const& cover = settings.podcast.picture)
        store::add_job(*transaction, store::finish_picture_job, cover->text(), transaction->now());
    schedule_bulletin(*transaction, settings.bulletin, call.app.frame.site().timezone);
    json::array names;
    for (auto const& field : *body) names.emplace_back(field.key());
    store::append_audit(*transaction,
                        {call.staff.id, "settings.changed", "settings:narration", "", {{"fields", std::move(names)}}});
    transaction->append({"narration.settings", "", {"narration", "podcast"}, false});
    call.app.database.commit(*transaction);
    parts.studio.wake();
    return json_answer(200, answer(call, parts));
}

http::Response list_voices(DeskCall const&, Narrations& parts) {
    json::array out;
    for (auto const& voice : parts.voices.list())
        out.push_back({{"id", voice.id}, {"name", voice.name}, {"language", voice.language}});
    return json_answer(200, json::object{{"voices", std::move(out)}});
}

}  // namespace broadsheet::narration
