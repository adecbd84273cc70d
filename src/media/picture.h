// Reading pictures and making the sizes that pages show, in this process. The server never calls these itself:
// it goes through PictureWorkshop, which runs them in a process of their own with limits. Any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/metadata.h"
#include "media/sniff.h"

namespace broadsheet::media {

struct PictureLimits {
    std::size_t max_bytes = 40'000'000;      // of the file
    std::int64_t max_pixels = 100'000'000;   // of one frame; all frames of an animation: four times that
    std::size_t max_memory = 1'536'000'000;  // bytes, of the worker process
    int inspect_seconds = 30;                // wall clock and processor, for inspect
    int max_seconds = 120;                   // the same for renditions
};

struct PictureFacts {
    PictureType type = PictureType::jpeg;
    int width = 0;  // pixels, as seen: after the file's orientation is applied
    int height = 0;
    int frames = 1;  // more than one: animated
    bool has_alpha = false;
    PictureMetadata metadata = {};
    friend bool operator==(PictureFacts const&, PictureFacts const&) = default;
};

// Decodes the whole file, so that a truncated one is found at upload. Refusals, `field` "file":
// picture_empty, picture_unknown_type, picture_too_large (bytes), picture_too_many_pixels, picture_broken,
// picture_too_heavy (memory; from PictureWorkshop also time).
Result<PictureFacts> inspect(std::string_view file, PictureLimits const& limits);

// The part of a picture that must stay in view, as fractions of width and height from the top left.
struct FocalPoint {
    double x = 0.5;
    double y = 0.5;
};

// A part of a picture, as fractions of width and height from the top left; within it, and not empty.
struct CropBox {
    double x = 0;
    double y = 0;
    double width = 1;
    double height = 1;
};

// A cut of one size, e.g. {"social", 1200, 630}: of the box, or of the largest part of that shape around the focal
// point. Smaller parts give a smaller cut: nothing is ever enlarged.
struct Crop {
    std::string name = {};
    int width = 0;
    int height = 0;
    PictureType format = PictureType::jpeg;  // jpeg, webp or avif
    std::optional<CropBox> box = {};
};

struct RenditionPlan {
    std::vector<PictureType> formats = {PictureType::jpeg};  // of jpeg, webp, avif; none: only the crops
    std::vector<int> widths = {};                            // empty: rendition_widths() of the picture
    std::vector<Crop> crops = {};
    FocalPoint focus = {};
};

struct Rendition {
    PictureType format = PictureType::jpeg;
    std::string crop = {};  // the crop's name; empty: the whole picture
    int width = 0;
    int height = 0;
    int frames = 1;
    std::string bytes = {};
};

// 320 640 960 1280 1920 2560 as far as the picture is that wide; its own width when it is narrower than the first.
std::vector<int> rendition_widths(int picture_width);

// Whole-picture renditions first, in the plan's order of formats, widest first; then the crops. Orientation is applied,
// colours are sRGB, all metadata is gone (location above all), but JPEGs of 640 pixels and more keep who made it and
// whose it is. JPEG stands on white where the picture is transparent. An animation stays one in WebP where that is
// affordable, and then has no AVIF: a browser would prefer the still picture. Refusals as for inspect.
Result<std::vector<Rendition>> make_renditions(std::string_view file, RenditionPlan const& plan,
                                               PictureLimits const& limits);

}  // namespace broadsheet::media
