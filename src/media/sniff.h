// What kind of picture a file is, told by its first bytes alone: never by its name, never by what the sender says.
#pragma once
#include <optional>
#include <string_view>

namespace broadsheet::media {

enum class PictureType { jpeg, png, webp, avif, gif, heic };

// `first_bytes`: the start of the file, or all of it; 64 bytes are enough. Nothing for everything else (SVG and TIFF
// too).
std::optional<PictureType> sniff(std::string_view first_bytes);

std::string_view mime(PictureType type);                         // "image/jpeg"
std::string_view extension(PictureType type);                    // "jpg", for blob names
std::string_view name(PictureType type);                         // "jpeg", for programs
std::optional<PictureType> picture_type(std::string_view name);  // the reverse of name()

}  // namespace broadsheet::media
