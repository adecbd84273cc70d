// Reads WAV as speech engines send it: PCM of 8 to 32 bits or float, any number of channels (mixed into one), sizes in
// the header wrong or unknown (they stream). Pure; any thread.
#pragma once
#include <optional>
#include <string_view>

#include "speech/clip.h"

namespace broadsheet::speech {

// Nothing where this is no WAV, a compressed one, or one of a rate outside 8,000 to 192,000.
std::optional<Clip> read_wav(std::string_view bytes);

}  // namespace broadsheet::speech
