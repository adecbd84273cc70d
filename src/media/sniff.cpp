#include "media/sniff.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace broadsheet::media {

namespace {

struct TypeNames {
    PictureType type;
    std::string_view name;
    std::string_view mime;
    std::string_view extension;
};

constexpr std::array<TypeNames, 6> all_types = {{
    {PictureType::jpeg, "jpeg", "image/jpeg", "jpg"},
    {PictureType::png, "png", "image/png", "png"},
    {PictureType::webp, "webp", "image/webp", "webp"},
    {PictureType::avif, "avif", "image/avif", "avif"},
    {PictureType::gif, "gif", "image/gif", "gif"},
    {PictureType::heic, "heic", "image/heic", "heic"},
}};

TypeNames const& names(PictureType type) {
    for (TypeNames const& names : all_types) {
        if (names.type == type) return names;
    }
    return all_types.front();
}

std::uint32_t big_endian(std::string_view four) {
    std::uint32_t value = 0;
    for (char const c : four) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::optional<PictureType> brand_type(std::string_view brand) {
    if (brand == "avif" || brand == "avis") return PictureType::avif;
    for (std::string_view const heic : {"heic", "heix", "hevc", "hevx", "heim", "heis"}) {
        if (brand == heic) return PictureType::heic;
    }
    return std::nullopt;
}

// ISO base media files begin with an `ftyp` box: its size, the major brand, a version, then compatible brands. `mif1`
// and `msf1` only say "some picture"; the first brand that names a coding decides.
std::optional<PictureType> base_media_type(std::string_view bytes) {
    if (bytes.size() < 16 || bytes.substr(4, 4) != "ftyp") return std::nullopt;
    std::size_t const box = big_endian(bytes.substr(0, 4));
    if (box < 16 || box > 1024) return std::nullopt;
    for (std::size_t at = 8; at + 4 <= box && at + 4 <= bytes.size(); at += 4) {
        if (at == 12) continue;  // the version
        if (auto const type = brand_type(bytes.substr(at, 4))) return type;
    }
    return std::nullopt;
}

}  // namespace

std::optional<PictureType> sniff(std::string_view first_bytes) {
    using namespace std::string_view_literals;
    if (first_bytes.starts_with("\xFF\xD8\xFF"sv)) return PictureType::jpeg;
    if (first_bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return PictureType::png;
    if (first_bytes.starts_with("GIF87a"sv) || first_bytes.starts_with("GIF89a"sv)) return PictureType::gif;
    if (first_bytes.size() >= 16 && first_bytes.starts_with("RIFF"sv) && first_bytes.substr(8, 7) == "WEBPVP8"sv) {
        return PictureType::webp;
    }
    return base_media_type(first_bytes);
}

std::string_view mime(PictureType type) { return names(type).mime; }
std::string_view extension(PictureType type) { return names(type).extension; }
std::string_view name(PictureType type) { return names(type).name; }

std::optional<PictureType> picture_type(std::string_view name) {
    for (TypeNames const& names : all_types) {
        if (names.name == name) return names.type;
    }
    return std::nullopt;
}

}  // namespace broadsheet::media
