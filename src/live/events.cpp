#include "live/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <unordered_map>

#include "base/locale.h"
#include "document/read_json.h"
#include "document/write_web.h"
#include "frame/values.h"
#include "store/listings.h"

namespace broadsheet::live {
namespace {

namespace json = boost::json;

bool is_quiet(std::string_view kind) {
    constexpr std::array<std::string_view, 4> quiet{"story.created", "story.scheduled", "story.staged",
                                                    "story.deleted"};
    return std::find(quiet.begin(), quiet.end(), kind) != quiet.end();
}

std::string html_of(store::Card const& card) {
    if (card.kind != content::StoryKind::brief || card.visibility != "public") return {};
    auto const document = document::read_json(card.body);
    return document ? document::write_web(*document, {}).text() : std::string{};
}

Event shown_event(store::Card const& card, std::int64_t position, content::Site const& site) {
    auto const written = [&](Time time, DateStyle style) {
        return format_time(time, site.timezone, site.language, style);
    };
    auto const day = day_of(card.published_at, site.timezone);
    json::object const data{{"id", card.id.text()},
                            {"url", frame::story_path(card.slug)},
                            {"headline", card.headline},
                            {"html", html_of(card)},
                            {"at", iso_time(card.published_at)},
                            {"kind", content::name_of(card.kind)},
                            {"language", card.language},
                            {"time", written(card.published_at, DateStyle::time)},
                            {"day", written(card.published_at, DateStyle::day)},
                            {"day_url", fmt::format("/feed/{:04}/{:02}/{:02}/", day.year, day.month, day.day)},
                            {"updated", iso_time(card.updated_at)},
                            {"updated_time", written(card.updated_at, DateStyle::time)}};
    return {position, card.kind == content::StoryKind::brief ? "brief" : "story", json::serialize(data)};
}

// A draft's headline and address are nobody's business, also where it was public once.
std::optional<Event> gone_event(store::Reader& reader, Touched const& touched) {
    auto const story = store::find_story(reader, touched.story);
    if (story && !story->published_at) return std::nullopt;
    bool const retracted = story && story->status == content::StoryStatus::retracted;
    json::object const data{{"id", touched.story.text()},
                            {"url", retracted ? frame::story_path(story->text.slug) : std::string{}},
                            {"headline", retracted ? story->text.headline : std::string{}},
                            {"kind", story ? content::name_of(story->kind) : std::string_view{}}};
    return Event{touched.position, "gone", json::serialize(data)};
}

}  // namespace

std::vector<Touched> touched_stories(std::vector<store::Change> const& changes) {
    std::unordered_map<content::StoryId, Touched> by_story;
    for (auto const& change : changes) {
        auto const id = change.kind.starts_with("story.") ? content::StoryId::parse(change.subject)
                                                          : std::optional<content::StoryId>{};
        if (!id) continue;
        auto& touched = by_story[*id];
        touched.story = *id;
        touched.position = change.position;
        touched.noticed |= !is_quiet(change.kind);
        touched.withdrawn |= change.kind == "story.retracted" || change.kind == "story.unpublished";
    }
    std::vector<Touched> out;
    for (auto const& [id, touched] : by_story)
        if (touched.noticed) out.push_back(touched);
    std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.position < b.position; });
    return out;
}

std::vector<Event> events_of(store::Reader& reader, content::Site const& site, std::vector<Touched> const& touched) {
    std::vector<content::StoryId> ids;
    for (auto const& one : touched) ids.push_back(one.story);
    std::unordered_map<content::StoryId, store::Card> cards;
    for (auto& card : store::load_cards(reader, ids)) cards.emplace(card.id, std::move(card));
    std::vector<Event> out;
    for (auto const& one : touched) {
        if (auto const card = cards.find(one.story); card != cards.end()) {
            out.push_back(shown_event(card->second, one.position, site));
        } else if (one.withdrawn) {
            if (auto gone = gone_event(reader, one)) out.push_back(std::move(*gone));
        }
    }
    return out;
}

Event reset_event(std::int64_t position) { return {position, "reset", "{}"}; }

std::string stream_text(Event const& event) {
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.position, event.name, event.data);
}

std::string poll_text(Event const& event) {
    return fmt::format(R"({{"event":"{}","id":{},"data":{}}})", event.name, event.position, event.data);
}

}  // namespace broadsheet::live
