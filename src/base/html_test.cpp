#include "base/html.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(Html, EscapesWhatCouldBeMarkup) {
    EXPECT_EQ(escape("<script>alert(\"&'\")</script>").text(),
              "&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;");
    EXPECT_EQ(escape("&amp;").text(), "&amp;amp;") << "what is escaped already is text all the same";
    EXPECT_EQ(escape("Їжак – 日本語 🇺🇦").text(), "Їжак – 日本語 🇺🇦");
    EXPECT_EQ(escape("").text(), "");
    EXPECT_TRUE(escape("").empty());
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    EXPECT_EQ(escape(every).text().find_first_of("<>\"'"), std::string::npos);
}

TEST(Html, AppendsBehindWhatIsThere) {
    std::string out = "<b>";
    append_escaped(out, "a<b");
    EXPECT_EQ(out, "<b>a&lt;b");
}

TEST(Html, TrustedMarkupStaysAsItIs) {
    EXPECT_EQ(Html::trusted("<p>&</p>").text(), "<p>&</p>");
    EXPECT_NE(Html::trusted("<p>"), escape("<p>"));
}

TEST(Html, MarksRangesAndEscapesTheRest) {
    std::pair<std::size_t, std::size_t> const ranges[] = {{0, 3}, {4, 7}};
    EXPECT_EQ(marked("a<b & c>", ranges).text(), "<mark>a&lt;b</mark> <mark>&amp; c</mark>&gt;");
    EXPECT_EQ(marked("plain <i>", {}).text(), "plain &lt;i&gt;");
}

}  // namespace
}  // namespace broadsheet
