#include "newsletters/counted.h"

#include <gtest/gtest.h>

#include "newsletters/personal.h"

namespace broadsheet::newsletters {
namespace {

TEST(CountLinks, NumbersWhereTheyLead) {
    auto const page = count_links(
        "<body><a href=\"https://n.example/?a=1&amp;b=&quot;\">x</a> <a class=\"b\" "
        "href=\"http://other.example/\">y</a>"
        "<a href=\"https://n.example/?a=1&amp;b=&quot;\">again</a><a href=\"mailto:a@b.c\">m</a>"
        "<a href=\"broadsheet:unsubscribe\">u</a></body>");
    EXPECT_EQ(page.links, (std::vector<std::string>{"https://n.example/?a=1&b=\"", "http://other.example/"}));
    EXPECT_EQ(page.html,
              "<body><a href=\"broadsheet:follow0\">x</a> <a class=\"b\" href=\"broadsheet:follow1\">y</a>"
              "<a href=\"broadsheet:follow0\">again</a><a href=\"mailto:a@b.c\">m</a>"
              "<a href=\"broadsheet:unsubscribe\">u</a><img src=\"broadsheet:opened\" width=\"1\" height=\"1\" "
              "alt=\"\" style=\"display:block;border:0\"></body>");
}

TEST(CountLinks, LeavesWhatIsNoLinkOfAMail) {
    EXPECT_TRUE(count_links("<p>href=\"https://a.example\"</p><a href=\"https://broken").links.empty());
    EXPECT_TRUE(count_links("").links.empty());
}

TEST(CountLinks, GrowsByLessThanItSays) {
    std::string html = "<body>";
    for (int i = 0; i < 120; ++i) html += "<a href=\"https://n.example/" + std::to_string(i) + "\">x</a>";
    std::string const site = "https://news.example", key(41, 'k');
    PersonalText const part(count_links(html).html, MailPart::html);
    auto const filled = part.fill(
        {"", "", site + "/newsletters/opened/?mail=" + key, site + "/newsletters/follow/?mail=" + key + "&link="});
    EXPECT_LT(filled.size(), html.size() + growth_by_counting(html, site.size()));
    EXPECT_GT(filled.size(), html.size());
}

}  // namespace
}  // namespace broadsheet::newsletters
