#include "narration/studio.h"

#include <algorithm>
#include <chrono>

#include "base/give_way.h"
#include "base/log.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "speech/loudness.h"
#include "speech/web_vtt.h"
#include "store/pictures.h"

namespace broadsheet::narration {
namespace {

using content::Narration;
using content::NarrationKind;
using content::NarrationSettings;
using content::NarrationState;
using content::Story;

constexpr Millis lease{30'000}, long_lease{120'000};  // longer than a sentence takes here, or by a server
constexpr Millis between_signs{1'000};                // of life, while it speaks
constexpr Millis first_pause{20'000}, longest_pause{3'600'000};
constexpr int most_attempts = 10;

Millis lease_for(std::vector<std::string> const& names) {
    return std::ranges::any_of(names, is_server_voice) ? long_lease : lease;
}

}  // namespace

Studio::Studio(store::Database& database, frame::Frame& frame, media::BlobStore& blobs, Voices& voices,
               speech::KeptClips& kept)
    : database_(database), frame_(frame), blobs_(blobs), voices_(voices), kept_(kept) {}

Studio::~Studio() { stop(); }

void Studio::start() {
    thread_ = std::thread([this] { run(); });
}

void Studio::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    stop_.request_stop();
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Studio::wake() {
    {
        std::lock_guard const lock(mutex_);
        awake_ = true;
    }
    woken_.notify_all();
}

void Studio::run() {
    give_way();
    bool released = database_.is_postgres();  // one program has a SQLite file at a time: what is held there is nobody's
    for (;;) {
        bool worked = false;
        try {
            if (!released) {
                auto const transaction = database_.begin();
                store::release_narrations(*transaction);
                transaction->commit();
                released = true;
            }
            worked = run_once();
        } catch (std::exception const& error) {
            log_error("narrating_failed error=\"{}\"", error.what());
        }
        std::unique_lock lock(mutex_);
        if (!worked) woken_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_ || awake_; });
        awake_ = false;
        if (stopping_) return;
    }
}

std::optional<Narration> Studio::take() {
    auto const now = database_.clock().now();
    {
        auto const reader = database_.snapshot();
        if (auto const next = store::next_narration_time(*reader, now); !next || *next > now) return std::nullopt;
    }
    auto const transaction = database_.begin();
    auto taken = store::take_narration(*transaction, transaction->now() + lease);
    if (taken) transaction->commit();
    return taken;
}

bool Studio::run_once() {
    auto const taken = take();
    if (!taken) return false;
    try {
        work(*taken);
    } catch (std::exception const& error) {
        put_off(*taken, error.what());
    }
    return true;
}

void Studio::work(Narration const& taken) {
    auto reader = database_.snapshot();
    auto const story = store::find_story(*reader, taken.story);
    if (!story || story->status != content::StoryStatus::published) return withdraw(taken, !story);
    auto const settings = store::narration_settings(*reader);
    bool const is_asked = taken.kind == NarrationKind::machine && taken.state != NarrationState::off;
    if (!is_asked || !content::is_narrated(*story, settings)) return settle(taken, false, [](Narration&) {});
    auto const wanted = voices_.wanted(settings, story->text.language, story->text.section);
    auto script = write_script(*reader, *frame_.publication(), *story, settings, wanted);
    reader.reset();
    if (!script) return fail(taken, script.error().message);
    if (script->digest == taken.digest && !taken.audio.empty())
        return settle(taken, false, [](Narration& narration) {
            narration.state = NarrationState::ready;
            narration.trouble.clear();
        });
    speak(taken, *story, std::move(*script), wanted, settings);
}

void Studio::speak(Narration const& taken, Story const& story, Script script, std::string const& wanted,
                   NarrationSettings const& settings) {
    auto const begun = std::chrono::steady_clock::now();
    auto const names = voices_within_limit(script, wanted, story.text.language, settings);
    if (!hold(taken, 0, script.lines.size(), lease_for(names))) return;
    auto sound = sound_of(taken, script, names, settings);
    note_spending();
    if (!sound) {
        if (sound.error().code == "speech_stopped") {
            hold(taken, 0, script.lines.size(), Millis(0));
            return;
        }
        return fail(taken, sound.error().message);
    }
    if (!hold(taken, script.lines.size(), script.lines.size(), long_lease)) return;
    auto& track = sound->track;
    speech::level(track.clip);
    Narration made = taken;
    made.trained = sound->trained;
    script.tags.digital_source_type = content::digital_source_type(made);
    add_cover(script.tags, story);
    auto const mp3 = speech::encode_mp3(track, script.tags), opus = speech::encode_opus(track, script.tags);
    auto const mp3_name = blobs_.put(mp3, "mp3"), opus_name = blobs_.put(opus, "opus");
    settle(taken, true, [&](Narration& narration) {
        if (!blobs_.exists(mp3_name) || !blobs_.exists(opus_name))
            throw std::runtime_error("a file of the narration was swept out meanwhile");
        narration.state = NarrationState::ready;
        narration.trouble = sound->voice == wanted ? "" : "spoken by " + sound->voice + ", not by " + wanted;
        narration.digest = script.digest;
        narration.voice = sound->voice;
        narration.trained = sound->trained;
        narration.audio = mp3_name;
        narration.audio_mime = "audio/mpeg";
        narration.audio_bytes = static_cast<std::int64_t>(mp3.size());
        narration.opus = opus_name;
        narration.opus_bytes = static_cast<std::int64_t>(opus.size());
        narration.duration = speech::length(track.clip);
        narration.vtt = speech::write_vtt(track.marks, script.shown);
        narration.made_at = database_.clock().now();
    });
    std::size_t anew = 0;
    for (auto const& part : track.parts) anew += part.spoken.sentences;
    log_info("narrated story={} voice={} lines={} spoken={} seconds={} took_ms={}", taken.story.text(), sound->voice,
             script.lines.size(), anew, speech::length(track.clip).count() / 1000,
             std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - begun).count());
}

