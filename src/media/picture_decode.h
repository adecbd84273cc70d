// Opening one picture with the one loader for its type, within limits. Only picture.cpp and renditions.cpp call this.
#pragma once
#include <string_view>

#include "base/result.h"
#include "media/picture.h"

namespace vips {
class VImage;
}

namespace broadsheet::media {

// What the head of a file claims, checked against the limits; nothing is decoded yet.
struct PictureHead {
    PictureType type = PictureType::jpeg;
    int width = 0;  // as seen, after orientation
    int height = 0;
    int frames = 1;
    bool has_alpha = false;
    bool is_upright = true;  // the pixels lie in the file as they are to be seen
};

// The type by the first bytes, of a file that is neither empty nor too large; touches no decoder.
Result<PictureType> accept_type(std::string_view file, PictureLimits const& limits);

Result<PictureHead> read_head(std::string_view file, PictureLimits const& limits);

enum class Frames { first, all };

// The pixels, decoded row by row as they are asked for (once, from the top); not yet turned. A broken or truncated file
// throws vips::VError then. `shrink` is 1, 2, 4 or 8 and taken by JPEG only. `file` must outlive the picture.
vips::VImage open_picture(std::string_view file, PictureType type, Frames frames, int shrink = 1);

// What to say when libvips threw `error` while reading the picture.
Problem decoding_problem(PictureType type, std::string_view error);

}  // namespace broadsheet::media
