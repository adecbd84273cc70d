#include "speech/limiter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numbers>

namespace broadsheet::speech {
namespace {

constexpr double look_ahead = 0.005, release = 0.03;  // seconds
constexpr std::size_t oversampling = 4, reach = 6;    // places between two samples; samples on each side

using Weights = std::array<std::array<float, 2 * reach>, oversampling - 1>;

Weights interpolation() {
    Weights out{};
    for (std::size_t place = 1; place < oversampling; ++place)
        for (std::size_t i = 0; i < 2 * reach; ++i) {
            double const x = static_cast<double>(i) + 1 - reach - static_cast<double>(place) / oversampling;
            double const window = 0.5 + 0.5 * std::cos(std::numbers::pi * x / (reach + 1));
            out[place - 1][i] = static_cast<float>(std::sin(std::numbers::pi * x) / (std::numbers::pi * x) * window);
        }
    return out;
}

// The highest value between this sample and the next; around the whole there is silence.
float peak_behind(std::vector<std::int16_t> const& samples, std::size_t at, Weights const& weights) {
    auto const first = at + 1 < reach ? reach - at - 1 : 0;
    auto const last = std::min<std::size_t>(2 * reach, samples.size() - at + reach - 1);
    float most = 0;
    for (auto const& place : weights) {
        float sum = 0;
        for (auto i = first; i < last; ++i) sum += place[i] * static_cast<float>(samples[at + i + 1 - reach]);
        most = std::max(most, std::abs(sum));
    }
    return most;
}

// How far each sample must be turned down; 1: not at all. Between samples is only looked where they come near.
std::vector<float> needed(std::vector<std::int16_t> const& samples, double gain, double ceiling) {
    static Weights const weights = interpolation();
    auto const most = static_cast<float>(ceiling * 32768 / gain);
    std::vector<float> out(samples.size(), 1);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        auto peak = std::abs(static_cast<float>(samples[i]));
        if (peak < most * 0.6F) continue;
        peak = std::max(peak, peak_behind(samples, i, weights));
        if (peak <= most) continue;
        out[i] = most / peak;
        if (i + 1 < out.size()) out[i + 1] = std::min(out[i + 1], out[i]);
    }
    return out;
}

// At each sample the least of it and the `window` behind it.
std::vector<float> least_ahead(std::vector<float> const& values, std::size_t window) {
    std::vector<float> out(values.size());
    std::deque<std::size_t> rising;  // places of values, each less than those behind it
    for (std::size_t i = values.size(); i-- > 0;) {
        while (!rising.empty() && values[rising.front()] >= values[i]) rising.pop_front();
        rising.push_front(i);
        if (rising.back() > i + window) rising.pop_back();
        out[i] = values[rising.back()];
    }
    return out;
}

// Back up slowly, then the mean of a window: no step is left, and where a peak is the gain is as low as it needs.
void smooth(std::vector<float>& gains, std::size_t window, double per_sample) {
    float now = 1;
    for (auto& gain : gains) gain = now = std::min(gain, now + (1 - now) * static_cast<float>(per_sample));
    std::vector<float> const steps = gains;
    if (steps.empty()) return;
    double sum = static_cast<double>(window) * steps.front();
    for (std::size_t i = 0; i < gains.size(); ++i) {
        sum += steps[i] - (i >= window ? steps[i - window] : steps.front());
        gains[i] = static_cast<float>(sum / static_cast<double>(window));
    }
}

}  // namespace

std::vector<std::int16_t> limit(std::vector<std::int16_t> const& samples, int rate, double gain, double ceiling) {
    auto const window = std::max<std::size_t>(1, static_cast<std::size_t>(look_ahead * rate));
    auto gains = least_ahead(needed(samples, gain, ceiling), window);
    smooth(gains, window, 1 / (release * rate));
    auto const most = static_cast<float>(ceiling * 32768);
    std::vector<std::int16_t> out(samples.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const value = static_cast<float>(samples[i] * gain) * gains[i];
        out[i] = static_cast<std::int16_t>(std::lround(std::clamp(value, -most, most)));
    }
    return out;
}

}  // namespace broadsheet::speech
