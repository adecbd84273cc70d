// What flite is given for a sentence: ASCII, its phones where the sound is known. Private to speech/.
#pragma once
#include <string>
#include <vector>

#include "speech/voice.h"

namespace broadsheet::speech {

// Some words as they are written, or one whose sounds (`phones`, "k iy1 v") are known.
struct FlitePart {
    std::string text;
    std::string phones;
};

// Refused as Voice::script is.
Result<std::vector<FlitePart>> flite_parts(Utterance const& utterance);

// "the river {d n iy1 p r ow0} froze"
std::string to_text(std::vector<FlitePart> const& parts);

}  // namespace broadsheet::speech
