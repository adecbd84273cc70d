// Strangers' text made harmless for an engine that has commands of its own. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "speech/voice.h"

namespace broadsheet::speech {

constexpr std::size_t most_characters = 2'000;  // of one utterance, in code points

// Valid, on one line, without control and formatting characters (soft hyphens, directions); each run of spaces is one.
std::string plain_words(std::string_view text);

// The same for each piece. Refused: `speech_long`, and `speech_empty` where no letter and no digit is left.
Result<Utterance> plain_words(Utterance const& utterance);

bool has_words(std::string_view text);  // a letter or a digit of any script

// "uk" of "uk-UA", in lower case.
std::string base_language(std::string_view tag);

}  // namespace broadsheet::speech
