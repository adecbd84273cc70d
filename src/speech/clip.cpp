#include "speech/clip.h"

#include <algorithm>
#include <cstdlib>

namespace broadsheet::speech {
namespace {

constexpr int quietest = 40;            // of 32,768: what is below is silence, however soft the voice
constexpr int below_the_loudest = 180;  // 45 dB
constexpr Millis kept_before{15}, kept_after{40}, fade{8};

int loudest(std::vector<std::int16_t> const& samples) {
    int most = 0;
    for (int const sample : samples) most = std::max(most, std::abs(sample));
    return most;
}

void fade_ends(Clip& clip) {
    auto const steps = std::min(samples_in(fade, clip.rate), clip.samples.size() / 2);
    for (std::size_t i = 0; i < steps; ++i) {
        auto const part = static_cast<double>(i) / static_cast<double>(steps);
        for (auto* sample : {&clip.samples[i], &clip.samples[clip.samples.size() - 1 - i]})
            *sample = static_cast<std::int16_t>(*sample * part);
    }
}

}  // namespace

Millis length(Clip const& clip) {
    if (clip.rate <= 0) return Millis(0);
    return Millis(static_cast<std::int64_t>(clip.samples.size()) * 1000 / clip.rate);
}

std::size_t samples_in(Millis time, int rate) {
    return static_cast<std::size_t>(std::max<std::int64_t>(0, time.count()) * rate / 1000);
}

Clip trim(Clip const& clip) {
    auto const& samples = clip.samples;
    int const threshold = std::max(quietest, loudest(samples) / below_the_loudest);
    auto const heard = [=](int sample) { return std::abs(sample) > threshold; };
    auto const first = std::find_if(samples.begin(), samples.end(), heard);
    if (first == samples.end()) return {clip.rate, {}};
    auto const last = std::find_if(samples.rbegin(), samples.rend(), heard).base();
    auto const before = std::min<std::ptrdiff_t>(first - samples.begin(),
                                                 static_cast<std::ptrdiff_t>(samples_in(kept_before, clip.rate)));
    auto const after =
        std::min<std::ptrdiff_t>(samples.end() - last, static_cast<std::ptrdiff_t>(samples_in(kept_after, clip.rate)));
    Clip out{clip.rate, {first - before, last + after}};
    fade_ends(out);
    return out;
}

}  // namespace broadsheet::speech
