#include <fmt/format.h>
#include <opusenc.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "speech/encode.h"

namespace broadsheet::speech {
namespace {

constexpr int bits = 40'000;
constexpr int complexity = 5;  // of 10

struct FreeComments {
    void operator()(OggOpusComments* comments) const { ope_comments_destroy(comments); }
};
struct FreeEncoder {
    void operator()(OggOpusEnc* encoder) const { ope_encoder_destroy(encoder); }
};
using Comments = std::unique_ptr<OggOpusComments, FreeComments>;
using Encoder = std::unique_ptr<OggOpusEnc, FreeEncoder>;

void must(int error) {
    if (error != OPE_OK) throw std::runtime_error(std::string("Opus: ") + ope_strerror(error));
}

void add(OggOpusComments* comments, std::string const& name, std::string const& value) {
    if (!value.empty()) must(ope_comments_add(comments, name.c_str(), value.c_str()));
}

std::string clock_time(Millis time) {
    auto const ms = time.count();
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

Comments make_comments(AudioTags const& tags, std::vector<Chapter> const& chapters) {
    Comments comments(ope_comments_create());
    if (!comments) throw std::bad_alloc();
    add(comments.get(), "TITLE", tags.title);
    add(comments.get(), "ARTIST", tags.artist);
    add(comments.get(), "ALBUM", tags.album);
    add(comments.get(), "LANGUAGE", tags.language);
    add(comments.get(), "DATE", tags.date);
    add(comments.get(), "COMMENT", tags.comment);
    add(comments.get(), "IPTC:DigitalSourceType", tags.digital_source_type);
    for (std::size_t i = 0; i < chapters.size() && i < 999; ++i) {
        auto const name = fmt::format("CHAPTER{:03}", i + 1);
        add(comments.get(), name, clock_time(chapters[i].from));
        add(comments.get(), name + "NAME", chapters[i].title);
    }
    if (!tags.cover.empty())
        must(ope_comments_add_picture_from_memory(comments.get(), tags.cover.data(), tags.cover.size(), 3, nullptr));
    return comments;
}

// Opus has two ways to code: this one (CELT, for which it is told that it hears music) costs a third of the one made
// for speech, and is the better of the two from about 32 kbit/s on; at 40 the peaks come out less than 1.5 dB higher
// than they went in.
Encoder make_encoder(int rate, OggOpusComments* comments) {
    int error = OPE_OK;
    Encoder encoder(ope_encoder_create_pull(comments, rate, 1, 0, &error));
    must(error);
    must(ope_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(bits)));
    must(ope_encoder_ctl(encoder.get(), OPUS_SET_COMPLEXITY(complexity)));
    must(ope_encoder_ctl(encoder.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC)));
    must(ope_encoder_ctl(encoder.get(), OPUS_SET_MAX_BANDWIDTH(OPUS_BANDWIDTH_SUPERWIDEBAND)));
    must(ope_encoder_ctl(encoder.get(), OPUS_SET_EXPERT_FRAME_DURATION(OPUS_FRAMESIZE_60_MS)));  // nobody waits for one
    must(ope_encoder_ctl(encoder.get(), OPE_SET_SERIALNO(1)));  // the same sound, the same file
    return encoder;
}

enum class Flush { no, yes };

void take_pages(OggOpusEnc* encoder, std::string& out, Flush flush) {
    unsigned char* page = nullptr;
    opus_int32 size = 0;
    while (ope_encoder_get_page(encoder, &page, &size, flush == Flush::yes) != 0)
        out.append(reinterpret_cast<char const*>(page), static_cast<std::size_t>(size));
}

}  // namespace

std::string encode_opus(Track const& track, AudioTags const& tags) {
    auto const& [rate, samples] = track.clip;
    auto const comments = make_comments(tags, track.chapters);
    auto const encoder = make_encoder(rate, comments.get());
    std::string out;
    auto const at_once = static_cast<std::size_t>(rate);
    for (std::size_t at = 0; at < samples.size(); at += at_once) {
        auto const count = static_cast<int>(std::min(at_once, samples.size() - at));
        must(ope_encoder_write(encoder.get(), samples.data() + at, count));
        take_pages(encoder.get(), out, Flush::no);
    }
    must(ope_encoder_drain(encoder.get()));
    take_pages(encoder.get(), out, Flush::yes);
    return out;
}

}  // namespace broadsheet::speech
