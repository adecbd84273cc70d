// Reads IPA symbol by symbol against an engine's table. Private to speech/.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::speech {

enum class Sound { vowel, consonant };

struct Symbol {
    std::string_view ipa;
    Sound sound;
    std::string_view written;  // in the engine's way; several candidates are parted by spaces, the nearest first
};

enum class Stress { none, primary, secondary };

struct Heard {
    Symbol const* symbol;
    Stress stress;  // of a vowel: the mark stands before its syllable in IPA
};

// The longest symbol at each place. What says nothing to an engine (ties, syllable dots, slashes, spaces) is passed
// over; nothing at all where something else is met.
std::optional<std::vector<Heard>> read_ipa(std::string_view ipa, std::span<Symbol const> table);

}  // namespace broadsheet::speech
