#include "media/webp_chunks.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace broadsheet::media {

namespace {

constexpr std::size_t head_size = 12;         // "RIFF", the size of the rest, "WEBP"
constexpr std::size_t chunk_head_size = 8;    // four letters, the size of the rest
constexpr unsigned char extras_flags = 0x2C;  // of VP8X: profile, Exif, XMP

std::uint32_t little_endian(std::string_view four) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= std::uint32_t(static_cast<unsigned char>(four[i])) << (8 * i);
    return value;
}

bool is_extra(std::string_view letters) { return letters == "EXIF" || letters == "XMP " || letters == "ICCP"; }

// Takes the first chunk, with its padding to an even size, off `rest`.
std::string_view next_chunk(std::string_view& rest) {
    if (rest.size() < chunk_head_size) throw std::invalid_argument("not a whole WebP");
    std::size_t const size = little_endian(rest.substr(4, 4));
    std::size_t const padded = chunk_head_size + size + size % 2;
    if (padded > rest.size()) throw std::invalid_argument("not a whole WebP");
    auto const chunk = rest.substr(0, padded);
    rest.remove_prefix(padded);
    return chunk;
}

void append_chunk(std::string& out, std::string_view chunk) {
    std::size_t const start = out.size();
    out += chunk;
    if (chunk.starts_with("VP8X") && chunk.size() > chunk_head_size) {
        char& flags = out[start + chunk_head_size];
        flags = static_cast<char>(static_cast<unsigned char>(flags) & ~extras_flags);
    }
}

}  // namespace

std::string only_pixels(std::string_view webp) {
    if (webp.size() < head_size || !webp.starts_with("RIFF")) throw std::invalid_argument("not a whole WebP");
    std::string out(webp.substr(0, head_size));
    for (std::string_view rest = webp.substr(head_size); !rest.empty();) {
        auto const chunk = next_chunk(rest);
        if (!is_extra(chunk.substr(0, 4))) append_chunk(out, chunk);
    }
    auto const size = static_cast<std::uint32_t>(out.size() - 8);
    for (unsigned i = 0; i < 4; ++i) out[4 + i] = static_cast<char>(size >> (8 * i) & 0xFF);
    return out;
}

}  // namespace broadsheet::media
