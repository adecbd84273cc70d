#include "desk/embed_providers.h"

#include <gtest/gtest.h>

namespace broadsheet::desk {
namespace {

std::string asked(std::string_view page) {
    auto const url = Url::parse_link(page);
    return url ? oembed_address(*url).value_or("") : "no address";
}

TEST(EmbedProviders, AreAskedAtTheirPublishedAddress) {
    EXPECT_EQ(asked("https://www.youtube.com/watch?v=a&t=1"),
              "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Da%26t%3D1");
    EXPECT_EQ(asked("https://youtu.be/a"), "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fyoutu.be%2Fa");
    EXPECT_EQ(asked("https://bsky.app/profile/a/post/b"),
              "https://embed.bsky.app/oembed?format=json&url=https%3A%2F%2Fbsky.app%2Fprofile%2Fa%2Fpost%2Fb");
}

TEST(EmbedProviders, OthersAreNot) {
    for (auto const* page :
         {"https://notyoutube.com/watch", "https://youtube.com.evil.example/", "https://bsky.app/about",
          "https://example.org/?u=https://vimeo.com/1", "https://max.com/"})
        EXPECT_EQ(asked(page), "") << page;
}

}  // namespace
}  // namespace broadsheet::desk