// Without the server's where the month's allowance does not cover what it would have to say.
std::vector<std::string> Studio::voices_within_limit(Script const& script, std::string const& wanted,
                                                     std::string_view language, NarrationSettings const& settings) {
    auto names = voices_.with_substitutes(wanted, language);
    if (settings.monthly_characters == 0 || !is_server_voice(wanted)) return names;
    auto const voice = voices_.find(wanted, settings);
    if (!voice) return names;
    auto const asked = speech::to_be_spoken(script.lines, {*voice}, kept_).characters;
    auto const spent = store::spent_characters(*database_.snapshot(), iso_time(database_.clock().now()).substr(0, 7));
    if (spent + static_cast<std::int64_t>(asked) > settings.monthly_characters) names.erase(names.begin());
    return names;
}

Result<Studio::Sound> Studio::sound_of(Narration const& taken, Script const& script,
                                       std::vector<std::string> const& names, NarrationSettings const& settings) {
    std::vector<speech::Voice*> voices;
    std::vector<std::string> known;
    for (auto const& name : names)
        if (auto const voice = voices_.find(name, settings)) {
            voices.push_back(*voice);
            known.push_back(name);
        }
    std::stop_source overtaken;
    std::stop_callback const ending(stop_.get_token(), [&] { overtaken.request_stop(); });
    auto last_sign = std::chrono::steady_clock::now();
    speech::Progress progress;
    progress.stop = overtaken.get_token();
    progress.tell = [&](std::size_t said, std::size_t of) {
        auto const now = std::chrono::steady_clock::now();
        if (now - last_sign < between_signs) return;
        last_sign = now;
        if (!hold(taken, said, of, lease_for(names))) overtaken.request_stop();
    };
    auto track = speech::narrate(script.lines, voices, kept_, progress);
    if (!track) return refuse(track.error());
    Sound out{std::move(*track), {}, false};
    // The one that says most of it speaks for the whole; one sentence of a trained one is enough to say so.
    auto const most = std::ranges::max_element(out.track.parts, {}, &speech::Part::lines);
    for (std::size_t i = 0; i < voices.size(); ++i)
        for (auto part = out.track.parts.begin(); part != out.track.parts.end(); ++part) {
            if (part->voice != voices[i]->id()) continue;
            if (part == most) out.voice = known[i];
            out.trained |= is_server_voice(known[i]);
        }
    return out;
}

