#include "newsletters/personal.h"

#include <gtest/gtest.h>

namespace broadsheet::newsletters {
namespace {

Links const links{"https://news.example/u?a=1&b=\"2\"", "https://news.example/p"};

TEST(PersonalText, FillsAttributesOfHtml) {
    PersonalText const part("<a href=\"broadsheet:unsubscribe\">x</a><a href=\"broadsheet:preferences\">y</a>",
                            MailPart::html);
    EXPECT_EQ(part.fill(links),
              "<a href=\"https://news.example/u?a=1&amp;b=&quot;2&quot;\">x</a><a "
              "href=\"https://news.example/p\">y</a>");
    EXPECT_EQ(part.fill({}), "<a href=\"\">x</a><a href=\"\">y</a>");
}

TEST(PersonalText, LeavesWhatAStorySays) {
    for (auto const* text : {"<p>broadsheet:unsubscribe</p>", "<p>&quot;broadsheet:unsubscribe&quot;</p>",
                             "broadsheet:unsubscribe\"", "\"broadsheet:unsubscribe", "\"broadsheet:other\"", ""})
        EXPECT_EQ(PersonalText(text, MailPart::html).fill(links), text);
}

TEST(PersonalText, FillsLinksThatCount) {
    PersonalText const part("<a href=\"broadsheet:follow17\">x</a><img src=\"broadsheet:opened\">", MailPart::html);
    EXPECT_EQ(part.fill({"u", "p", "https://n.example/o?m=a&b", "https://n.example/f?m=a&link="}),
              "<a href=\"https://n.example/f?m=a&amp;link=17\">x</a><img src=\"https://n.example/o?m=a&amp;b\">");
    for (auto const* text : {"\"broadsheet:follow1", "broadsheet:follow1\"", "\"broadsheet:follow1x\""})
        EXPECT_EQ(PersonalText(text, MailPart::html).fill(links), text);
}

TEST(PersonalText, FillsText) {
    PersonalText const part("A: broadsheet:preferences\nB: broadsheet:unsubscribe", MailPart::text);
    EXPECT_EQ(part.fill(links), "A: https://news.example/p\nB: https://news.example/u?a=1&b=\"2\"");
    EXPECT_EQ(part.fill({"broadsheet:preferences", "x"}), "A: x\nB: broadsheet:preferences");
}

}  // namespace
}  // namespace broadsheet::newsletters
