#include "content/redirect.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

constexpr char const* site = "https://paper.example";

std::string from(std::string_view written) {
    Redirect redirect;
    auto const set = set_from(redirect, written, site);
    return set ? redirect.from : "!" + set.error().field;
}

std::string to(std::string_view written) {
    Redirect redirect;
    auto const set = set_to(redirect, written, site);
    return set ? redirect.to + " " + redirect.target_path : "!" + set.error().field;
}

TEST(Redirects, BeginAtAPathOfThisSite) {
    EXPECT_EQ(from("/old/story/"), "/old/story");
    EXPECT_EQ(from("https://paper.example/old"), "/old");
    EXPECT_EQ(from("/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/"), "/новини");
    EXPECT_EQ(from("/2019/05/story.html"), "/2019/05/story.html");
    for (auto const* wrong : {"", "old", "/", "//evil.example/x", "https://other.example/x", "/a?b=1", "/a#b", "/desk/",
                              "/desk/stories/1", "/assets/a.js", "/a%00b", "/a%0d%0ab", "https://paper.example.evil/x"})
        EXPECT_EQ(from(wrong), "!from") << wrong;
    EXPECT_EQ(from("/desks"), "/desks");
}

TEST(Redirects, LeadToAPathOrAWebAddress) {
    EXPECT_EQ(to("/new/story/"), "/new/story/ /new/story");
    EXPECT_EQ(to("/new/?a=b#c"), "/new/?a=b#c /new");
    EXPECT_EQ(to("https://paper.example/new/"), "/new/ /new");
    EXPECT_EQ(to("https://other.example/x"), "https://other.example/x ");
    for (auto const* wrong : {"", "new", "javascript:alert(1)", "mailto:a@b.c", "#part", "https://u:p@x.example/"})
        EXPECT_EQ(to(wrong), "!to") << wrong;
}

TEST(Redirects, KeepTheQuery) {
    EXPECT_EQ(redirect_location("/new/", ""), "/new/");
    EXPECT_EQ(redirect_location("/new/", "a=b"), "/new/?a=b");
    EXPECT_EQ(redirect_location("/new/?c=d", "a=b"), "/new/?c=d&a=b");
    EXPECT_EQ(redirect_location("/new/?c#part", "a=b"), "/new/?c&a=b#part");
}

TEST(Redirects, LoopsAndChainsAreRefused) {
    Redirect redirect;
    redirect.from = redirect.target_path = "/a";
    EXPECT_EQ(redirect_rule(redirect, {}).error().code, "redirect_loop");
    redirect.target_path = "/b";
    EXPECT_TRUE(redirect_rule(redirect, {}));
    EXPECT_EQ(redirect_rule(redirect, {"/c", 0}).error().field, "to");
    EXPECT_EQ(redirect_rule(redirect, {"", 0}).error().field, "to");
    EXPECT_EQ(redirect_rule(redirect, {std::nullopt, 2}).error().field, "from");
}

}  // namespace
}  // namespace broadsheet::content
