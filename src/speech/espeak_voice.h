// Over a hundred languages spoken by espeak-ng: a process of its own for each sentence, without a shell, our
// environment or more than its time. Clear rather than beautiful. Any thread; sentences on several threads are spoken
// at once.
#pragma once
#include <filesystem>
#include <memory>

#include "speech/voice.h"

namespace broadsheet::speech {

struct EspeakSettings {
    std::filesystem::path program = "/usr/bin/espeak-ng";
    std::filesystem::path scratch = "/tmp";  // for the sentence, in a nameless file
    std::string voice = {};                  // "en-gb": for every language; empty: each language its own
    std::string variant = {};                // how old, high, hoarse the voice is: "f3", "m1"; empty: the plain one
    int words_per_minute = 165;              // 80 to 450
    int pitch = 50;                          // 0 to 99
    Millis time{20'000};                     // for one sentence
};

// What the program on this machine can speak; empty where it cannot be started.
std::vector<VoiceInfo> espeak_voices(EspeakSettings const& settings = {});

// Asks the program for its languages when that is first needed. Refused: `speech_voice`, `speech_speed`,
// `speech_pitch` for settings that are none.
Result<std::unique_ptr<Voice>> espeak_voice(EspeakSettings settings = {});

}  // namespace broadsheet::speech
