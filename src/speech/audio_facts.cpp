#include "speech/audio_facts.h"

#include <taglib/id3v2framefactory.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tbytevectorstream.h>
#include <taglib/vorbisfile.h>

#include <algorithm>
#include <functional>
#include <optional>

namespace broadsheet::speech {
namespace {

enum class AudioType { mp3, m4a, opus, vorbis };

bool is_mpeg_frame(std::string_view bytes) {
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    bool const sync = bytes.size() >= 4 && at(0) == 0xFF && (at(1) & 0xE0) == 0xE0;
    bool const layer_three = sync && (at(1) & 0x06) == 0x02 && (at(1) & 0x18) != 0x08;
    return layer_three && (at(2) & 0xF0) != 0xF0 && (at(2) & 0xF0) != 0 && (at(2) & 0x0C) != 0x0C;
}

// The sound behind an ID3v2 tag, whose size stands in four times seven bits.
std::string_view behind_id3(std::string_view bytes) {
    if (bytes.size() < 10 || !bytes.starts_with("ID3")) return bytes;
    std::size_t size = 0;
    for (std::size_t i = 6; i < 10; ++i) size = size << 7 | (static_cast<unsigned char>(bytes[i]) & 0x7F);
    return bytes.substr(std::min(bytes.size(), size + 10));
}

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < size; ++i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

// Calls `visit` with the contents of each atom of this name (ISO 14496-12, 4.2).
void each_atom(std::string_view bytes, std::string_view name, std::function<void(std::string_view)> const& visit) {
    while (bytes.size() >= 8) {
        auto size = number_at(bytes, 0, 4), head = std::size_t{8};
        if (size == 1 && bytes.size() >= 16) size = number_at(bytes, 8, 8), head = 16;
        if (size == 0) size = bytes.size();  // to the end of the file
        if (size < head) return;
        auto const atom = bytes.substr(0, size);
        if (atom.size() >= head && atom.substr(4, 4) == name) visit(atom.substr(head));
        bytes.remove_prefix(atom.size());
    }
}

bool is_sound_only(std::string_view mp4) {
    bool sound = false, pictures = false;
    auto const look_at = [&](std::string_view handler) {
        if (handler.size() < 12) return;
        sound |= handler.substr(8, 4) == "soun";
        pictures |= handler.substr(8, 4) == "vide";
    };
    each_atom(mp4, "moov", [&](auto movie) {
        each_atom(movie, "trak", [&](auto track) {
            each_atom(track, "mdia", [&](auto media) { each_atom(media, "hdlr", look_at); });
        });
    });
    return sound && !pictures;
}

std::optional<AudioType> sniff(std::string_view bytes) {
    if (bytes.starts_with("OggS") && bytes.size() > 60) {
        if (bytes.substr(28, 8) == "OpusHead") return AudioType::opus;
        if (bytes.substr(29, 6) == "vorbis") return AudioType::vorbis;
        return std::nullopt;
    }
    if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp")
        return is_sound_only(bytes) ? std::optional(AudioType::m4a) : std::nullopt;
    auto sound = behind_id3(bytes);
    sound.remove_prefix(std::min(sound.find_first_not_of('\0'), sound.size()));  // padding of careless writers
    return is_mpeg_frame(sound) ? std::optional(AudioType::mp3) : std::nullopt;
}

template <class File>
Millis duration(TagLib::ByteVectorStream& stream) {
    File const file(&stream, true, TagLib::AudioProperties::Accurate);
    auto const* const properties = file.isValid() ? file.audioProperties() : nullptr;
    if (!properties || properties->sampleRate() <= 0) return Millis(0);
    return Millis(properties->lengthInMilliseconds());
}

Millis mpeg_duration(TagLib::ByteVectorStream& stream) {
    TagLib::MPEG::File const file(&stream, TagLib::ID3v2::FrameFactory::instance(), true,
                                  TagLib::AudioProperties::Accurate);
    auto const* const properties = file.isValid() ? file.audioProperties() : nullptr;
    return properties ? Millis(properties->lengthInMilliseconds()) : Millis(0);
}

AudioFacts facts(AudioType type, TagLib::ByteVectorStream& stream) {
    switch (type) {
        case AudioType::mp3:
            return {mpeg_duration(stream), "audio/mpeg", "mp3", 0};
        case AudioType::m4a:
            return {duration<TagLib::MP4::File>(stream), "audio/mp4", "m4a", 0};
        case AudioType::opus:
            return {duration<TagLib::Ogg::Opus::File>(stream), "audio/ogg", "opus", 0};
        case AudioType::vorbis:
            return {duration<TagLib::Ogg::Vorbis::File>(stream), "audio/ogg", "ogg", 0};
    }
    return {};
}

}  // namespace

Result<AudioFacts> read_audio_facts(std::string_view bytes) {
    auto const type = sniff(bytes);
    if (!type)
        return refuse(ProblemKind::unsupported, "audio_type", "This is not an MP3, M4A, Opus or Ogg Vorbis recording.");
    TagLib::ByteVectorStream stream(TagLib::ByteVector(bytes.data(), static_cast<unsigned>(bytes.size())));
    auto out = facts(*type, stream);
    out.bytes = bytes.size();
    if (out.duration < Millis(100))
        return refuse(ProblemKind::invalid, "audio_broken", "No sound was found in this recording.");
    return out;
}

}  // namespace broadsheet::speech
