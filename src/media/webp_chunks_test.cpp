#include "media/webp_chunks.h"

#include <gtest/gtest.h>

#include <exiv2/exiv2.hpp>
#include <stdexcept>

#include "media/test_pictures.h"

namespace broadsheet::media {
namespace {

TEST(WebpChunks, LeaveOnlyThePixels) {
    for (test::Surface const surface : {test::Surface::plain, test::Surface::half_transparent}) {
        std::string const webp =
            test::with_metadata(test::make_picture(PictureType::webp, 61, 40, surface), [](Exiv2::Image& image) {
                image.xmpData()["Xmp.dc.source"] = "SECRET";
                image.exifData()["Exif.Image.Make"] = "SECRET";
            });
        ASSERT_NE(webp.find("SECRET"), std::string::npos);
        std::string const bare = only_pixels(webp);
        EXPECT_EQ(bare.find("SECRET"), std::string::npos);
        auto const seen = test::look_at(bare);
        EXPECT_EQ(seen.width, 61);
        EXPECT_FALSE(seen.has_exif || seen.has_xmp || seen.has_profile);
        EXPECT_EQ(test::colour_at(bare, 0.1, 0.1).alpha, test::colour_at(webp, 0.1, 0.1).alpha);
        EXPECT_EQ(test::colour_at(bare, 0.9, 0.9).blue, test::colour_at(webp, 0.9, 0.9).blue);
        EXPECT_EQ(only_pixels(bare), bare);
        EXPECT_THROW(only_pixels(std::string_view(webp).substr(0, webp.size() - 1)), std::invalid_argument);
    }
    EXPECT_THROW(only_pixels("RIFF"), std::invalid_argument);
}

}  // namespace
}  // namespace broadsheet::media
