#include "store/narrations.h"

#include <boost/json/parse.hpp>
#include <set>

#include "store/changes.h"
#include "store/retired_blobs.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

constexpr Millis retired_for = std::chrono::days(7);
constexpr std::string_view columns =
    "n.story_id, n.state, n.kind, n.digest, n.voice, n.trained, n.audio, n.audio_mime, n.audio_bytes, n.opus, "
    "n.opus_bytes, n.duration, n.vtt, n.trouble, n.attempts, n.wishes, n.due_at, n.lines_said, n.lines, n.made_at";

template <class... Parameters>
std::vector<Narration> read_narrations(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Narration> out;
    for (auto& [story, state, kind, digest, voice, trained, audio, mime, bytes, opus, opus_bytes, duration, vtt,
                trouble, attempts, wishes, due, lines_said, lines, made] :
         select<StoryId, std::string, std::string, std::string, std::string, bool, std::string, std::string,
                std::int64_t, std::string, std::int64_t, std::int64_t, std::string, std::string, int, std::int64_t,
                Time, int, int, Time>(reader, "SELECT " + std::string(columns) + " FROM narrations n " + tail,
                                      parameters...))
        out.push_back({story,
                       content::narration_state(state).value_or(NarrationState::queued),
                       content::narration_kind(kind).value_or(NarrationKind::machine),
                       std::move(digest),
                       std::move(voice),
                       trained,
                       std::move(audio),
                       std::move(mime),
                       bytes,
                       std::move(opus),
                       opus_bytes,
                       Millis(duration),
                       std::move(vtt),
                       std::move(trouble),
                       attempts,
                       wishes,
                       due,
                       lines_said,
                       lines,
                       made});
    return out;
}

std::vector<std::string> files_of(Narration const& narration) {
    std::vector<std::string> out;
    for (auto const* const blob : {&narration.audio, &narration.opus})
        if (!blob->empty()) out.push_back(*blob);
    return out;
}

void retire(Transaction& transaction, StoryId story, std::set<std::string> const& blobs, Time until) {
    for (auto const& blob : blobs) {
        execute(transaction, "UPDATE narration_blobs SET until = :until WHERE blob = :blob AND story_id = :story",
                until, blob, story);
        retire_blob(transaction, blob, until);
    }
}

std::set<std::string> named_files(Reader& reader, StoryId story, std::string const& condition) {
    std::set<std::string> out;
    for (auto& [blob] :
         select<std::string>(reader, "SELECT blob FROM narration_blobs WHERE story_id = :story " + condition, story))
        out.insert(std::move(blob));
    return out;
}

// Files that were heard are all to go, those that were replaced before among them. Whose they were stays known.
void retire_all(Transaction& transaction, StoryId story) {
    retire(
        transaction, story,
        named_files(transaction, story, "AND (until = 0 OR until > " + std::to_string(to_ms(transaction.now())) + ")"),
        transaction.now());
}

}  // namespace

