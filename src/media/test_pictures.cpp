#include "media/test_pictures.h"

#include <exiv2/exiv2.hpp>
#include <stdexcept>
#include <vector>
#include <vips/vips8>

#include "media/picture_decode.h"
#include "media/sniff.h"

// The HEVC encoder, which only tests use, forgets some of its memory.
extern "C" __attribute__((weak)) char const* __lsan_default_suppressions() {
    return "leak:libx265\nleak:libfontconfig";
}

namespace broadsheet::media::test {

namespace {

using vips::VImage;

void start_vips() {
    if (VIPS_INIT("tests") != 0) throw std::runtime_error("libvips does not start");
    vips_concurrency_set(1);
    g_log_set_handler(
        "VIPS", G_LOG_LEVEL_WARNING, [](char const*, GLogLevelFlags, char const*, void*) {}, nullptr);
}

std::string encoded(VImage const& image, PictureType type) {
    auto* const options = VImage::option();
    std::string suffix = "." + std::string(extension(type));
    if (type == PictureType::jpeg) options->set("Q", 90);
    if (type == PictureType::heic) options->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_HEVC);
    if (type == PictureType::avif) options->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1)->set("effort", 0);
    void* buffer = nullptr;
    std::size_t size = 0;
    image.write_to_buffer(suffix.c_str(), &buffer, &size, options);
    std::string bytes(static_cast<char const*>(buffer), size);
    g_free(buffer);
    return bytes;
}

VImage drawn(int width, int height, Surface surface) {
    VImage const x = VImage::xyz(width, height).extract_band(0);
    VImage const y = VImage::xyz(width, height).extract_band(1);
    VImage const level = (y < height / 2.0).ifthenelse(220, 120);
    VImage red = (x < width / 2.0).ifthenelse(level, 20);
    VImage green = VImage::black(width, height) + 30;
    VImage blue = (x < width / 2.0).ifthenelse(20, level);
    if (surface == Surface::noisy) {
        VImage const noise = VImage::gaussnoise(width, height, VImage::option()->set("sigma", 20.0)->set("seed", 1));
        red = red + noise;
        green = green + noise;
        blue = blue + noise;
    }
    std::vector<VImage> bands = {red, green, blue};
    if (surface == Surface::half_transparent) bands.push_back((x < width / 2.0).ifthenelse(0, 255));
    return VImage::bandjoin(bands)
        .cast(VIPS_FORMAT_UCHAR)
        .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
}

VImage opened(std::string_view file, Frames frames) {
    auto const type = sniff(file);
    if (!type) throw std::runtime_error("not a picture");
    return open_picture(file, *type, frames);
}

}  // namespace

std::string make_picture(PictureType type, int width, int height, Surface surface) {
    start_vips();
    return encoded(drawn(width, height, surface), type);
}

std::string make_animation(PictureType type, int width, int height, int frames) {
    start_vips();
    std::vector<VImage> all;
    for (int i = 0; i < frames; ++i)
        all.push_back(drawn(width, height, Surface::plain).wrap(VImage::option()->set("x", 3 * i)));
    VImage strip = VImage::arrayjoin(all, VImage::option()->set("across", 1)).copy();
    strip.set(VIPS_META_PAGE_HEIGHT, height);
    strip.set("delay", std::vector<int>(static_cast<std::size_t>(frames), 120));
    return encoded(strip, type);
}

std::string make_cmyk_jpeg(int width, int height) {
    start_vips();
    return encoded(drawn(width, height, Surface::plain).colourspace(VIPS_INTERPRETATION_CMYK), PictureType::jpeg);
}

std::string make_deep_png(int width, int height) {
    start_vips();
    return encoded(drawn(width, height, Surface::plain).colourspace(VIPS_INTERPRETATION_RGB16), PictureType::png);
}

std::string make_wide_gamut_jpeg(int width, int height) {
    start_vips();
    VImage const wide =
        drawn(width, height, Surface::plain).icc_transform("p3", VImage::option()->set("input_profile", "srgb"));
    return encoded(wide, PictureType::jpeg);
}

std::string with_frames_added(std::string gif, int times) {
    std::size_t const last = gif.rfind(std::string("\x21\xF9\x04"));
    std::string const frame = gif.substr(last, gif.size() - 1 - last);
    gif.pop_back();
    for (int i = 0; i < times; ++i) gif += frame;
    return gif + ";";
}

std::string make_heavy_png() {
    start_vips();
    VImage const black = VImage::black(8000, 8000, VImage::option()->set("bands", 3))
                             .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
    void* buffer = nullptr;
    std::size_t size = 0;
    black.write_to_buffer(".png", &buffer, &size, VImage::option()->set("interlace", true)->set("compression", 1));
    std::string bytes(static_cast<char const*>(buffer), size);
    g_free(buffer);
    return bytes;
}

std::string make_svg() {
    return R"(<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>)";
}

std::string with_metadata(std::string jpeg, std::function<void(Exiv2::Image&)> const& edit) {
    auto image =
        Exiv2::ImageFactory::open(reinterpret_cast<Exiv2::byte const*>(jpeg.data()), static_cast<long>(jpeg.size()));
    image->readMetadata();
    edit(*image);
    image->writeMetadata();
    auto& io = image->io();
    io.open();
    Exiv2::DataBuf const bytes = io.read(static_cast<long>(io.size()));
    return {reinterpret_cast<char const*>(bytes.pData_), static_cast<std::size_t>(bytes.size_)};
}

Seen look_at(std::string_view file) {
    VImage const image = opened(file, Frames::all);
    Seen seen{.width = image.width(), .height = vips_image_get_page_height(image.get_image())};
    seen.frames = image.height() / seen.height;
    seen.bands = image.bands();
    seen.has_profile = image.get_typeof(VIPS_META_ICC_NAME) != 0;
    seen.has_exif = image.get_typeof(VIPS_META_EXIF_NAME) != 0;
    seen.has_xmp = image.get_typeof(VIPS_META_XMP_NAME) != 0;
    seen.has_iptc = image.get_typeof(VIPS_META_IPTC_NAME) != 0;
    return seen;
}

Colour colour_at(std::string_view file, double x, double y) {
    VImage image = opened(file, Frames::first).copy_memory();
    if (image.bands() < 3) image = image.colourspace(VIPS_INTERPRETATION_sRGB);
    auto const values = image.getpoint(int(x * (image.width() - 1)), int(y * (image.height() - 1)));
    Colour colour{int(values.at(0)), int(values.at(1)), int(values.at(2))};
    if (values.size() > 3) colour.alpha = int(values[3]);
    return colour;
}

std::string frame_delays(std::string_view file) {
    VImage const image = opened(file, Frames::all);
    std::string out;
    for (int const delay : image.get_array_int("delay")) out += (out.empty() ? "" : " ") + std::to_string(delay);
    return out;
}

}  // namespace broadsheet::media::test
