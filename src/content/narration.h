// Stories that are read out. Plain data, what editors set about it, and the rules.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/story.h"

namespace broadsheet::content {

struct LexiconName;
using LexiconId = Id<LexiconName>;

enum class NarrationState { queued, speaking, ready, failed, off };
enum class NarrationKind { machine, human };
std::string_view name_of(NarrationState state);
std::string_view name_of(NarrationKind kind);
std::optional<NarrationState> narration_state(std::string_view name);
std::optional<NarrationKind> narration_kind(std::string_view name);

struct Narration {
    StoryId story;
    NarrationState state = NarrationState::queued;  // of the work; what was made before can be heard meanwhile
    NarrationKind kind = NarrationKind::machine;
    std::string digest;    // of what was spoken, and by whom
    std::string voice;     // as settings name voices: "flite:slt"
    bool trained = false;  // by a voice made of recordings with machine learning (IPTC's trainedAlgorithmicMedia)
    std::string audio;     // blob; empty: there is nothing to hear
    std::string audio_mime;
    std::int64_t audio_bytes = 0;
    std::string opus;  // the same, smaller; may be empty
    std::int64_t opus_bytes = 0;
    Millis duration{0};
    std::string vtt;      // the words with their times; may be empty
    std::string trouble;  // why it failed, or waits; empty: all is well
    int attempts = 0;
    std::int64_t wishes = 0;        // rises whenever it is to be looked at anew
    Time due_at{};                  // zero: there is nothing to do
    int lines_said = 0, lines = 0;  // while it is spoken
    Time made_at{};
};

// A name that editors taught the newspaper to say.
struct LexiconName {
    LexiconId id;
    std::string written;
    std::string language;    // of the texts it is for; empty: of all
    std::string respelling;  // these two as in speech/words/lexicon.h
    std::string ipa;
    bool match_case = true;
    Time changed_at{};
};

enum class SpokenPlace { nowhere, first, last };
std::string_view name_of(SpokenPlace place);
std::optional<SpokenPlace> spoken_place(std::string_view name);

struct PodcastSettings {
    std::string title, description, author, email;  // empty: the publication's
    std::string category = "News";                  // "News", "News > Daily News": of Apple's list
    bool is_explicit = false;
    std::optional<PictureId> picture;  // square, 1,400 to 3,000 pixels; empty: the logo
};

// A story made of the newest briefs every day, published by itself and read out like any other.
struct BulletinSettings {
    bool enabled = false;
    int minute = 7 * 60;  // after midnight in the newsroom's zone; "07:00" in JSON
    int hours = 24;       // of which the briefs are
    std::optional<SectionId> section;
    StaffId by;  // who switched it on, and so publishes it
};

// One that was published: as the program wrote it, where the story still has this version.
struct Bulletin {
    StoryId story;
    std::int64_t version = 0;
    Time to{};  // its briefs are older
};

struct NarrationSettings {
    bool enabled = true;
    bool articles = true, briefs = true;
    std::map<std::string, std::string, std::less<>> voices;          // language → voice; "": all others
    std::map<std::string, std::string, std::less<>> section_voices;  // section's id → voice
    std::string model = "tts-1";                                     // these two for voice servers
    double speed = 1;
    std::int64_t monthly_characters = 0;                          // of voice servers; 0: as many as there are
    std::map<std::string, std::string, std::less<>> disclosures;  // language → words; empty: the theme's
    SpokenPlace disclosure_spoken = SpokenPlace::nowhere;
    bool say_standfirst = true, say_byline = true, say_date = true;
    std::map<std::string, std::string, std::less<>> choices;  // "tables" → "announced" (document::SpeechChoices)
    PodcastSettings podcast;
    BulletinSettings bulletin;
};
NarrationSettings read_narration_settings(boost::json::object const& json);
boost::json::object to_json(NarrationSettings const& settings);

std::optional<int> minute_of_day(std::string_view time);  // "07:30" → 450
std::string time_of_day(int minute);                      // 450 → "07:30"

// What stands under this language (BCP 47), else under its primary one, else under "" ; empty: nothing does.
std::string const* for_language(std::map<std::string, std::string, std::less<>> const& by_language,
                                std::string_view language);

// Whether editors chose to have this kind of story read out.
bool narrates(NarrationSettings const& settings, StoryKind kind);
// Whether the newspaper reads this story out by itself: published ones alone, of the kinds that editors chose.
bool is_narrated(Story const& story, NarrationSettings const& settings);

// Where a machine's voice comes from, as IPTC's "digital source type" says it; empty for people.
std::string digital_source_type(Narration const& narration);

}  // namespace broadsheet::content
