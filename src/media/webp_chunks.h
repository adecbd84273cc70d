// The chunks that a WebP file is made of.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::media {

// `webp` without its Exif, XMP and colour profile: libvips 8.14 writes Exif whether it is told to or not. The file must
// be a whole WebP of our own making; throws std::invalid_argument where it is none. Pure.
std::string only_pixels(std::string_view webp);

}  // namespace broadsheet::media
