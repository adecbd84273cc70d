// One loudness for everything that is published: -16 LUFS, integrated (EBU R 128, ITU-R BS.1770), as podcasts have it.
// Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "speech/clip.h"

namespace broadsheet::speech {

constexpr double wanted_loudness = -16;  // LUFS
// dBTP, of the samples. Coding adds up to 1.5 dB (Opus; MP3 0.3), so that what is heard stays under -1.
constexpr double highest_peak = -2.6;

// Integrated, in LUFS; nothing for what is silent or shorter than 0.4 s.
std::optional<double> loudness(Clip const& clip);

// Brings it to the wanted loudness; peaks that would go over the highest are turned down (limiter.h). Returns the
// loudness reached: up to 0.3 LU lower where a voice is all peaks. Nothing, and nothing done, where it cannot be
// measured.
std::optional<double> level(Clip& clip);

// Brings stretches of one track, at track_rate, to a common loudness low enough that nothing clips.
void level_quietly(std::vector<std::span<std::int16_t>> const& stretches);

}  // namespace broadsheet::speech
