#include "content/narration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace broadsheet::content {
namespace {

namespace json = boost::json;

using Texts = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 5> states{"queued", "speaking", "ready", "failed", "off"};
constexpr std::array<std::string_view, 2> kinds{"machine", "human"};
constexpr std::array<std::string_view, 3> places{"nowhere", "first", "last"};

template <class Enum, std::size_t n>
std::optional<Enum> find(std::array<std::string_view, n> const& names, std::string_view name) {
    for (std::size_t i = 0; i < n; ++i)
        if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

void take(json::object const& from, char const* name, std::string& into) {
    if (auto const* const value = from.if_contains(name); value && value->is_string()) into = value->get_string();
}

void take(json::object const& from, char const* name, bool& into) {
    if (auto const* const value = from.if_contains(name); value && value->is_bool()) into = value->get_bool();
}

void take(json::object const& from, char const* name, Texts& into) {
    auto const* const value = from.if_contains(name);
    if (!value || !value->is_object()) return;
    for (auto const& [key, text] : value->get_object())
        if (text.is_string()) into[std::string(key)] = std::string(text.get_string());
}

json::object texts_json(Texts const& texts) {
    json::object out;
    for (auto const& [key, text] : texts) out[key] = text;
    return out;
}

PodcastSettings read_podcast(json::object const& from) {
    PodcastSettings out;
    take(from, "title", out.title);
    take(from, "description", out.description);
    take(from, "author", out.author);
    take(from, "email", out.email);
    take(from, "category", out.category);
    take(from, "explicit", out.is_explicit);
    std::string picture;
    take(from, "picture", picture);
    out.picture = PictureId::parse(picture);
    return out;
}

json::object podcast_json(PodcastSettings const& podcast) {
    return {{"title", podcast.title},
            {"description", podcast.description},
            {"author", podcast.author},
            {"email", podcast.email},
            {"category", podcast.category},
            {"explicit", podcast.is_explicit},
            {"picture", podcast.picture ? json::value(podcast.picture->text()) : json::value(nullptr)}};
}

BulletinSettings read_bulletin(json::object const& from) {
    BulletinSettings out;
    take(from, "enabled", out.enabled);
    std::string text;
    take(from, "time", text);
    out.minute = minute_of_day(text).value_or(out.minute);
    if (auto const* const hours = from.if_contains("hours"); hours && hours->is_int64())
        out.hours = static_cast<int>(hours->get_int64());
    text.clear();
    take(from, "section", text);
    out.section = SectionId::parse(text);
    text.clear();
    take(from, "by", text);
    out.by = StaffId::parse(text).value_or(StaffId{});
    return out;
}

json::object bulletin_json(BulletinSettings const& bulletin) {
    return {{"enabled", bulletin.enabled},
            {"time", time_of_day(bulletin.minute)},
            {"hours", bulletin.hours},
            {"section", bulletin.section ? json::value(bulletin.section->text()) : json::value(nullptr)},
            {"by", bulletin.by.text()}};
}

}  // namespace

std::string_view name_of(NarrationState state) { return states[static_cast<std::size_t>(state)]; }
std::string_view name_of(NarrationKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view name_of(SpokenPlace place) { return places[static_cast<std::size_t>(place)]; }
std::optional<NarrationState> narration_state(std::string_view name) { return find<NarrationState>(states, name); }
std::optional<NarrationKind> narration_kind(std::string_view name) { return find<NarrationKind>(kinds, name); }
std::optional<SpokenPlace> spoken_place(std::string_view name) { return find<SpokenPlace>(places, name); }

NarrationSettings read_narration_settings(json::object const& from) {
    NarrationSettings out;
    take(from, "enabled", out.enabled);
    take(from, "articles", out.articles);
    take(from, "briefs", out.briefs);
    take(from, "voices", out.voices);
    take(from, "section_voices", out.section_voices);
    take(from, "model", out.model);
    if (auto const* const speed = from.if_contains("speed"); speed && speed->is_number())
        out.speed = speed->to_number<double>();
    if (auto const* const most = from.if_contains("monthly_characters"); most && most->is_int64())
        out.monthly_characters = most->get_int64();
    take(from, "disclosures", out.disclosures);
    std::string place;
    take(from, "disclosure_spoken", place);
    out.disclosure_spoken = spoken_place(place).value_or(SpokenPlace::nowhere);
    take(from, "say_standfirst", out.say_standfirst);
    take(from, "say_byline", out.say_byline);
    take(from, "say_date", out.say_date);
    take(from, "choices", out.choices);
    if (auto const* const podcast = from.if_contains("podcast"); podcast && podcast->is_object())
        out.podcast = read_podcast(podcast->get_object());
    if (auto const* const bulletin = from.if_contains("bulletin"); bulletin && bulletin->is_object())
        out.bulletin = read_bulletin(bulletin->get_object());
    return out;
}

json::object to_json(NarrationSettings const& settings) {
    return {{"enabled", settings.enabled},
            {"articles", settings.articles},
            {"briefs", settings.briefs},
            {"voices", texts_json(settings.voices)},
            {"section_voices", texts_json(settings.section_voices)},
            {"model", settings.model},
            {"speed", settings.speed},
            {"monthly_characters", settings.monthly_characters},
            {"disclosures", texts_json(settings.disclosures)},
            {"disclosure_spoken", name_of(settings.disclosure_spoken)},
            {"say_standfirst", settings.say_standfirst},
            {"say_byline", settings.say_byline},
            {"say_date", settings.say_date},
            {"choices", texts_json(settings.choices)},
            {"podcast", podcast_json(settings.podcast)},
            {"bulletin", bulletin_json(settings.bulletin)}};
}

std::optional<int> minute_of_day(std::string_view time) {
    int hour = 0, minute = 0;
    if (time.size() != 5 || time[2] != ':') return std::nullopt;
    auto const read = [](std::string_view digits, int& into) {
        auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
        return error == std::errc() && end == digits.data() + digits.size() && into >= 0;
    };
    if (!read(time.substr(0, 2), hour) || !read(time.substr(3), minute) || hour > 23 || minute > 59)
        return std::nullopt;
    return hour * 60 + minute;
}

std::string time_of_day(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string const* for_language(Texts const& by_language, std::string_view language) {
    for (auto const tag : {language, language.substr(0, language.find('-')), std::string_view()})
        if (auto const found = by_language.find(tag); found != by_language.end() && !found->second.empty())
            return &found->second;
    return nullptr;
}

bool narrates(NarrationSettings const& settings, StoryKind kind) {
    return settings.enabled &&
           ((kind == StoryKind::article && settings.articles) || (kind == StoryKind::brief && settings.briefs));
}

bool is_narrated(Story const& story, NarrationSettings const& settings) {
    return story.status == StoryStatus::published && narrates(settings, story.kind);
}

std::string digital_source_type(Narration const& narration) {
    if (narration.kind == NarrationKind::human) return {};
    constexpr std::string_view terms = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    return std::string(terms) + (narration.trained ? "trainedAlgorithmicMedia" : "algorithmicMedia");
}

}  // namespace broadsheet::content
