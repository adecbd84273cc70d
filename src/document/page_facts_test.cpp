#include "document/page_facts.h"

#include <gtest/gtest.h>

namespace broadsheet::document {
namespace {

TEST(PageFacts, OpenGraphGoesBeforeTwitterBeforeTheTitle) {
    auto const facts = read_page_facts(
        "<!doctype html><html><head><title>Plain</title><meta name=description content='Plain words'>"
        "<meta name='twitter:title' content=Card><meta property='OG:title' content='Graph &amp; more'>"
        "<meta property='og:image' content='/a.jpg'><meta property='og:image' content='/b.jpg'>"
        "<meta property='og:site_name' content='The Site'>"
        "<link rel=alternate type='application/json+oembed' href='/oembed?x=1&amp;y=2'></head><body><svg><title>Drawing"
        "</title></svg>");
    EXPECT_EQ(facts.title, "Graph & more");
    EXPECT_EQ(facts.description, "Plain words");
    EXPECT_EQ(facts.site_name, "The Site");
    EXPECT_EQ(facts.picture, "/a.jpg");
    EXPECT_EQ(facts.oembed, "/oembed?x=1&y=2");
}

TEST(PageFacts, ATitleAloneWillDo) {
    EXPECT_EQ(read_page_facts("<title>Only\nthis</title><p>text").title, "Only\nthis");
    EXPECT_EQ(read_page_facts("").title, "");
    EXPECT_EQ(read_page_facts("no page at all").description, "");
}

TEST(PageFacts, SurvivesNonsense) {
    std::string deep;
    for (int i = 0; i < 50'000; ++i) deep += "<div><b>";
    EXPECT_EQ(read_page_facts(deep + "<title>x").picture, "");
}

}  // namespace
}  // namespace broadsheet::document
