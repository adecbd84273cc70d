#include "media/picture_decode.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vips/vips8>

namespace broadsheet::media {

namespace {

constexpr int longest_side = 65'500;  // what a JPEG can hold
constexpr std::string_view field = "file";

void start_vips() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (VIPS_INIT("broadsheet") != 0) throw std::runtime_error("libvips does not start");
        vips_concurrency_set(1);
        vips_cache_set_max(0);
        vips_block_untrusted_set(TRUE);
    });
}

bool has_frames(PictureType type) { return type == PictureType::gif || type == PictureType::webp; }

// People's word for the type.
std::string_view label(PictureType type) {
    switch (type) {
        case PictureType::jpeg:
            return "JPEG";
        case PictureType::png:
            return "PNG";
        case PictureType::webp:
            return "WebP";
        case PictureType::avif:
            return "AVIF";
        case PictureType::gif:
            return "GIF";
        case PictureType::heic:
            return "HEIC";
    }
    return "picture";
}

int whole_number(vips::VImage const& image, char const* name, int otherwise) {
    return image.get_typeof(name) == G_TYPE_INT ? image.get_int(name) : otherwise;
}

PictureHead head_of(vips::VImage const& image, PictureType type) {
    int const orientation = whole_number(image, VIPS_META_ORIENTATION, 1);
    PictureHead head{.type = type, .width = image.width(), .height = image.height()};
    head.is_upright = orientation <= 1 || orientation > 8;
    if (orientation >= 5 && orientation <= 8) std::swap(head.width, head.height);
    if (has_frames(type)) head.frames = whole_number(image, VIPS_META_N_PAGES, 1);
    head.has_alpha = image.has_alpha();
    return head;
}

Result<PictureHead> within(PictureLimits const& limits, PictureHead const& head) {
    std::int64_t const pixels = std::int64_t(head.width) * head.height;
    if (pixels > limits.max_pixels) {
        return refuse(ProblemKind::too_large, "picture_too_many_pixels",
                      fmt::format("This picture has {} by {} pixels, {} million; at most {} million are taken.",
                                  head.width, head.height, pixels / 1'000'000, limits.max_pixels / 1'000'000),
                      std::string(field));
    }
    if (head.width > longest_side || head.height > longest_side) {
        return refuse(ProblemKind::too_large, "picture_too_many_pixels",
                      fmt::format("This picture has {} by {} pixels; no side may have more than {}.", head.width,
                                  head.height, longest_side),
                      std::string(field));
    }
    if (pixels * head.frames > 4 * limits.max_pixels) {
        return refuse(ProblemKind::too_large, "picture_too_many_pixels",
                      fmt::format("This animation has {} frames of {} by {} pixels, more than can be taken.",
                                  head.frames, head.width, head.height),
                      std::string(field));
    }
    return head;
}

}  // namespace

Result<PictureType> accept_type(std::string_view file, PictureLimits const& limits) {
    if (file.empty()) {
        return refuse(ProblemKind::invalid, "picture_empty", "This file is empty.", std::string(field));
    }
    if (file.size() > limits.max_bytes) {
        return refuse(ProblemKind::too_large, "picture_too_large",
                      fmt::format("This file has {} MB; at most {} MB are taken.", file.size() / 1'000'000,
                                  limits.max_bytes / 1'000'000),
                      std::string(field));
    }
    if (auto const type = sniff(file)) return *type;
    return refuse(ProblemKind::invalid, "picture_unknown_type",
                  "This file is not a JPEG, PNG, WebP, AVIF, GIF or HEIC picture, whatever its name says.",
                  std::string(field));
}

vips::VImage open_picture(std::string_view file, PictureType type, Frames frames, int shrink) {
    start_vips();
    auto* const options =
        vips::VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL)->set("fail_on", VIPS_FAIL_ON_TRUNCATED);
    if (has_frames(type) && frames == Frames::all) options->set("n", -1);
    if (type == PictureType::jpeg) options->set("shrink", shrink);
    struct Blob {
        explicit Blob(std::string_view bytes) : blob(vips_blob_new(nullptr, bytes.data(), bytes.size())) {}
        Blob(Blob const&) = delete;
        Blob& operator=(Blob const&) = delete;
        ~Blob() { vips_area_unref(VIPS_AREA(blob)); }
        VipsBlob* blob;
    } const bytes(file);
    switch (type) {
        case PictureType::jpeg:
            return vips::VImage::jpegload_buffer(bytes.blob, options);
        case PictureType::png:
            return vips::VImage::pngload_buffer(bytes.blob, options);
        case PictureType::webp:
            return vips::VImage::webpload_buffer(bytes.blob, options);
        case PictureType::gif:
            return vips::VImage::gifload_buffer(bytes.blob, options);
        case PictureType::avif:
        case PictureType::heic:
            break;
    }
    return vips::VImage::heifload_buffer(bytes.blob, options);
}

Problem decoding_problem(PictureType type, std::string_view error) {
    vips_error_clear();
    if (error.contains("out of memory")) {
        return {ProblemKind::too_large, "picture_too_heavy", "This picture needs more memory than it may have.",
                std::string(field)};
    }
    return {ProblemKind::invalid, "picture_broken",
            fmt::format("This {} file is damaged or breaks off before its end.", label(type)), std::string(field)};
}

Result<PictureHead> read_head(std::string_view file, PictureLimits const& limits) {
    auto const type = accept_type(file, limits);
    if (!type) return refuse(type.error());
    try {
        return within(limits, head_of(open_picture(file, *type, Frames::first), *type));
    } catch (vips::VError const& error) {
        return refuse(decoding_problem(*type, error.what()));
    }
}

}  // namespace broadsheet::media
