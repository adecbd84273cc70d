#include "media/gif_blocks.h"

#include <gtest/gtest.h>

#include "media/test_pictures.h"

namespace broadsheet::media {
namespace {

TEST(GifBlocks, ReachTheTrailerOnlyInAWholeFile) {
    std::string const gif = test::make_animation(PictureType::gif, 20, 10, 3);
    ASSERT_TRUE(gif_reaches_its_end(gif));
    EXPECT_TRUE(gif_reaches_its_end(gif + "left by an old program"));
    for (std::size_t kept = 0; kept < gif.size(); ++kept) {
        EXPECT_FALSE(gif_reaches_its_end(std::string_view(gif).substr(0, kept))) << kept;
    }
    std::string wrong = gif;
    wrong.back() = '\x01';
    EXPECT_FALSE(gif_reaches_its_end(wrong)) << "a block of no kind";
}

}  // namespace
}  // namespace broadsheet::media
