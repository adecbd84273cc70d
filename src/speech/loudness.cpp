#include "speech/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "speech/limiter.h"

namespace broadsheet::speech {
namespace {

constexpr double near_enough = 0.15;  // LU
constexpr int most_rounds = 6;
constexpr double quiet_loudness = -26;

struct CloseMeter {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

class Meter {
  public:
    explicit Meter(int rate) : state_(ebur128_init(1, static_cast<unsigned long>(rate), EBUR128_MODE_I)) {
        if (!state_) throw std::bad_alloc();
    }
    void hear(std::span<std::int16_t const> samples) {
        if (ebur128_add_frames_short(state_.get(), samples.data(), samples.size()) != EBUR128_SUCCESS)
            throw std::bad_alloc();
    }
    std::optional<double> loudness() const {
        double out = 0;
        ebur128_loudness_global(state_.get(), &out);
        return std::isfinite(out) ? std::optional(out) : std::nullopt;
    }

  private:
    std::unique_ptr<ebur128_state, CloseMeter> state_;
};

double from_decibels(double decibels) { return std::pow(10, decibels / 20); }

}  // namespace

std::optional<double> loudness(Clip const& clip) {
    Meter meter(clip.rate);
    meter.hear(clip.samples);
    return meter.loudness();
}

// The limiter takes away from the loudness, so the gain is found in a few rounds.
std::optional<double> level(Clip& clip) {
    auto reached = loudness(clip);
    if (!reached) return std::nullopt;
    double gain = wanted_loudness - *reached;
    auto const original = clip.samples;
    for (int round = 0; round < most_rounds; ++round) {
        clip.samples = limit(original, clip.rate, from_decibels(gain), from_decibels(highest_peak));
        reached = loudness(clip);
        auto const missing = wanted_loudness - reached.value_or(wanted_loudness);
        if (std::abs(missing) < near_enough) break;
        gain += 1.4 * missing;  // the louder, the more is taken away
    }
    return reached;
}

void level_quietly(std::vector<std::span<std::int16_t>> const& stretches) {
    Meter meter(track_rate);
    for (auto const stretch : stretches) meter.hear(stretch);
    auto const measured = meter.loudness();
    if (!measured) return;
    double const gain = from_decibels(quiet_loudness - *measured);
    for (auto const stretch : stretches)
        for (auto& sample : stretch)
            sample = static_cast<std::int16_t>(std::clamp(std::lround(sample * gain), -32768L, 32767L));
}

}  // namespace broadsheet::speech
