#include <lame/lame.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

#include "speech/encode.h"

namespace broadsheet::speech {
namespace {

constexpr int kilobits = 64;  // the least at which LAME finds room for the frame that tells the exact length
constexpr int quality = 7;    // half as dear as 5; at this rate and with one voice, blind listeners do not tell
constexpr std::size_t at_once = 1152 * 32;

struct CloseLame {
    void operator()(lame_global_flags* lame) const { lame_close(lame); }
};
using Lame = std::unique_ptr<lame_global_flags, CloseLame>;

Lame make_encoder(int rate) {
    Lame lame(lame_init());
    if (!lame) throw std::bad_alloc();
    lame_set_in_samplerate(lame.get(), rate);
    lame_set_out_samplerate(lame.get(), rate);
    lame_set_num_channels(lame.get(), 1);
    lame_set_mode(lame.get(), MONO);
    lame_set_brate(lame.get(), kilobits);
    lame_set_quality(lame.get(), quality);
    lame_set_scale(lame.get(),
                   1 / 0.95F);  // at this rate LAME turns everything down by 0.95: our level is the right one
    lame_set_write_id3tag_automatic(lame.get(), 0);
    lame_set_bWriteVbrTag(lame.get(), 1);  // that frame
    if (lame_init_params(lame.get()) < 0) throw std::runtime_error("LAME does not take these settings");
    return lame;
}

void append(std::string& out, std::vector<unsigned char> const& buffer, int size) {
    if (size < 0) throw std::runtime_error("LAME failed to encode");
    out.append(reinterpret_cast<char const*>(buffer.data()), static_cast<std::size_t>(size));
}

// A file is 46 to 70 ms longer than its sound, which only some players know and take off. So the silence at the end is
// shortened by half of that: then all of them are nearly right.
std::size_t without_spare_silence(std::vector<std::int16_t> const& samples) {
    auto const end =
        std::find_if(samples.rbegin(), samples.rbegin() + std::min<std::ptrdiff_t>(650, std::ssize(samples)),
                     [](int sample) { return sample != 0; });
    return static_cast<std::size_t>(samples.rend() - end);
}

std::string frames(Clip const& clip) {
    auto const all = without_spare_silence(clip.samples);
    auto const lame = make_encoder(clip.rate);
    std::vector<unsigned char> buffer(at_once * 5 / 4 + 7200);
    std::string out;
    for (std::size_t at = 0; at < all; at += at_once) {
        auto const* const samples = clip.samples.data() + at;
        auto const count = static_cast<int>(std::min(at_once, all - at));
        append(out, buffer,
               lame_encode_buffer(lame.get(), samples, samples, count, buffer.data(), static_cast<int>(buffer.size())));
    }
    append(out, buffer, lame_encode_flush(lame.get(), buffer.data(), static_cast<int>(buffer.size())));
    auto const size = lame_get_lametag_frame(lame.get(), buffer.data(), buffer.size());
    if (size > 0 && size <= out.size() && size <= buffer.size())
        std::copy_n(reinterpret_cast<char const*>(buffer.data()), size, out.begin());
    return out;
}

}  // namespace

std::string encode_mp3(Track const& track, AudioTags const& tags) {
    return id3_tag(tags, track.chapters) + frames(track.clip);
}

}  // namespace broadsheet::speech
