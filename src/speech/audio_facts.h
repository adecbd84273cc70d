// What a recording that somebody uploads is, told by its bytes alone. Reads strangers' files: refuses, never throws for
// what is in them. Any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace broadsheet::speech {

struct AudioFacts {
    Millis duration{0};
    std::string mime;       // "audio/mpeg", "audio/mp4", "audio/ogg"
    std::string extension;  // "mp3", "m4a", "opus", "ogg"
    std::uint64_t bytes = 0;
};

// MP3, M4A (AAC, ALAC; without pictures that move), Ogg Opus and Ogg Vorbis. Refused: `audio_type` for all else,
// `audio_broken` where no sound of at least 0.1 s is found in it.
Result<AudioFacts> read_audio_facts(std::string_view bytes);

}  // namespace broadsheet::speech