void Studio::add_cover(speech::AudioTags& tags, Story const& story) {
    auto const picture =
        story.text.lead.picture ? store::find_picture(*database_.snapshot(), *story.text.lead.picture) : std::nullopt;
    if (!picture) return;
    auto const* const file = frame::shared_rendition(*picture, "1:1");
    if (!file) return;
    tags.cover = blobs_.get(file->blob).value_or("");
    tags.cover_mime = "image/jpeg";
}

void Studio::note_spending() {
    auto const spent = voices_.take_spent();
    if (spent == 0) return;
    auto const transaction = database_.begin();
    store::spend_characters(*transaction, iso_time(transaction->now()).substr(0, 7), spent);
    transaction->commit();
}

bool Studio::hold(Narration narration, std::size_t said, std::size_t of, Millis time) {
    narration.lines_said = static_cast<int>(said);
    narration.lines = static_cast<int>(of);
    auto const transaction = database_.begin();
    bool const held = store::hold_narration(*transaction, narration, transaction->now() + time);
    transaction->commit();
    return held;
}

template <class Change>
void Studio::settle(Narration const& taken, bool is_heard, Change const& change) {
    auto const transaction = database_.begin();
    transaction->hold("narrations");
    auto narration = store::find_narration(*transaction, taken.story);
    if (!narration || narration->wishes != taken.wishes) return;
    narration->due_at = Time{};
    narration->attempts = 0;
    change(*narration);
    bool const worth_keeping = narration->kind == NarrationKind::human || !narration->audio.empty() ||
                               narration->state == NarrationState::off || !narration->trouble.empty();
    if (worth_keeping)
        store::save_narration(*transaction, *narration);
    else
        store::delete_narration(*transaction, narration->story);
    // The story may be everybody's now, or no longer.
    if (is_heard)
        transaction->append({"narration.made", taken.story.text(), {"story:" + taken.story.text(), "podcast"}, false});
    else if (!narration->audio.empty())
        transaction->append({"narration.looked_at", taken.story.text(), {"podcast"}, false});
    database_.commit(*transaction);
}

// Readers have it no longer. What an editor recorded or said about it stays for the day on which they have it again.
void Studio::withdraw(Narration const& taken, bool gone) {
    auto const transaction = database_.begin();
    transaction->hold("narrations");
    auto narration = store::find_narration(*transaction, taken.story);
    if (!narration || narration->wishes != taken.wishes) return;
    bool const by_hand = narration->kind == NarrationKind::human || narration->state == NarrationState::off;
    narration->due_at = Time{};
    if (by_hand && !gone)
        store::save_narration(*transaction, *narration);
    else
        store::delete_narration(*transaction, narration->story);
    transaction->append({"narration.withdrawn", taken.story.text(), {"podcast"}, false});
    database_.commit(*transaction);
    log_info("narration_withdrawn story={}", taken.story.text());
}

// What was made of an earlier text says what is no longer so.
void Studio::fail(Narration const& taken, std::string const& why) {
    log_error("narration_failed story={} error=\"{}\"", taken.story.text(), why);
    auto const transaction = database_.begin();
    transaction->hold("narrations");
    auto narration = store::find_narration(*transaction, taken.story);
    if (!narration || narration->wishes != taken.wishes) return;
    store::forget_audio(*transaction, *narration);
    narration->state = NarrationState::failed;
    narration->trouble = why;
    narration->due_at = Time{};
    store::save_narration(*transaction, *narration);
    transaction->append({"narration.failed", taken.story.text(), {"story:" + taken.story.text(), "podcast"}, false});
    database_.commit(*transaction);
}

void Studio::put_off(Narration const& taken, std::string const& why) {
    if (taken.attempts + 1 >= most_attempts) return fail(taken, why);
    log_error("narration_put_off story={} attempt={} error=\"{}\"", taken.story.text(), taken.attempts + 1, why);
    auto const transaction = database_.begin();
    transaction->hold("narrations");
    auto narration = store::find_narration(*transaction, taken.story);
    if (!narration || narration->wishes != taken.wishes) return;
    narration->state = NarrationState::queued;
    narration->trouble = why;
    ++narration->attempts;
    narration->due_at = transaction->now() + std::min(longest_pause, first_pause * (1 << taken.attempts));
    store::save_narration(*transaction, *narration);
    transaction->commit();
}

}  // namespace broadsheet::narration
