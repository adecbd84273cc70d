#include "speech/wav.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace broadsheet::speech {
namespace {

constexpr int pcm = 1, ieee_float = 3, extensible = 0xFFFE;

// Little-endian; the caller has looked whether they are there.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t out = 0;
    for (std::size_t i = size; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

struct Format {
    int kind = 0;
    int channels = 0;
    int rate = 0;
    int bits = 0;
    std::size_t bytes() const { return static_cast<std::size_t>(bits / 8); }
};

Format read_format(std::string_view chunk) {
    if (chunk.size() < 16) return {};
    auto const field = [&](std::size_t at, std::size_t size) {
        return static_cast<int>(std::min<std::uint32_t>(number_at(chunk, at, size), 1'000'000));
    };
    Format out{field(0, 2), field(2, 2), field(4, 4), field(14, 2)};
    if (out.kind == extensible && chunk.size() >= 26) out.kind = field(24, 2);
    return out;
}

bool is_readable(Format const& format) {
    bool const whole =
        format.kind == pcm && (format.bits == 8 || format.bits == 16 || format.bits == 24 || format.bits == 32);
    bool const real = format.kind == ieee_float && format.bits == 32;
    return (whole || real) && format.channels >= 1 && format.channels <= 8 && format.rate >= 8'000 &&
           format.rate <= 192'000;
}

// From -1 to 1.
float sample_at(std::string_view data, std::size_t at, Format const& format) {
    auto const raw = number_at(data, at, format.bytes());
    if (format.kind == ieee_float) {
        auto const value = std::bit_cast<float>(raw);
        return std::isfinite(value) ? value : 0;
    }
    if (format.bits == 8) return (static_cast<float>(raw) - 128) / 128;  // the only one without a sign
    return static_cast<float>(static_cast<std::int32_t>(raw << (32 - format.bits))) / 2147483648.0F;
}

Clip read_samples(std::string_view data, Format const& format) {
    auto const channels = static_cast<std::size_t>(format.channels), frame = channels * format.bytes();
    Clip out{format.rate, std::vector<std::int16_t>(data.size() / frame)};
    for (std::size_t i = 0; i < out.samples.size(); ++i) {
        float sum = 0;
        for (std::size_t channel = 0; channel < channels; ++channel)
            sum += sample_at(data, i * frame + channel * format.bytes(), format);
        auto const value = std::clamp(sum / static_cast<float>(channels) * 32768.0F, -32768.0F, 32767.0F);
        out.samples[i] = static_cast<std::int16_t>(std::lround(value));
    }
    return out;
}

}  // namespace

std::optional<Clip> read_wav(std::string_view bytes) {
    if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE") return std::nullopt;
    bytes.remove_prefix(12);
    Format format;
    while (bytes.size() >= 8) {
        auto const name = bytes.substr(0, 4);
        auto const size = number_at(bytes, 4, 4);
        // What is there, where the header promises more, or did not know (0).
        auto const chunk = name == "data" && size == 0 ? bytes.substr(8) : bytes.substr(8, size);
        if (name == "fmt ") format = read_format(chunk);
        if (name == "data") return is_readable(format) ? std::optional(read_samples(chunk, format)) : std::nullopt;
        bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 8 + chunk.size() + size % 2));
    }
    return std::nullopt;
}

}  // namespace broadsheet::speech
