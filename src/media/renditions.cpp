#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vips/vips8>

#include "media/picture.h"
#include "media/picture_decode.h"
#include "media/webp_chunks.h"

namespace broadsheet::media {

namespace {

using vips::VImage;

constexpr std::array fixed_widths = {320, 640, 960, 1280, 1920, 2560};
constexpr int credit_from_width = 640;                    // below, the words would outweigh the picture
constexpr std::int64_t max_animated_pixels = 60'000'000;  // of all frames of one rendition: some seconds of work

// A picture of graphics rather than of light: sharp coloured edges, which halved colour resolution would smear.
enum class Nature { photo, graphic };

Nature nature_of(PictureType type) {
    return type == PictureType::png || type == PictureType::gif ? Nature::graphic : Nature::photo;
}

// The pixels are in memory by now: what fails here is ours, not the file's.
std::string saved(VImage const& image, char const* format, vips::VOption* options) {
    void* buffer = nullptr;
    std::size_t size = 0;
    try {
        image.write_to_buffer(format, &buffer, &size, options->set("strip", true));
    } catch (vips::VError const& error) {
        throw std::runtime_error(fmt::format("cannot write {}: {}", format, error.what()));
    }
    std::string bytes(static_cast<char const*>(buffer), size);
    g_free(buffer);
    return bytes;
}

std::string save_jpeg(VImage const& image, Nature nature) {
    VImage const opaque = image.has_alpha() ? image.flatten(VImage::option()->set("background", 255.0)) : image;
    bool const fine = nature == Nature::graphic;
    return saved(opaque, ".jpg",
                 VImage::option()
                     ->set("Q", fine ? 86 : 80)
                     ->set("interlace", true)
                     ->set("optimize_coding", true)
                     ->set("subsample_mode", fine ? VIPS_FOREIGN_SUBSAMPLE_OFF : VIPS_FOREIGN_SUBSAMPLE_ON));
}

std::string save_webp(VImage const& image, Nature nature, int effort) {
    return only_pixels(saved(
        image, ".webp",
        VImage::option()->set("Q", 78)->set("effort", effort)->set("smart_subsample", nature == Nature::graphic)));
}

std::string save_avif(VImage const& image, Nature nature) {
    return saved(image, ".avif",
                 VImage::option()
                     ->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1)
                     ->set("Q", 55)
                     ->set("effort", 3)
                     ->set("subsample_mode",
                           nature == Nature::graphic ? VIPS_FOREIGN_SUBSAMPLE_OFF : VIPS_FOREIGN_SUBSAMPLE_ON));
}

std::string save(VImage const& image, PictureType format, Nature nature) {
    if (format == PictureType::webp) return save_webp(image, nature, 4);
    if (format == PictureType::avif) return save_avif(image, nature);
    return save_jpeg(image, nature);
}

// The longest side that a format can hold.
int longest_side(PictureType format) { return format == PictureType::jpeg ? 65'500 : 16'383; }

// Nothing that the file said stays but how its frames follow one another. libvips' own `strip` is not enough: its WebP
// writer keeps Exif and XMP, location included.
VImage without_metadata(VImage const& image) {
    constexpr std::array<std::string_view, 4> kept = {VIPS_META_PAGE_HEIGHT, VIPS_META_N_PAGES, "delay", "loop"};
    VImage bare = image.copy();
    char** fields = vips_image_get_fields(image.get_image());
    for (char** field = fields; *field != nullptr; ++field) {
        if (std::ranges::find(kept, std::string_view(*field)) == kept.end()) bare.remove(*field);
    }
    g_strfreev(fields);
    return bare;
}

struct Size {
    int width = 0;
    int height = 0;
};

Size size_at(int width, PictureHead const& head) {
    return {width, std::max(1, int(std::lround(double(head.height) * width / head.width)))};
}

// In sRGB and turned upright; the size is that after turning.
VImage shrunk_to(VImage const& image, Size size) {
    return image.thumbnail_image(
        size.width,
        VImage::option()->set("height", size.height)->set("size", VIPS_SIZE_FORCE)->set("export_profile", "srgb"));
}

// The same for a strip of frames, which has a height for each frame.
VImage strip_shrunk_to(VImage const& strip, int width) {
    return strip.thumbnail_image(
        width,
        VImage::option()->set("height", VIPS_MAX_COORD)->set("size", VIPS_SIZE_DOWN)->set("export_profile", "srgb"));
}

// How much of the original's size is needed for the widest rendition and the largest crop; 1: all of it.
double needed_scale(PictureHead const& head, std::vector<int> const& widths, std::vector<Crop> const& crops) {
    double scale = 0;
    for (int const width : widths) scale = std::max(scale, double(width) / head.width);
    for (Crop const& crop : crops) {
        CropBox const box = crop.box.value_or(CropBox());
        scale = std::max({scale, crop.width / (box.width * head.width), crop.height / (box.height * head.height)});
    }
    return std::min(scale, 1.0);
}

// libjpeg can shrink while it decodes; half of the way at most, the rest is done by the better filter.
int shrink_on_load(double scale) {
    int shrink = 1;
    while (shrink < 8 && scale * shrink * 2 * 2 <= 1) shrink *= 2;
    return shrink;
}

// The picture at every width, widest first, each made of the smallest one that is at least twice as wide (or the base).
std::vector<VImage> shrink_in_steps(VImage const& base, PictureHead const& head, std::vector<int> const& widths) {
    std::vector<VImage> steps;
    for (int const width : widths) {
        VImage from = base;
        for (VImage const& step : steps) {
            if (step.width() >= 2 * width) from = step;
        }
        steps.push_back(from.width() == width ? from : shrunk_to(from, size_at(width, head)).copy_memory());
    }
    return steps;
}

struct Box {
    int left = 0, top = 0, width = 0, height = 0;
};

// The largest box of the crop's shape within the picture whose middle is as near to the focal point as can be.
Box box_around(FocalPoint focus, Crop const& crop, VImage const& image) {
    double const shape = double(crop.width) / crop.height;
    double const width = std::min<double>(image.width(), image.height() * shape);
    Box box;
    box.width = std::clamp(int(std::lround(width)), 1, image.width());
    box.height = std::clamp(int(std::lround(width / shape)), 1, image.height());
    box.left = std::clamp(int(std::lround(focus.x * image.width() - box.width / 2.0)), 0, image.width() - box.width);
    box.top = std::clamp(int(std::lround(focus.y * image.height() - box.height / 2.0)), 0, image.height() - box.height);
    return box;
}

Box box_of(CropBox const& shares, VImage const& image) {
    Box box;
    box.left = std::clamp(int(std::lround(shares.x * image.width())), 0, image.width() - 1);
    box.top = std::clamp(int(std::lround(shares.y * image.height())), 0, image.height() - 1);
    box.width = std::clamp(int(std::lround(shares.width * image.width())), 1, image.width() - box.left);
    box.height = std::clamp(int(std::lround(shares.height * image.height())), 1, image.height() - box.top);
    return box;
}

VImage cut_out(VImage const& base, Crop const& crop, FocalPoint focus) {
    constexpr int rounding = 2;  // pixels that the box may lack of the size that was asked for
    Box const box = crop.box ? box_of(*crop.box, base) : box_around(focus, crop, base);
    VImage const part = base.extract_area(box.left, box.top, box.width, box.height);
    if (crop.box ? box.width + rounding < crop.width : box.width <= crop.width) return part;
    return part.thumbnail_image(crop.width, VImage::option()->set("height", crop.height)->set("size", VIPS_SIZE_FORCE));
}

Rendition rendition_of(VImage const& image, PictureType format, Nature nature, PictureMetadata const& metadata) {
    Rendition rendition;
    rendition.format = format;
    rendition.width = image.width();
    rendition.height = image.height();
    rendition.bytes = save(image, format, nature);
    if (format == PictureType::jpeg && image.width() >= credit_from_width) {
        rendition.bytes = with_credit(std::move(rendition.bytes), metadata);
    }
    return rendition;
}

// The widths at which an animation may stay one. A strip of frames that lie on their side is not worth turning.
std::vector<int> animated_widths(PictureHead const& head, std::vector<int> const& widths) {
    std::vector<int> out;
    if (head.frames < 2 || !head.is_upright) return out;
    for (int const width : widths) {
        double const scale = double(width) / head.width;
        if (scale * scale * head.width * head.height * head.frames <= double(max_animated_pixels)) out.push_back(width);
    }
    return out;
}

// Decodes anew for each width: all frames at full size are too much to keep.
Rendition animated_rendition(std::string_view file, PictureHead const& head, int width) {
    VImage const strip =
        without_metadata(strip_shrunk_to(open_picture(file, head.type, Frames::all), width).copy_memory());
    Rendition rendition;
    rendition.format = PictureType::webp;
    rendition.width = strip.width();
    rendition.height = vips_image_get_page_height(strip.get_image());
    rendition.frames = head.frames;
    rendition.bytes = save_webp(strip, nature_of(head.type), 2);
    return rendition;
}

std::vector<int> planned_widths(RenditionPlan const& plan, int own_width) {
    std::vector<int> widths = plan.widths.empty() ? rendition_widths(own_width) : plan.widths;
    for (int& width : widths) width = std::clamp(width, 1, own_width);
    std::ranges::sort(widths, std::greater<>());
    auto const repeated = std::ranges::unique(widths);
    widths.erase(repeated.begin(), repeated.end());
    return widths;
}

bool is_within(CropBox const& box) {  // false for NaN too
    constexpr double rounding = 0.001;
    return box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0 && box.x + box.width <= 1 + rounding &&
           box.y + box.height <= 1 + rounding;
}

bool is_sound(RenditionPlan const& plan) {
    auto const can_be_made = [](PictureType type) {
        return type == PictureType::jpeg || type == PictureType::webp || type == PictureType::avif;
    };
    auto const has_size = [](Crop const& crop) {
        return crop.width > 0 && crop.height > 0 && crop.width <= 10'000 && crop.height <= 10'000 &&
               is_within(crop.box.value_or(CropBox()));
    };
    auto const is_fraction = [](double part) { return part >= 0 && part <= 1; };  // false for NaN too
    return std::ranges::all_of(plan.formats, can_be_made) && std::ranges::all_of(plan.crops, has_size) &&
           std::ranges::all_of(plan.crops, [&](Crop const& crop) { return can_be_made(crop.format); }) &&
           std::ranges::all_of(plan.widths, [](int width) { return width > 0; }) && is_fraction(plan.focus.x) &&
           is_fraction(plan.focus.y);
}

std::vector<Rendition> make_all(std::string_view file, PictureHead const& head, RenditionPlan const& plan) {
    auto const widths = plan.formats.empty() ? std::vector<int>() : planned_widths(plan, head.width);
    auto const moving = animated_widths(head, widths);
    Nature const nature = nature_of(head.type);
    PictureMetadata const metadata = read_metadata(file, head.type);

    double const scale = needed_scale(head, widths, plan.crops);
    VImage const original = open_picture(file, head.type, Frames::first, shrink_on_load(scale));
    Size const base_size = size_at(std::max(1, int(std::lround(head.width * scale))), head);
    VImage const base = without_metadata(shrunk_to(original, base_size).copy_memory());
    auto const steps = shrink_in_steps(base, head, widths);

    std::vector<Rendition> out;
    for (PictureType const format : plan.formats) {
        if (format == PictureType::avif && !moving.empty()) continue;
        if (format == PictureType::webp && !moving.empty()) {
            for (int const width : moving) out.push_back(animated_rendition(file, head, width));
            continue;
        }
        for (VImage const& step : steps) {
            if (std::max(step.width(), step.height()) > longest_side(format)) continue;
            out.push_back(rendition_of(step, format, nature, metadata));
        }
    }
    for (Crop const& crop : plan.crops) {
        out.push_back(rendition_of(cut_out(base, crop, plan.focus), crop.format, nature, metadata));
        out.back().crop = crop.name;
    }
    return out;
}

}  // namespace

std::vector<int> rendition_widths(int picture_width) {
    std::vector<int> widths;
    for (int const width : fixed_widths) {
        if (width <= picture_width) widths.push_back(width);
    }
    if (widths.empty() && picture_width > 0) widths.push_back(picture_width);
    return widths;
}

Result<std::vector<Rendition>> make_renditions(std::string_view file, RenditionPlan const& plan,
                                               PictureLimits const& limits) {
    if (!is_sound(plan)) {
        return refuse(
            ProblemKind::invalid, "picture_plan_invalid",
            "Pictures are made as JPEG, WebP or AVIF, with sizes above zero and a focal point inside the picture.");
    }
    auto const head = read_head(file, limits);
    if (!head) return refuse(head.error());
    try {
        return make_all(file, *head, plan);
    } catch (vips::VError const& error) {
        return refuse(decoding_problem(head->type, error.what()));
    }
}

}  // namespace broadsheet::media
