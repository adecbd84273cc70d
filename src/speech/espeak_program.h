// Runs espeak-ng and reads what it says about itself. Private to speech/.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/child_process.h"
#include "speech/espeak_voice.h"

namespace broadsheet::speech {

// One run with `input` as its standard input. Throws Unreachable if it cannot be started, fails or takes too long.
std::string run_espeak(EspeakSettings const& settings, std::vector<std::string> arguments, std::string_view input);

// "eSpeak NG text-to-speech: 1.51  Data at: …" → "1.51"
std::string espeak_version(EspeakSettings const& settings);

// One of the table that --voices prints. It answers to its other languages, too, where no better voice does.
struct EspeakRow {
    VoiceInfo voice;
    std::vector<std::string> other_languages;
};
std::vector<EspeakRow> read_espeak_voices(std::string_view table);

// The same of this program. Throws Unreachable.
std::vector<EspeakRow> espeak_rows(EspeakSettings const& settings);

// Which sounds (their mnemonics) this voice has.
std::set<std::string, std::less<>> espeak_sounds_of(EspeakSettings const& settings, std::string const& voice);

}  // namespace broadsheet::speech
