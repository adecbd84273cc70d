// A piece of sound: mono, 16 bits, at any rate. And what is done to one before it is joined to others. Any thread.
#pragma once
#include <cstdint>
#include <vector>

#include "base/time.h"

namespace broadsheet::speech {

// What all engines' clips become, so that they can be joined: enough for speech (12 kHz), and a rate that MP3 and Opus
// both know.
constexpr int track_rate = 24'000;

struct Clip {
    int rate = 0;  // samples a second
    std::vector<std::int16_t> samples;
};

Millis length(Clip const& clip);
std::size_t samples_in(Millis time, int rate);

// The same sound at another rate (windowed sinc; nothing above half the lower rate is left).
Clip resample(Clip const& clip, int rate);

// Without the silence at its ends, which are faded so that they do not click; empty if it is all silence.
Clip trim(Clip const& clip);

}  // namespace broadsheet::speech
