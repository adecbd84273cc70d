// Turns sound up and takes the peaks back, ahead of time and gently, so that nothing clips. Pure; any thread.
#pragma once
#include <cstdint>
#include <vector>

namespace broadsheet::speech {

// Every sample times `gain`, and no true peak (between samples too, as BS.1770 measures them) over `ceiling`, where 1
// is full scale. The gain comes down over the 5 ms before a peak and is mostly back 30 ms behind it.
std::vector<std::int16_t> limit(std::vector<std::int16_t> const& samples, int rate, double gain, double ceiling);

}  // namespace broadsheet::speech
