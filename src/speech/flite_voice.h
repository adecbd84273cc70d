// English spoken by flite inside this process: nothing to set up, nothing to install, a voice of 2018. The library
// keeps state of its own, so one sentence at a time is spoken in the whole process; callers on other threads wait.
#pragma once
#include <memory>
#include <string_view>

#include "speech/voice.h"

namespace broadsheet::speech {

// slt (a woman, the clearest), rms, awb (men), kal16 (a man, crude, but twenty times as fast): what Debian ships.
std::vector<VoiceInfo> flite_voices();

// Refused: `speech_voice` for every other name. Other alphabets are written in Latin letters before they are spoken.
Result<std::unique_ptr<Voice>> flite_voice(std::string_view name);

}  // namespace broadsheet::speech
