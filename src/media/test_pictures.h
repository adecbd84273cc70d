// Pictures that the room's tests are made of: drawn by libvips, written upon by Exiv2. Same bytes on every run.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "media/picture.h"

namespace Exiv2 {
class Image;
}

namespace broadsheet::media::test {

// Left half red, right half blue, upper half brighter; `noise` makes it as hard to compress as a photograph.
enum class Surface { plain, noisy, half_transparent };
std::string make_picture(PictureType type, int width, int height, Surface surface = Surface::plain);
std::string make_animation(PictureType type, int width, int height, int frames);
std::string make_cmyk_jpeg(int width, int height);
std::string make_deep_png(int width, int height);         // 16 bits
std::string make_wide_gamut_jpeg(int width, int height);  // Display P3, with its profile
std::string make_heavy_png();                             // interlaced, so that 192 MB of pixels are needed at once
std::string make_svg();
// The same GIF with its last frame `times` times more.
std::string with_frames_added(std::string gif, int times);

// The same JPEG after `edit` has changed its metadata.
std::string with_metadata(std::string jpeg, std::function<void(Exiv2::Image&)> const& edit);

struct Colour {
    int red = 0, green = 0, blue = 0, alpha = 255;
};

struct Seen {
    int width = 0, height = 0, frames = 1, bands = 0;
    bool has_profile = false, has_exif = false, has_xmp = false, has_iptc = false;
};
Seen look_at(std::string_view file);                          // as stored: no orientation applied
Colour colour_at(std::string_view file, double x, double y);  // fractions of width and height
std::string frame_delays(std::string_view file);              // "100 100 100"

}  // namespace broadsheet::media::test
