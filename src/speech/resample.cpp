#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "speech/clip.h"

namespace broadsheet::speech {
namespace {

constexpr int half_width = 16;  // zero crossings of the sinc on each side

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

double blackman(double x) {  // x from -1 to 1
    return 0.42 + 0.5 * std::cos(std::numbers::pi * x) + 0.08 * std::cos(2 * std::numbers::pi * x);
}

// The filter for one place between two samples: how much of each neighbour is heard there.
struct Filter {
    Filter(double place, double cutoff, int reach) : weights(static_cast<std::size_t>(2 * reach)) {
        double sum = 0;
        for (int i = 0; i < 2 * reach; ++i) {
            double const distance = i - reach + 1 - place;
            double const weight = sinc(distance * cutoff) * blackman(std::clamp(distance / reach, -1.0, 1.0));
            weights[static_cast<std::size_t>(i)] = static_cast<float>(weight);
            sum += weight;
        }
        for (auto& weight : weights) weight = static_cast<float>(weight / sum);
    }
    std::vector<float> weights;
};

// One for each place that the new samples can have between two old ones.
std::vector<Filter> filters(int places, double cutoff, int reach) {
    std::vector<Filter> out;
    out.reserve(static_cast<std::size_t>(places));
    for (int i = 0; i < places; ++i) out.emplace_back(static_cast<double>(i) / places, cutoff, reach);
    return out;
}

std::int16_t to_sample(float value) {
    return static_cast<std::int16_t>(std::clamp(std::lround(value), -32768L, 32767L));
}

}  // namespace

Clip resample(Clip const& clip, int rate) {
    if (clip.rate == rate || clip.samples.empty() || clip.rate <= 0) return {rate, clip.samples};
    int const common = std::gcd(clip.rate, rate), up = rate / common, down = clip.rate / common;
    double const cutoff = 0.95 * std::min(1.0, static_cast<double>(rate) / clip.rate);
    int const reach = static_cast<int>(std::ceil(half_width / cutoff));
    auto const table = filters(up, cutoff, reach);

    std::vector<float> source(clip.samples.size() + static_cast<std::size_t>(2 * reach));
    std::copy(clip.samples.begin(), clip.samples.end(), source.begin() + reach - 1);
    auto const count = (clip.samples.size() * static_cast<std::size_t>(up) + static_cast<std::size_t>(down) - 1) /
                       static_cast<std::size_t>(down);
    Clip out{rate, std::vector<std::int16_t>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        auto const at = i * static_cast<std::size_t>(down);
        auto const& weights = table[at % static_cast<std::size_t>(up)].weights;
        auto const begin = source.begin() + static_cast<std::ptrdiff_t>(at / static_cast<std::size_t>(up));
        out.samples[i] = to_sample(std::inner_product(weights.begin(), weights.end(), begin, 0.0F));
    }
    return out;
}

}  // namespace broadsheet::speech
