#include "frame/publication.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace broadsheet::frame {
namespace {

TEST(Publication, AnyAccentColorCanBeRead) {
    EXPECT_EQ(readable_color("#a5231c", "#ffffff"), "#a5231c");  // reads as it is
    EXPECT_NE(readable_color("#ffee00", "#ffffff"), "#ffee00");
    EXPECT_EQ(readable_color("#000000", "#000000").size(), 7u);
    EXPECT_NE(readable_color("#000000", "#000000"), "#000000");
    EXPECT_TRUE(is_color("#A5231c"));
    for (auto const* text : {"", "red", "#fff", "#12345g", "#1234567", "a5231c#"}) EXPECT_FALSE(is_color(text)) << text;
}

TEST(Publication, ThemeOptionsSayWhatTheyTake) {
    auto const options =
        theme_options(boost::json::parse(R"({"custom":{"layout":{"type":"select","options":["a","b"],"default":"a"},
                               "wide":{"type":"boolean","default":true},"tint":{"type":"color"}}})")
                          .as_object());
    ASSERT_EQ(options.size(), 3u);
    EXPECT_TRUE(check_option(options[0], "b").has_value());
    EXPECT_EQ(check_option(options[0], "c").error().message, "This must be one of: a, b.");
    EXPECT_EQ(check_option(options[0], "c").error().field, "theme/layout");
    EXPECT_TRUE(check_option(options[1], false).has_value());
    EXPECT_FALSE(check_option(options[1], "yes").has_value());
    EXPECT_FALSE(check_option(options[2], "red").has_value());
}

TEST(Publication, SettingsGoOverTheOperatorsFileAndBack) {
    content::Site defaults;
    defaults.title = "From the file";
    auto const site = site_with(
        defaults,
        boost::json::parse(R"({"tagline":"A line","navigation":[{"label":"About","url":"/about/"}]})").as_object());
    EXPECT_EQ(site.title, "From the file");
    EXPECT_EQ(site.tagline, "A line");
    EXPECT_EQ(site_with({}, settings_json(site)).navigation.at(0).url, "/about/");
}

TEST(Publication, TextsFallBackToEnglish) {
    Catalogs const catalogs{{"uk", {{"Search", "Пошук"}, {"{count} briefs|few", "короткі"}}}};
    EXPECT_EQ(translated(catalogs, "uk-UA", "Search"), "Пошук");
    EXPECT_EQ(translated(catalogs, "uk", "Archive"), "Archive");
    EXPECT_EQ(translated(catalogs, "de", "Search"), "Search");
    EXPECT_EQ(translated(catalogs, "uk", "{count} briefs", "few"), "короткі");
}

}  // namespace
}  // namespace broadsheet::frame
