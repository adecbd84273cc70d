#include "narration/bulletin.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "base/locale.h"
#include "base/log.h"
#include "document/read_json.h"
#include "frame/frame.h"
#include "frame/notice.h"
#include "frame/values.h"
#include "store/changes.h"
#include "store/listings.h"
#include "store/narrations.h"

namespace broadsheet::narration {
namespace {

namespace json = boost::json;
using content::Bulletin;
using content::BulletinSettings;
using content::StoryText;

constexpr char const* kept_bulletins = "bulletins";  // the setting that names them
constexpr std::size_t most_kept = 14, most_briefs = 20;
constexpr int noon = 12 * 60;
constexpr std::int64_t first_version = 2;  // written, published

std::vector<Bulletin> read_kept(store::Reader& reader) {
    std::vector<Bulletin> out;
    auto const kept = json::parse(store::find_setting(reader, kept_bulletins).value_or("[]"));
    for (auto const& one : kept.as_array()) {
        auto const& object = one.as_object();
        auto const story = content::StoryId::parse(std::string(object.at("story").as_string()));
        if (story) out.push_back({*story, object.at("version").as_int64(), from_ms(object.at("to").as_int64())});
    }
    return out;
}

void keep(store::Database& database, std::vector<Bulletin> kept) {
    if (kept.size() > most_kept) kept.erase(kept.begin(), kept.end() - most_kept);
    json::array out;
    for (auto const& one : kept)
        out.push_back({{"story", one.story.text()}, {"version", one.version}, {"to", to_ms(one.to)}});
    auto const transaction = database.begin();
    store::save_setting(*transaction, kept_bulletins, json::serialize(out));
    database.commit(*transaction);
}

Time latest_due(BulletinSettings const& settings, std::string_view zone, Time now) {
    auto const today = day_of(now, zone);
    auto const due = moment_of(today, settings.minute, zone);
    if (due <= now) return due;
    return moment_of(day_of(start_of(today, zone) - Millis(1), zone), settings.minute, zone);
}

using Briefs = std::map<std::string, std::vector<store::Card>>;  // by language, newest first

// What everybody may read.
Briefs briefs_before(store::Reader& reader, Time to, int hours) {
    std::vector<content::StoryId> ids;
    for (auto const& entry : store::entries_between(reader, "feed", to - Millis(hours * 3'600'000LL), to))
        ids.push_back(entry.story);
    Briefs out;
    for (auto& card : store::load_cards(reader, ids)) {
        bool const heard = card.kind == content::StoryKind::brief && card.visibility == "public" &&
                           card.status == content::StoryStatus::published;
        auto& briefs = out[card.language];
        if (heard && briefs.size() < most_briefs) briefs.push_back(std::move(card));
    }
    std::erase_if(out, [](auto const& language) { return language.second.empty(); });
    return out;
}

document::Node heading_of(store::Card const& brief) {
    document::Node out{document::NodeKind::heading, document::Heading{2}, {}, {}};
    document::Mark link{document::MarkKind::link, Url::parse_link(frame::story_path(brief.slug)), {}};
    out.content.push_back(link.href ? document::text_node(brief.headline, {std::move(link)})
                                    : document::text_node(brief.headline));
    return out;
}

std::string body_of(std::vector<store::Card> const& briefs) {
    document::Document out;
    for (auto const& brief : briefs) {
        auto text = document::read_json(brief.body);
        if (!text) continue;
        out.content.push_back(heading_of(brief));
        for (auto& node : text->content) out.content.push_back(std::move(node));
    }
    return document::to_json_text(out);
}

StoryText write_bulletin(frame::Publication const& publication, BulletinSettings const& settings, Time to,
                         std::string const& language, std::vector<store::Card> const& briefs) {
    auto const& site = publication.site;
    auto const day = day_of(to, site.timezone);
    bool const morning = settings.minute < noon;
    auto const name = frame::translated(*publication.catalogs, language,
                                        morning ? "Morning bulletin, {date}" : "Evening bulletin, {date}");
    StoryText out;
    out.headline = frame::fill(name, "date", format_time(to, site.timezone, language, DateStyle::date));
    out.slug = fmt::format("{}-bulletin-{:04}-{:02}-{:02}{}", morning ? "morning" : "evening", day.year, day.month,
                           day.day, language == site.language ? "" : "-" + language);
    out.language = language;
    out.section = settings.section;
    out.body = body_of(briefs);
    return out;
}

void publish_due(store::Database& database, frame::Publication const& publication, BulletinSettings const& settings,
                 PublishBulletin const& publish) {
    auto const to = latest_due(settings, publication.site.timezone, database.clock().now());
    auto const reader = database.snapshot();
    auto kept = read_kept(*reader);
    for (auto const& [language, briefs] : briefs_before(*reader, to, settings.hours)) {
        auto text = write_bulletin(publication, settings, to, language, briefs);
        auto const slug = text.slug;
        auto const made = publish(std::move(text), settings.by, nullptr);
        // Published, and killed before it was noted.
        auto const known = made ? std::nullopt : store::find_slug(*reader, slug);
        auto const story = made ? std::optional(made->id) : known ? std::optional(known->story) : std::nullopt;
        if (!story || std::ranges::find(kept, *story, &Bulletin::story) != kept.end()) continue;
        kept.push_back({*story, made ? made->version : first_version, to});
        log_info("bulletin_published story={} language={} briefs={}", story->text(), language, briefs.size());
    }
    keep(database, std::move(kept));
}

void revise(store::Database& database, BulletinSettings const& settings, PublishBulletin const& publish) {
    auto const reader = database.snapshot();
    auto kept = read_kept(*reader);
    std::map<Time, Briefs> windows;  // the languages of a day share one
    bool changed = false;
    for (auto& one : kept) {
        auto const story = store::find_story(*reader, one.story);
        if (!story) continue;
        auto const [window, fresh] = windows.try_emplace(one.to);
        if (fresh) window->second = briefs_before(*reader, one.to, settings.hours);
        auto text = story->text;
        text.body = body_of(window->second[text.language]);
        if (text == story->text) continue;
        auto const made = publish(std::move(text), settings.by, &one);
        if (!made) continue;
        one.version = made->version;
        changed = true;
    }
    if (changed) keep(database, std::move(kept));
}

}  // namespace

void schedule_bulletin(store::Transaction& transaction, BulletinSettings const& settings, std::string_view zone) {
    if (!settings.enabled) return store::remove_job(transaction, bulletin_job, due_bulletin);
    auto const today = day_of(transaction.now(), zone);
    auto next = moment_of(today, settings.minute, zone);
    if (next <= transaction.now()) next = moment_of(next_day(today), settings.minute, zone);
    store::move_job(transaction, bulletin_job, due_bulletin, next);
}

void revise_bulletins(store::Transaction& transaction) {
    if (!read_kept(transaction).empty()) store::add_job(transaction, bulletin_job, changed_briefs, transaction.now());
}

void work_on_bulletins(store::Database& database, frame::Frame& frame, PublishBulletin const& publish,
                       std::string_view subject) {
    auto const settings = store::narration_settings(*database.snapshot()).bulletin;
    if (subject == changed_briefs) return revise(database, settings, publish);
    auto const publication = frame.publication();
    if (settings.enabled) publish_due(database, *publication, settings, publish);
    auto const transaction = database.begin();
    schedule_bulletin(*transaction, settings, publication->site.timezone);
    database.commit(*transaction);
}

}  // namespace broadsheet::narration
