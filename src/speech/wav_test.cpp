#include "speech/wav.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "speech/test_sound.h"

namespace broadsheet::speech {
namespace {

std::string little(std::uint32_t number, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
    return out;
}

std::string file(int kind, int channels, int rate, int bits, std::string const& data, std::uint32_t size = 0xFFFFFFFF) {
    auto const field = [](int number, int bytes) { return little(static_cast<std::uint32_t>(number), bytes); };
    return "RIFF" + little(0xFFFFFFFF, 4) + "WAVELIST" + little(3, 4) + "abc" + std::string(1, '\0') + "fmt " +
           field(16, 4) + field(kind, 2) + field(channels, 2) + field(rate, 4) + field(rate * channels * bits / 8, 4) +
           field(channels * bits / 8, 2) + field(bits, 2) + "data" + little(size, 4) + data;
}

std::string real(float value) {
    std::string out(4, '\0');
    std::memcpy(out.data(), &value, 4);
    return out;
}

TEST(Wav, ReadsWhatEnginesWrite) {
    auto const plain = read_wav(wav(tone(300, 0.5, Millis(100), 22'050))).value();
    EXPECT_EQ(plain.rate, 22'050);
    EXPECT_EQ(plain.samples, tone(300, 0.5, Millis(100), 22'050).samples);

    using Samples = std::vector<std::int16_t>;
    EXPECT_EQ(read_wav(file(1, 2, 48'000, 16, little(1000, 2) + little(3000, 2)))->samples, Samples{2000});
    EXPECT_EQ(read_wav(file(1, 1, 8'000, 8, "\x80\xff"))->samples, (Samples{0, 32512}));
    EXPECT_EQ(read_wav(file(1, 1, 8'000, 24, little(0x400000, 3) + little(0xC00000, 3)))->samples,
              (Samples{16384, -16384}));
    EXPECT_EQ(read_wav(file(1, 1, 8'000, 32, little(0x40000000, 4)))->samples, Samples{16384});
    auto const floats = real(0.5F) + real(-0.25F) + real(7) + real(-1e30F) + real(NAN) + real(INFINITY);
    EXPECT_EQ(read_wav(file(3, 1, 24'000, 32, floats))->samples, (Samples{16384, -8192, 32767, -32768, 0, 0}));
}

TEST(Wav, SizesNeedNotBeRight) {
    auto const data = little(1, 2) + little(2, 2);
    EXPECT_EQ(read_wav(file(1, 1, 16'000, 16, data, 0))->samples.size(), 2U);
    EXPECT_EQ(read_wav(file(1, 1, 16'000, 16, data + "x"))->samples.size(), 2U) << "half a sample is none";
    EXPECT_EQ(read_wav(file(1, 1, 16'000, 16, data, 2))->samples.size(), 1U);
}

TEST(Wav, EverythingElseIsNone) {
    for (auto const& bytes :
         {std::string(), std::string("RIFF"), std::string("<html>"), std::string("ID3") + std::string(100, 'x'),
          file(1, 0, 16'000, 16, "xx"), file(1, 9, 16'000, 16, "xx"), file(1, 1, 1, 16, "xx"),
          file(1, 1, 16'000, 12, "xx"), file(17, 1, 16'000, 16, "xx"), file(3, 1, 16'000, 64, "xx"),
          file(1, 1, 900'000, 16, "xx")})
        EXPECT_FALSE(read_wav(bytes)) << bytes;
    auto const whole = wav(tone(300, 0.5, Millis(1)));
    for (std::size_t size = 0; size < whole.size(); ++size) (void)read_wav(whole.substr(0, size));
}

}  // namespace
}  // namespace broadsheet::speech
