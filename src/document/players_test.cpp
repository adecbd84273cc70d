#include "document/players.h"

#include <gtest/gtest.h>

namespace broadsheet::document {
namespace {

std::string player(std::string_view page) {
    auto const url = Url::parse_link(page);
    EXPECT_TRUE(url) << page;
    auto const made = url ? player_of(*url) : std::nullopt;
    return made ? made->src : "";
}

TEST(Players, AreMadeFromThePagesAddress) {
    std::pair<char const*, char const*> const cases[] = {
        {"https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
        {"https://www.youtube.com/watch?list=x&v=dQw4w9WgXcQ&t=1m30s#x",
         "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=90"},
        {"http://youtu.be/dQw4w9WgXcQ?t=15", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=15"},
        {"https://m.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
        {"https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"},
        {"https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e"},
        {"https://vimeo.com/channels/staffpicks/76979871", "https://player.vimeo.com/video/76979871?dnt=1"},
        {"https://soundcloud.com/artist/a-song?utm=1",
         "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fartist%2Fa-song"},
        {"https://open.spotify.com/intl-uk/track/4uLU6hMCjMI75M1A2tKUQC?si=1",
         "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC"},
        {"https://datawrapper.dwcdn.net/KzCQw/12/", "https://datawrapper.dwcdn.net/KzCQw/12/"},
        {"https://www.datawrapper.de/_/KzCQw/", "https://datawrapper.dwcdn.net/KzCQw/"}};
    for (auto const& [page, src] : cases) EXPECT_EQ(player(page), src) << page;
}

TEST(Players, EveryAddressStandsAtANamedOrigin) {
    for (auto const* page :
         {"https://youtu.be/dQw4w9WgXcQ", "https://vimeo.com/1", "https://soundcloud.com/a/b",
          "https://open.spotify.com/show/4uLU6hMCjMI75M1A2tKUQC", "https://datawrapper.dwcdn.net/abcde/"}) {
        auto const src = player(page);
        bool named = false;
        for (auto const origin : player_origins()) named |= src.starts_with(std::string(origin) + "/");
        EXPECT_TRUE(named) << src;
    }
}

TEST(Players, OthersHaveNone) {
    for (auto const* page :
         {"https://www.youtube.com/", "https://www.youtube.com/watch?v=short",
          "https://www.youtube.com/watch?v=%22onload%3D1", "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
          "https://evil.example/youtu.be/dQw4w9WgXcQ", "https://vimeo.com/about", "https://soundcloud.com/artist",
          "https://open.spotify.com/user/someone", "https://www.datawrapper.de/pricing",
          "https://example.org/?v=dQw4w9WgXcQ"})
        EXPECT_EQ(player(page), "") << page;
}

}  // namespace
}  // namespace broadsheet::document
