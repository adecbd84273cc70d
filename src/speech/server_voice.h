// A voice behind HTTP: any server that knows OpenAI's POST /v1/audio/speech (Kokoro, Piper, LocalAI, hosted voices).
// Any thread; every call may wait for as long as its settings allow.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "speech/voice.h"

namespace broadsheet::speech {

struct ServerVoiceSettings {
    std::string url;  // "https://voices.example.org" or with "/v1" behind it
    std::string key;  // the bearer token; empty: none. In no id, no script, no message
    std::string model = "tts-1";
    std::map<std::string, std::string, std::less<>> voices;  // language → name; "" speaks all others
    double speed = 1;                                        // 0.25 to 4
    Millis time{60'000};                                     // for one answer
    int attempts = 4;                                        // to reach it, 429 and 5xx included
    Millis first_wait{500};                                  // before the second attempt; doubled each time
    Millis longest_wait{30'000};  // between two attempts; a server that asks for more (Retry-After) is unreachable
    std::size_t most_bytes = 16'000'000;  // of one answer
};

// Refused: `speech_url`, `speech_key`, `speech_voice`, `speech_speed` for settings that are none.
Result<std::unique_ptr<Voice>> server_voice(ServerVoiceSettings settings);

}  // namespace broadsheet::speech
