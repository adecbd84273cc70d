#include "media/picture.h"

#include <gtest/gtest.h>

#include <exiv2/exiv2.hpp>

#include "media/test_pictures.h"

namespace broadsheet::media {
namespace {

using namespace std::string_view_literals;
using test::make_animation;
using test::make_picture;
using test::Surface;

PictureType const every_type[] = {PictureType::jpeg, PictureType::png, PictureType::webp,
                                  PictureType::avif, PictureType::gif, PictureType::heic};

// "jpeg 60x40 x1", or the code of the refusal.
std::string told(Result<PictureFacts> const& facts) {
    if (!facts) return facts.error().code;
    return std::string(name(facts->type)) + " " + std::to_string(facts->width) + "x" + std::to_string(facts->height) +
           " x" + std::to_string(facts->frames) + (facts->has_alpha ? " alpha" : "");
}

std::string told(std::string_view file, PictureLimits const& limits = {}) { return told(inspect(file, limits)); }

TEST(Inspect, TellsEveryTypeAndItsSize) {
    for (PictureType const type : every_type) {
        std::string const expected = std::string(name(type)) + " 60x40 x1";
        // Our GIF reader always has transparency.
        EXPECT_EQ(told(make_picture(type, 60, 40)), type == PictureType::gif ? expected + " alpha" : expected);
    }
    EXPECT_EQ(told(make_picture(PictureType::png, 60, 40, Surface::half_transparent)), "png 60x40 x1 alpha");
    EXPECT_EQ(told(make_animation(PictureType::gif, 60, 40, 5)), "gif 60x40 x5 alpha");
    EXPECT_EQ(told(make_animation(PictureType::webp, 60, 40, 5)), "webp 60x40 x5 alpha");
    EXPECT_EQ(told(test::make_cmyk_jpeg(60, 40)), "jpeg 60x40 x1");
    EXPECT_EQ(told(test::make_deep_png(60, 40)), "png 60x40 x1");
}

TEST(Inspect, AppliesOrientation) {
    std::string const jpeg = test::with_metadata(make_picture(PictureType::jpeg, 60, 40), [](Exiv2::Image& image) {
        image.exifData()["Exif.Image.Orientation"] = std::uint16_t(6);
    });
    EXPECT_EQ(test::look_at(jpeg).width, 60);
    EXPECT_EQ(told(jpeg), "jpeg 40x60 x1");
}

TEST(Inspect, RefusesWhatIsNoPicture) {
    EXPECT_EQ(told(""), "picture_empty");
    EXPECT_EQ(told("<!doctype html><title>photo.jpg</title><script>alert(1)</script>"), "picture_unknown_type");
    EXPECT_EQ(told(test::make_svg()), "picture_unknown_type");
    EXPECT_EQ(told("\xFF"sv), "picture_unknown_type");
    EXPECT_EQ(told(std::string(1000, '\0')), "picture_unknown_type");
    auto const refused = inspect("<svg/>", {});
    EXPECT_EQ(refused.error().kind, ProblemKind::invalid);
    EXPECT_EQ(refused.error().field, "file");
    EXPECT_EQ(refused.error().message,
              "This file is not a JPEG, PNG, WebP, AVIF, GIF or HEIC picture, whatever its name says.");
}

TEST(Inspect, RefusesPicturesThatBreakOff) {
    for (PictureType const type : every_type) {
        std::string const whole = make_picture(type, 300, 200, Surface::noisy);
        for (std::size_t const kept : {whole.size() / 2, whole.size() * 9 / 10}) {
            EXPECT_EQ(told(std::string_view(whole).substr(0, kept)), "picture_broken") << name(type) << " " << kept;
        }
    }
    std::string const moving = make_animation(PictureType::gif, 60, 40, 5);
    EXPECT_EQ(told(std::string_view(moving).substr(0, moving.size() * 2 / 3)), "picture_broken");
    EXPECT_EQ(inspect("\xFF\xD8\xFF\xE0 and nothing more"sv, {}).error().message,
              "This JPEG file is damaged or breaks off before its end.");
}

TEST(Inspect, RefusesOnlyAHeadOfEveryType) {
    for (PictureType const type : every_type) {
        std::string const whole = make_picture(type, 60, 40);
        for (std::size_t kept = 16; kept < 64; kept += 7) {
            std::string const answer = told(std::string_view(whole).substr(0, kept));
            EXPECT_TRUE(answer == "picture_broken" || answer == "picture_unknown_type") << name(type) << kept << answer;
        }
    }
}

TEST(Inspect, RefusesMoreBytesThanAllowed) {
    std::string const jpeg = make_picture(PictureType::jpeg, 60, 40);
    EXPECT_EQ(told(jpeg, {.max_bytes = jpeg.size()}), "jpeg 60x40 x1");
    EXPECT_EQ(told(jpeg, {.max_bytes = jpeg.size() - 1}), "picture_too_large");
}

TEST(Inspect, RefusesMorePixelsThanAllowed) {
    for (PictureType const type : every_type) {
        std::string const file = make_picture(type, 64, 40);
        EXPECT_NE(told(file, {.max_pixels = 64 * 40}), "picture_too_many_pixels");
        EXPECT_EQ(told(file, {.max_pixels = 64 * 40 - 1}), "picture_too_many_pixels") << name(type);
    }
    std::string const moving = make_animation(PictureType::gif, 60, 40, 5);
    EXPECT_EQ(told(moving, {.max_pixels = 60 * 40 * 5 / 4}), "gif 60x40 x5 alpha");
    EXPECT_EQ(told(moving, {.max_pixels = 60 * 40}), "picture_too_many_pixels") << "the frames together";
}

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (char const c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    }
    return ~crc;
}

std::string big_endian(std::uint32_t value) {
    return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

std::string png_claiming(std::uint32_t width, std::uint32_t height) {
    std::string png = make_picture(PictureType::png, 8, 8);
    png.replace(16, 8, big_endian(width) + big_endian(height));
    png.replace(29, 4, big_endian(crc32(png.substr(12, 17))));
    return png;
}

TEST(Inspect, RefusesBombsByTheirHead) {
    auto const refused = inspect(png_claiming(60'000, 60'000), {});
    EXPECT_EQ(told(refused), "picture_too_many_pixels");
    EXPECT_EQ(refused.error().kind, ProblemKind::too_large);
    EXPECT_EQ(refused.error().message,
              "This picture has 60000 by 60000 pixels, 3600 million; at most 100 million are taken.");
    EXPECT_EQ(told(png_claiming(70'000, 1)), "picture_too_many_pixels") << "too long for any format";
    EXPECT_EQ(told(png_claiming(0, 8)), "picture_broken");
    EXPECT_EQ(told(png_claiming(8, 3000)), "picture_broken") << "claims more rows than it has";

    std::string jpeg = make_picture(PictureType::jpeg, 60, 40);
    std::size_t const frame = jpeg.find("\xFF\xC0\0\x11\x08"sv);
    ASSERT_NE(frame, std::string::npos);
    jpeg.replace(frame + 5, 4, "\xFD\xE8\xFD\xE8"sv);  // 65,000 by 65,000
    EXPECT_EQ(told(jpeg), "picture_too_many_pixels");

    std::string gif = make_picture(PictureType::gif, 60, 40);
    for (std::size_t at = 0; (at = gif.find("\x3C\0\x28\0"sv, at)) != std::string::npos;) {
        gif.replace(at, 4, "\xFF\xFF\xFF\xFF"sv);  // of the screen and of the frame
    }
    EXPECT_EQ(told(gif), "picture_too_many_pixels");
}

TEST(Inspect, ReadsTheMetadata) {
    std::string const jpeg = test::with_metadata(make_picture(PictureType::jpeg, 60, 40), [](Exiv2::Image& image) {
        image.xmpData()["Xmp.dc.description"] = "lang=x-default A bridge in fog";
    });
    auto const facts = inspect(jpeg, {});
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->metadata.caption, "A bridge in fog");
}

}  // namespace
}  // namespace broadsheet::media
