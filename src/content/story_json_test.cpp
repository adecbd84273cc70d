#include "content/story_json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "content/address.h"
#include "content/figures.h"

namespace broadsheet::content {
namespace {

namespace json = boost::json;

StoryText full_text() {
    StoryText text;
    text.headline = "It's \"big\" \\ подія";
    text.standfirst = "line\nline";
    text.slug = "slug";
    text.language = "uk";
    text.section = SectionId{5};
    text.tags = {"b", "a", ""};
    text.bylines = {AuthorId{9}, AuthorId{std::int64_t{1} << 62}};
    text.body = R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x"}]}]})";
    text.lead = {PictureId{7}, "alt", "caption", "credit"};
    text.visibility = "members";
    text.seo = {"t", "d", PictureId{8}};
    text.social = {"", "", std::nullopt};
    return text;
}

TEST(StoryJson, ComesBackAsItWas) {
    for (auto const& text : {StoryText{}, full_text()})
        EXPECT_EQ(story_text_from_json(json::parse(json::serialize(to_json(text)))), text);
}

TEST(StoryJson, CarriesIdsAsText) {
    auto const object = to_json(full_text());
    EXPECT_EQ(object.at("section").as_string(), id_text(5));
    EXPECT_EQ(object.at("bylines").as_array()[1].as_string(), id_text(std::int64_t{1} << 62));
    EXPECT_TRUE(to_json(StoryText{}).at("section").is_null());
    EXPECT_TRUE(object.at("body").is_object()) << "the tree, not a string that holds it";
}

TEST(StoryJson, OldRecordsMayLackLaterKeys) {
    EXPECT_EQ(lead_from_json({}), Lead{});
    EXPECT_EQ(overrides_from_json(json::parse(R"({"title":"t","picture":null})").as_object()),
              (Overrides{"t", "", std::nullopt}));
    EXPECT_EQ(lead_from_json(json::parse(R"({"picture":5,"alt":["x"]})").as_object()), Lead{});
}

TEST(StoryJson, ThrowsOnWhatItDidNotWrite) {
    for (auto const* text :
         {"[]", "null", "{}", R"({"tags":[],"bylines":["not an id"],"body":{},"lead":{},"seo":{},"social":{}})"})
        EXPECT_THROW(story_text_from_json(json::parse(text)), std::exception) << text;
}

TEST(Figures, CountWhatReadersRead) {
    auto text = full_text();
    text.language = "en";
    text.body =
        R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Three plain words."}]}]})";
    auto const figures = figures_of(text);
    EXPECT_EQ(figures.words, 3);
    EXPECT_EQ(figures.reading_minutes, 1);
    EXPECT_EQ(figures.excerpt, "line line") << "the standfirst says it best";
    text.standfirst.clear();
    EXPECT_EQ(figures_of(text).excerpt, "Three plain words.");
    text.body = "not a document";
    EXPECT_EQ(figures_of(text).words, 0);
}

TEST(Address, FirstSegmentsOfTheSiteAreNoSlugs) {
    for (auto const* slug :
         {"edit",    "feed",        "section", "tag",     "author", "page",    "search", "newsletters",
          "support", "corrections", "rss",     "podcast", "robots", "live",    "media",  "desk",
          "members", "payments",    "ghost",   "healthz", "readyz", "metrics", "assets", "archive"})
        EXPECT_TRUE(is_reserved_slug(slug)) << slug;
    for (auto const* slug : {"news", "desks", "", "Feed", "the-feed"}) EXPECT_FALSE(is_reserved_slug(slug)) << slug;
}

}  // namespace
}  // namespace broadsheet::content
