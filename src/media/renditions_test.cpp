#include <gtest/gtest.h>

#include <exiv2/exiv2.hpp>
#include <limits>

#include "media/picture.h"
#include "media/test_pictures.h"

namespace broadsheet::media {
namespace {

using test::colour_at;
using test::look_at;
using test::make_animation;
using test::make_picture;
using test::Surface;

std::vector<PictureType> const all_formats = {PictureType::jpeg, PictureType::webp, PictureType::avif};

std::vector<Rendition> made(std::string_view file, RenditionPlan const& plan) {
    auto renditions = make_renditions(file, plan, {});
    if (!renditions) throw std::runtime_error(renditions.error().message);
    return std::move(*renditions);
}

// "jpeg 640x427, webp 640x427 x5, jpeg social 1200x630"; also checks that the bytes are what the rendition says.
std::string told(std::vector<Rendition> const& renditions) {
    std::string out;
    for (Rendition const& rendition : renditions) {
        auto const seen = look_at(rendition.bytes);
        EXPECT_EQ(sniff(rendition.bytes), rendition.format);
        EXPECT_EQ(seen.width, rendition.width);
        EXPECT_EQ(seen.height, rendition.height);
        EXPECT_EQ(seen.frames, rendition.frames);
        if (!out.empty()) out += ", ";
        out += std::string(name(rendition.format)) + (rendition.crop.empty() ? "" : " " + rendition.crop) + " " +
               std::to_string(rendition.width) + "x" + std::to_string(rendition.height);
        if (rendition.frames > 1) out += " x" + std::to_string(rendition.frames);
    }
    return out;
}

bool is_red(test::Colour colour) { return colour.red > colour.blue + 60; }
bool is_blue(test::Colour colour) { return colour.blue > colour.red + 60; }

TEST(RenditionWidths, GoAsFarAsThePicture) {
    EXPECT_EQ(rendition_widths(6000), (std::vector{320, 640, 960, 1280, 1920, 2560}));
    EXPECT_EQ(rendition_widths(1000), (std::vector{320, 640, 960}));
    EXPECT_EQ(rendition_widths(320), (std::vector{320}));
    EXPECT_EQ(rendition_widths(200), (std::vector{200}));
    EXPECT_EQ(rendition_widths(0), std::vector<int>{});
}

TEST(Renditions, HaveTheirSizesInEveryFormat) {
    std::string const jpeg = make_picture(PictureType::jpeg, 1500, 1000);
    EXPECT_EQ(told(made(jpeg, {.formats = all_formats})),
              "jpeg 1280x853, jpeg 960x640, jpeg 640x427, jpeg 320x213, "
              "webp 1280x853, webp 960x640, webp 640x427, webp 320x213, "
              "avif 1280x853, avif 960x640, avif 640x427, avif 320x213");
}

TEST(Renditions, AreMadeOfEveryType) {
    for (PictureType const type : {PictureType::jpeg, PictureType::png, PictureType::webp, PictureType::avif,
                                   PictureType::gif, PictureType::heic}) {
        auto const renditions = made(make_picture(type, 400, 300), {.formats = all_formats});
        EXPECT_EQ(told(renditions), "jpeg 320x240, webp 320x240, avif 320x240") << name(type);
        for (Rendition const& rendition : renditions) {
            EXPECT_TRUE(is_red(colour_at(rendition.bytes, 0.2, 0.2))) << name(type) << name(rendition.format);
            EXPECT_TRUE(is_blue(colour_at(rendition.bytes, 0.8, 0.8))) << name(type) << name(rendition.format);
        }
    }
}

TEST(Renditions, OfOddColoursAreOrdinaryOnes) {
    for (std::string const& file : {test::make_cmyk_jpeg(400, 300), test::make_deep_png(400, 300)}) {
        for (Rendition const& rendition : made(file, {.formats = all_formats})) {
            EXPECT_EQ(look_at(rendition.bytes).bands, 3);
            EXPECT_TRUE(is_red(colour_at(rendition.bytes, 0.2, 0.2))) << name(rendition.format);
            EXPECT_TRUE(is_blue(colour_at(rendition.bytes, 0.8, 0.2))) << name(rendition.format);
        }
    }
}

TEST(Renditions, AreInTheColoursOfTheWeb) {
    std::string const wide = test::make_wide_gamut_jpeg(400, 300);
    ASSERT_TRUE(look_at(wide).has_profile);
    ASSERT_LT(colour_at(wide, 0.1, 0.1).red, 212) << "the same red is less of Display P3's red";
    for (Rendition const& rendition : made(wide, {.formats = all_formats})) {
        EXPECT_FALSE(look_at(rendition.bytes).has_profile);
        EXPECT_NEAR(colour_at(rendition.bytes, 0.1, 0.1).red, 220, 5) << name(rendition.format);
    }
}

TEST(Renditions, OfATinyPictureHaveItsSize) {
    EXPECT_EQ(told(made(make_picture(PictureType::png, 1, 1), {.formats = all_formats})),
              "jpeg 1x1, webp 1x1, avif 1x1");
    EXPECT_EQ(told(made(make_picture(PictureType::jpeg, 33, 7), {.formats = all_formats})),
              "jpeg 33x7, webp 33x7, avif 33x7");
}

TEST(Renditions, TakeThePlannedWidthsButNeverEnlarge) {
    std::string const jpeg = make_picture(PictureType::jpeg, 500, 250);
    EXPECT_EQ(told(made(jpeg, {.widths = {100, 400, 900, 400}})), "jpeg 500x250, jpeg 400x200, jpeg 100x50");
}

TEST(Renditions, LeaveOutWhatAFormatCannotHold) {
    std::string const tall = make_picture(PictureType::png, 20, 20'000);
    EXPECT_EQ(told(made(tall, {.formats = all_formats})), "jpeg 20x20000");
}

TEST(Renditions, StandUpright) {
    // The file's rows lie on their side: red is on its left, which is the top as seen.
    std::string const jpeg = test::with_metadata(make_picture(PictureType::jpeg, 600, 400), [](Exiv2::Image& image) {
        image.exifData()["Exif.Image.Orientation"] = std::uint16_t(6);
    });
    auto const renditions = made(jpeg, {.formats = all_formats});
    EXPECT_EQ(told(renditions), "jpeg 320x480, webp 320x480, avif 320x480");
    for (Rendition const& rendition : renditions) {
        EXPECT_TRUE(is_red(colour_at(rendition.bytes, 0.2, 0.2)));
        EXPECT_TRUE(is_red(colour_at(rendition.bytes, 0.8, 0.2)));
        EXPECT_TRUE(is_blue(colour_at(rendition.bytes, 0.2, 0.8)));
    }
}

TEST(Renditions, CropsKeepTheFocalPoint) {
    std::string const jpeg = make_picture(PictureType::jpeg, 2400, 1000);  // red on the left, blue on the right
    RenditionPlan plan{.widths = {320}, .crops = {{"social", 1200, 630}, {"square", 400, 400}}, .focus = {0.1, 0.5}};
    auto left = made(jpeg, plan);
    EXPECT_EQ(told(left), "jpeg 320x133, jpeg social 1200x630, jpeg square 400x400");
    EXPECT_TRUE(is_red(colour_at(left[2].bytes, 0.95, 0.5)));
    plan.focus = {1, 1};
    auto right = made(jpeg, plan);
    EXPECT_TRUE(is_blue(colour_at(right[2].bytes, 0.05, 0.5)));
    plan.focus = {};
    auto middle = made(jpeg, plan);
    EXPECT_TRUE(is_red(colour_at(middle[2].bytes, 0.1, 0.5)));
    EXPECT_TRUE(is_blue(colour_at(middle[2].bytes, 0.9, 0.5)));
}

TEST(Renditions, CropsOfABoxShowTheBox) {
    std::string const jpeg = make_picture(PictureType::jpeg, 2400, 1000);  // red on the left, blue on the right
    CropBox const right_end{0.75, 0.2, 0.25, 0.6};
    auto const cuts = made(jpeg, {.formats = {},
                                  .crops = {{"1:1", 320, 320, PictureType::jpeg, right_end},
                                            {"1:1", 320, 320, PictureType::avif, right_end},
                                            {"1:1", 600, 600, PictureType::webp, right_end},
                                            {"1:1", 1280, 1280, PictureType::jpeg, right_end}}});
    EXPECT_EQ(told(cuts), "jpeg 1:1 320x320, avif 1:1 320x320, webp 1:1 600x600, jpeg 1:1 600x600");
    for (auto const& cut : cuts) EXPECT_TRUE(is_blue(colour_at(cut.bytes, 0.05, 0.5)));
    auto const small =
        made(jpeg, {.formats = {}, .crops = {{"1:1", 320, 320, PictureType::jpeg, CropBox{0, 0, 0.1, 0.24}}}});
    EXPECT_EQ(told(small), "jpeg 1:1 240x240");
    EXPECT_TRUE(is_red(colour_at(small[0].bytes, 0.9, 0.5)));
}

TEST(Renditions, CropsOfSmallPicturesAreSmaller) {
    std::string const jpeg = make_picture(PictureType::jpeg, 300, 300);
    EXPECT_EQ(told(made(jpeg, {.crops = {{"social", 1200, 630}, {"square", 400, 400}}})),
              "jpeg 300x300, jpeg social 300x158, jpeg square 300x300");
}

TEST(Renditions, JpegStandsOnWhiteAndTheOthersStayTransparent) {
    std::string const png = make_picture(PictureType::png, 400, 300, Surface::half_transparent);
    auto const renditions = made(png, {.formats = all_formats});
    ASSERT_EQ(renditions.size(), 3U);
    auto const jpeg = colour_at(renditions[0].bytes, 0.1, 0.1);
    EXPECT_GT(std::min({jpeg.red, jpeg.green, jpeg.blue}), 245);
    EXPECT_EQ(colour_at(renditions[1].bytes, 0.1, 0.1).alpha, 0);
    EXPECT_LT(colour_at(renditions[2].bytes, 0.1, 0.1).alpha, 8);
    EXPECT_GT(colour_at(renditions[2].bytes, 0.9, 0.1).alpha, 247);
}

TEST(Renditions, KeepAnimationsInWebp) {
    for (PictureType const type : {PictureType::gif, PictureType::webp}) {
        auto const renditions = made(make_animation(type, 400, 300, 5), {.formats = all_formats});
        EXPECT_EQ(told(renditions), "jpeg 320x240, webp 320x240 x5");
        EXPECT_EQ(test::frame_delays(renditions[1].bytes), "120 120 120 120 120");
    }
    // Too much to be kept moving: a still picture in every format.
    std::string const long_one = test::with_frames_added(make_animation(PictureType::gif, 1000, 1000, 2), 70);
    EXPECT_EQ(inspect(long_one, {.max_pixels = 1'000'000}).error().code, "picture_too_many_pixels");
    EXPECT_EQ(told(made(long_one, {.formats = all_formats, .widths = {960}})),
              "jpeg 960x960, webp 960x960, avif 960x960");
}

std::string photo_with_everything() {
    return test::with_metadata(make_picture(PictureType::jpeg, 1300, 800), [](Exiv2::Image& image) {
        auto& exif = image.exifData();
        exif["Exif.Image.Make"] = "Camera";
        exif["Exif.Photo.BodySerialNumber"] = "SECRET-SERIAL";
        exif["Exif.GPSInfo.GPSLatitudeRef"] = "N";
        exif["Exif.GPSInfo.GPSLatitude"] = "50/1 27/1 0/1";
        auto& xmp = image.xmpData();
        xmp["Xmp.exif.GPSLatitude"] = "50,27.0N";
        xmp["Xmp.photoshop.City"] = "SECRET-CITY";
        xmp["Xmp.dc.creator"] = "Olena Example";
        xmp["Xmp.photoshop.Credit"] = "Agency & Sons";
        xmp["Xmp.dc.rights"] = "lang=x-default \xC2\xA9 2024 Olena Example";
        xmp["Xmp.xmpRights.UsageTerms"] = "lang=x-default One use";
        xmp["Xmp.iptcExt.DigitalSourceType"] = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";
        image.iptcData()["Iptc.Application2.City"] = "SECRET-CITY";
    });
}

TEST(Renditions, CarryNoLocationAndNothingElseButWhoMadeThem) {
    auto const renditions = made(photo_with_everything(), {.formats = all_formats, .crops = {{"social", 1200, 630}}});
    ASSERT_EQ(renditions.size(), 13U);
    for (Rendition const& rendition : renditions) {
        auto const seen = look_at(rendition.bytes);
        EXPECT_FALSE(seen.has_exif || seen.has_iptc || seen.has_profile) << name(rendition.format) << rendition.width;
        EXPECT_EQ(rendition.bytes.find("SECRET"), std::string::npos);
        EXPECT_EQ(rendition.bytes.find("GPS"), std::string::npos);
        bool const credited = rendition.format == PictureType::jpeg && rendition.width >= 640;
        EXPECT_EQ(seen.has_xmp, credited) << name(rendition.format) << rendition.width;
    }
    auto image = Exiv2::ImageFactory::open(reinterpret_cast<Exiv2::byte const*>(renditions[0].bytes.data()),
                                           static_cast<long>(renditions[0].bytes.size()));
    image->readMetadata();
    EXPECT_TRUE(image->exifData().empty());
    EXPECT_TRUE(image->iptcData().empty());
    EXPECT_EQ(image->xmpData().count(), 5);
    PictureMetadata const kept = read_metadata(renditions[0].bytes, PictureType::jpeg);
    EXPECT_EQ(kept.creator, "Olena Example");
    EXPECT_EQ(kept.credit, "Agency & Sons");
    EXPECT_EQ(kept.rights, "\xC2\xA9 2024 Olena Example");
    EXPECT_EQ(kept.usage, "One use");
    EXPECT_EQ(kept.digital_source_type, "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture");
}

TEST(Renditions, JpegIsProgressiveAndSmall) {
    auto const renditions = made(make_picture(PictureType::jpeg, 1300, 800, Surface::noisy), {.widths = {640}});
    EXPECT_NE(renditions[0].bytes.find("\xFF\xC2"), std::string::npos) << "a progressive frame";
    EXPECT_LT(renditions[0].bytes.size(), 200'000U);
}

TEST(Renditions, RefuseWhatInspectRefuses) {
    std::string const whole = make_picture(PictureType::jpeg, 300, 200, Surface::noisy);
    EXPECT_EQ(make_renditions(whole.substr(0, whole.size() / 2), {}, {}).error().code, "picture_broken");
    EXPECT_EQ(make_renditions("<svg/>", {}, {}).error().code, "picture_unknown_type");
    EXPECT_EQ(make_renditions(whole, {}, {.max_pixels = 100}).error().code, "picture_too_many_pixels");
}

TEST(Renditions, RefuseAPlanThatMakesNoSense) {
    std::string const jpeg = make_picture(PictureType::jpeg, 60, 40);
    RenditionPlan const wrong[] = {
        {.formats = {PictureType::gif}},
        {.widths = {0}},
        {.crops = {{"none", 0, 100}}},
        {.focus = {std::numeric_limits<double>::quiet_NaN(), 0.5}},
        {.focus = {0.5, 1.5}},
        {.crops = {{"x", 9, 9, PictureType::jpeg, CropBox{0.5, 0, 0.6, 1}}}},
        {.crops = {{"x", 9, 9, PictureType::jpeg, CropBox{0, 0, 0, 1}}}},
        {.crops = {{"x", 9, 9, PictureType::gif, std::nullopt}}},
    };
    for (RenditionPlan const& plan : wrong) {
        auto const refused = make_renditions(jpeg, plan, {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "picture_plan_invalid");
    }
}

}  // namespace
}  // namespace broadsheet::media
