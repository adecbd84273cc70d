// Sentence by sentence into one piece of sound: each is spoken, or taken from what was spoken before, and joined with
// the pauses it asks for. Any thread; blocks for as long as the voices take.
#pragma once
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "speech/kept_clips.h"
#include "speech/voice.h"

namespace broadsheet::speech {

struct Line {
    Utterance said;
    Millis pause_after{0};     // silence before the next one
    std::string chapter = {};  // the title, where one begins here
};

struct Mark {
    Millis from{0}, to{0};
    friend bool operator==(Mark const&, Mark const&) = default;
};

struct Chapter {
    std::string title;
    Millis from{0}, to{0};
};

// What one voice did for a track.
struct Part {
    std::string voice;  // its id
    std::size_t lines = 0;
    Spoken spoken = {};  // of these, what was not kept from before
};

struct Track {
    Clip clip;                        // at track_rate, not yet levelled (loudness.h)
    std::vector<Mark> marks;          // of each line, its pause left out; empty (from = to) where it was not said
    std::vector<Chapter> chapters;    // the first begins at 0, the last ends with the track
    std::vector<Part> parts;          // one for each voice that is heard
    std::vector<std::size_t> unsaid;  // lines that no voice could say
};

struct Progress {
    std::function<void(std::size_t done, std::size_t of)> tell =
        {};                     // after each line; begins anew when a voice is lost
    std::stop_token stop = {};  // looked at between lines
};

// The first voice that speaks a line's language says it, the next where it refuses. Where one is Unreachable, the whole
// track is made without it, so that a story does not change its voice in the middle. Throws Unreachable when no other
// speaks the language. Refused: `speech_stopped`, `speech_nothing` (no line could be said), `speech_too_long` (over
// three hours).
Result<Track> narrate(std::vector<Line> const& lines, std::vector<Voice*> const& voices, KeptClips& kept,
                      Progress const& progress = {});

// What narrate() would have spoken anew, if every voice can be reached: before anybody pays for it. The same sentence
// twice is spoken once. Throws Unreachable as Voice::script does.
Spoken to_be_spoken(std::vector<Line> const& lines, std::vector<Voice*> const& voices, KeptClips const& kept);

}  // namespace broadsheet::speech
