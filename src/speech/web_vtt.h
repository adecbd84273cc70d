// The words of a recording with their times, as players and assistive programs read them (W3C WebVTT). Pure; any
// thread.
#pragma once
#include <string>
#include <vector>

#include "speech/narrate.h"

namespace broadsheet::speech {

// A cue for each text; marks and texts go in pairs, and those without a length or words are left out.
std::string write_vtt(std::vector<Mark> const& marks, std::vector<std::string> const& texts);

}  // namespace broadsheet::speech