std::optional<Narration> find_narration(Reader& reader, StoryId story) {
    auto found = read_narrations(reader, "WHERE n.story_id = :story", story);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void save_narration(Transaction& transaction, Narration const& one) {
    hold_blobs(transaction);
    auto gone = named_files(transaction, one.story, "AND until = 0");
    for (auto const& blob : files_of(one)) {
        gone.erase(blob);
        execute(transaction,
                "INSERT INTO narration_blobs (blob, story_id, until) VALUES (:blob, :story, 0) ON CONFLICT (blob, "
                "story_id) DO UPDATE SET until = 0",
                blob, one.story);
    }
    retire(transaction, one.story, gone, transaction.now() + retired_for);
    execute(transaction,
            "INSERT INTO narrations (story_id, state, kind, digest, voice, trained, audio, audio_mime, audio_bytes, "
            "opus, opus_bytes, duration, vtt, trouble, attempts, wishes, due_at, held_until, lines_said, lines, "
            "made_at) VALUES (:story, :state, :kind, :digest, :voice, :trained, :audio, :mime, :bytes, :opus, "
            ":opus_bytes, :duration, :vtt, :trouble, :attempts, :wishes, :due, 0, :said, :lines, :made) ON CONFLICT "
            "(story_id) DO UPDATE SET state = excluded.state, kind = excluded.kind, digest = excluded.digest, voice = "
            "excluded.voice, trained = excluded.trained, audio = excluded.audio, audio_mime = excluded.audio_mime, "
            "audio_bytes = excluded.audio_bytes, opus = excluded.opus, opus_bytes = excluded.opus_bytes, duration = "
            "excluded.duration, vtt = excluded.vtt, trouble = excluded.trouble, attempts = excluded.attempts, due_at = "
            "excluded.due_at, held_until = 0, lines_said = excluded.lines_said, lines = excluded.lines, made_at = "
            "excluded.made_at",
            one.story, content::name_of(one.state), content::name_of(one.kind), one.digest, one.voice, one.trained,
            one.audio, one.audio_mime, one.audio_bytes, one.opus, one.opus_bytes,
            static_cast<std::int64_t>(one.duration.count()), one.vtt, one.trouble, one.attempts, one.wishes, one.due_at,
            one.lines_said, one.lines, one.made_at);
}

void delete_narration(Transaction& transaction, StoryId story) {
    hold_blobs(transaction);
    retire_all(transaction, story);
    execute(transaction, "DELETE FROM narrations WHERE story_id = :story", story);
}

void forget_audio(Transaction& transaction, Narration& narration) {
    hold_blobs(transaction);
    retire_all(transaction, narration.story);
    narration.audio.clear();
    narration.opus.clear();
    narration.audio_mime.clear();
    narration.vtt.clear();
    narration.digest.clear();
    narration.audio_bytes = narration.opus_bytes = 0;
    narration.duration = Millis(0);
}

void wish_narration(Transaction& transaction, StoryId story) {
    transaction.hold("narrations");
    execute(
        transaction,
        "INSERT INTO narrations (story_id, state, kind, digest, voice, trained, audio, audio_mime, audio_bytes, "
        "opus, opus_bytes, duration, vtt, trouble, attempts, wishes, due_at, held_until, lines_said, lines, "
        "made_at) VALUES (:story, 'queued', 'machine', '', '', 0, '', '', 0, '', 0, 0, '', '', 0, 1, :now, 0, 0, 0, "
        "0) ON CONFLICT (story_id) DO UPDATE SET wishes = narrations.wishes + 1, due_at = excluded.due_at, "
        "held_until = 0, attempts = 0",
        story, transaction.now());
}

void wish_narrations_of_archive(Transaction& transaction, int most) {
    auto const stories = select<StoryId>(
        transaction,
        "SELECT s.id FROM stories s LEFT JOIN narrations n ON n.story_id = s.id WHERE s.status = 'published' AND "
        "n.story_id IS NULL AND s.kind <> 'page' ORDER BY s.published_at DESC LIMIT :most",
        most);
    for (auto const& [story] : stories) wish_narration(transaction, story);
}

void wish_known_narrations(Transaction& transaction) {
    transaction.hold("narrations");
    execute(transaction,
            "UPDATE narrations SET wishes = wishes + 1, due_at = :now, held_until = 0, attempts = 0 WHERE kind = "
            "'machine' AND state <> 'off'",
            transaction.now());
}

std::optional<Narration> take_narration(Transaction& transaction, Time held_until) {
    transaction.hold("narrations");
    auto due = read_narrations(transaction,
                               "WHERE n.due_at > 0 AND n.due_at <= :now AND n.held_until < :free ORDER BY n.due_at, "
                               "n.story_id LIMIT 1",
                               transaction.now(), transaction.now());
    if (due.empty()) return std::nullopt;
    std::optional<Narration> taken(std::move(due.front()));
    execute(transaction, "UPDATE narrations SET held_until = :until WHERE story_id = :story", held_until, taken->story);
    return taken;
}

std::optional<Time> next_narration_time(Reader& reader, Time now) {
    auto const row = select_one<std::optional<Time>>(
        reader, "SELECT MIN(due_at) FROM narrations WHERE due_at > 0 AND held_until < :now", now);
    return row ? std::get<0>(*row) : std::nullopt;
}

bool hold_narration(Transaction& transaction, Narration const& one, Time held_until) {
    return execute(transaction,
                   "UPDATE narrations SET state = 'speaking', lines_said = :said, lines = :lines, held_until = :until "
                   "WHERE story_id = :story AND wishes = :wishes AND due_at > 0",
                   one.lines_said, one.lines, held_until, one.story, one.wishes) == 1;
}

void release_narrations(Transaction& transaction) {
    execute(transaction, "UPDATE narrations SET held_until = 0 WHERE held_until > 0");
}

std::vector<AudioOwner> owners_of_audio(Reader& reader, std::string_view blob, Time now) {
    std::vector<AudioOwner> out;
    for (auto& [status, visibility] : select<std::string, std::string>(
             reader,
             "SELECT s.status, s.visibility FROM narration_blobs b JOIN stories s ON s.id = b.story_id WHERE b.blob = "
             ":blob AND (s.status = 'retracted' OR ((b.until = 0 OR b.until > :now) AND NOT EXISTS (SELECT 1 FROM "
             "narrations n WHERE n.story_id = b.story_id AND n.state = 'off')))",
             blob, now))
        out.push_back({content::story_status(status).value_or(StoryStatus::draft), std::move(visibility)});
    return out;
}

std::vector<Narration> podcast_narrations(Reader& reader, PodcastFilter const& filter) {
    std::string tail =
        "JOIN stories s ON s.id = n.story_id WHERE n.audio <> '' AND n.state <> 'off' AND s.status = 'published' AND "
        "s.visibility = 'public'";
    if (filter.section) tail += " AND s.section_id = " + std::to_string(filter.section->value);
    tail +=
        " AND (:all = 1 OR s.language = :language OR s.language LIKE :regional) AND (:first = 1 OR (s.published_at, "
        "s.id) < (SELECT b.published_at, b.id FROM stories b WHERE b.id = :before)) ORDER BY s.published_at DESC, "
        "s.id DESC LIMIT :most";
    return read_narrations(reader, tail, filter.language.empty() ? 1 : 0, filter.language, filter.language + "-%",
                           filter.before ? 0 : 1, filter.before.value_or(StoryId{}), filter.limit);
}

std::vector<NarrationCount> count_narrations(Reader& reader) {
    std::vector<NarrationCount> out;
    for (auto const& [state, stories] : select<std::string, std::int64_t>(
             reader, "SELECT state, COUNT(*) AS stories FROM narrations GROUP BY state ORDER BY state"))
        out.push_back({content::narration_state(state).value_or(NarrationState::queued), stories});
    return out;
}

std::vector<Narration> unfinished_narrations(Reader& reader, int limit) {
    return read_narrations(
        reader,
        "WHERE n.due_at > 0 OR n.state IN ('speaking', 'failed') ORDER BY n.due_at, n.story_id LIMIT "
        ":most",
        limit);
}

std::int64_t spent_characters(Reader& reader, std::string_view month) {
    auto const row =
        select_one<std::int64_t>(reader, "SELECT characters FROM narration_spending WHERE month = :month", month);
    return row ? std::get<0>(*row) : 0;
}

void spend_characters(Transaction& transaction, std::string_view month, std::int64_t characters) {
    execute(transaction,
            "INSERT INTO narration_spending (month, characters) VALUES (:month, :characters) ON CONFLICT (month) DO "
            "UPDATE SET characters = narration_spending.characters + excluded.characters",
            month, characters);
}

content::NarrationSettings narration_settings(Reader& reader) {
    auto const text = find_setting(reader, "narration");
    return content::read_narration_settings(text ? boost::json::parse(*text).as_object() : boost::json::object{});
}

}  // namespace broadsheet::store
