#include "speech/clip.h"

#include <gtest/gtest.h>

#include <cmath>

#include "speech/test_sound.h"

namespace broadsheet::speech {
namespace {

Clip joined(std::vector<Clip> const& clips) {
    Clip out{clips.front().rate, {}};
    for (auto const& clip : clips) out.samples.insert(out.samples.end(), clip.samples.begin(), clip.samples.end());
    return out;
}

TEST(ClipTest, KnowsItsLength) {
    EXPECT_EQ(length(tone(300, 0.5, Millis(1234), 22'050)), Millis(1233));
    EXPECT_EQ(length({}), Millis(0));
    EXPECT_EQ(samples_in(Millis(500), 24'000), 12'000U);
    EXPECT_EQ(samples_in(Millis(-5), 24'000), 0U);
}

TEST(ClipTest, SilenceAtTheEndsIsTakenOff) {
    auto const noise = tone(5'000, 0.0008, Millis(500));
    auto const clip = trim(joined({noise, tone(300, 0.3, Millis(1000)), noise}));
    EXPECT_NEAR(static_cast<double>(length(clip).count()), 1055, 5);
    EXPECT_EQ(clip.samples.front(), 0);
    EXPECT_EQ(clip.samples.back(), 0);
    auto const inner = joined({tone(300, 0.3, Millis(200)), noise, tone(300, 0.3, Millis(200))});
    EXPECT_NEAR(static_cast<double>(length(trim(inner)).count()), 900, 5) << "a pause within a sentence stays";
    EXPECT_TRUE(trim(noise).samples.empty());
    EXPECT_TRUE(trim({24'000, {}}).samples.empty());
}

TEST(ClipTest, AnotherRateSoundsTheSame) {
    for (int const from : {8'000, 16'000, 22'050, 44'100, 48'000}) {
        auto const source = tone(440, 0.5, Millis(1000), from);
        auto const clip = resample(source, 24'000);
        EXPECT_EQ(clip.rate, 24'000);
        EXPECT_NEAR(static_cast<double>(clip.samples.size()), 24'000, 2) << from;
        auto const wanted = tone(440, 0.5, Millis(1000), 24'000);
        int most = 0;
        for (std::size_t i = 500; i < 23'500; ++i) most = std::max(most, std::abs(clip.samples[i] - wanted.samples[i]));
        EXPECT_LT(most, 33) << from << ": 60 dB below full scale";
    }
    EXPECT_EQ(resample(tone(440, 0.5, Millis(10)), 24'000).samples, tone(440, 0.5, Millis(10)).samples);
}

TEST(ClipTest, WhatALowerRateCannotHoldIsGone) {
    EXPECT_LT(rms(resample(tone(15'000, 0.5, Millis(500), 48'000), 24'000)), 0.003) << "but for its abrupt ends";
    EXPECT_NEAR(rms(resample(tone(9'000, 0.5, Millis(500), 48'000), 24'000)), 0.354, 0.01);
}

TEST(ClipTest, TheLoudestSampleDoesNotTurnOver) {
    Clip square{16'000, std::vector<std::int16_t>(1000)};
    for (std::size_t i = 0; i < square.samples.size(); ++i) square.samples[i] = i % 40 < 20 ? 32767 : -32768;
    for (auto const sample : resample(square, 24'000).samples)
        EXPECT_TRUE(sample > 20'000 || sample < -20'000 || std::abs(sample) <= 32'767);
}

}  // namespace
}  // namespace broadsheet::speech
