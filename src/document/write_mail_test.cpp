#include "document/write_mail.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/utf8.h"

namespace broadsheet::document {
namespace {

Node link(std::string text, std::string_view href) {
    return text_node(std::move(text), {Mark{MarkKind::link, Url::parse_link(href), ""}});
}

WebContext context() {
    WebContext out;
    out.base_url = "https://news.example";
    out.picture = [](std::string_view id, PictureWidth) -> std::optional<PictureView> {
        if (id == "0000000000001")
            return PictureView{{}, "", "/media/1.jpg", "/media/1b.jpg 2x", 1280, 853, "A \"dog\"", "", ""};
        if (id == "0000000000002") return PictureView{{}, "", "javascript:alert(1)", "", 10, 10, "", "", ""};
        return std::nullopt;
    };
    return out;
}

Node picture(std::string id) {
    Picture attributes;
    attributes.picture = std::move(id);
    return {NodeKind::picture, attributes, {}, {}};
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(WriteMail, LinksLeadSomewhereFromAMail) {
    Document const document{{paragraph({link("ours", "/about/"), link("part", "#part")})}};
    auto const letter = write_mail(document, context()).text();
    EXPECT_TRUE(has(letter, "href=\"https://news.example/about/\"")) << letter;
    EXPECT_TRUE(has(letter, "<span>part</span>")) << letter;
    auto story = context();
    story.page_url = "https://news.example/story/";
    EXPECT_TRUE(has(write_mail(document, story).text(), "href=\"https://news.example/story/#part\""));
    EXPECT_EQ(write_mail_text(document, context()), "ours [1]part\n\n[1] https://news.example/about/");
}

TEST(WriteMail, PicturesFitTheColumnAndCanBeFetched) {
    Document const document{{picture("0000000000001"), picture("0000000000002"), picture("0000000000003")}};
    auto look = MailLook{};
    auto const html = write_mail(document, context(), look).text();
    EXPECT_TRUE(has(html, "src=\"https://news.example/media/1.jpg\" width=\"552\" height=\"368\"")) << html;
    EXPECT_TRUE(has(html, "alt=\"A &quot;dog&quot;\"")) << html;
    EXPECT_FALSE(has(html, "srcset"));
    EXPECT_FALSE(has(html, "javascript"));
    EXPECT_FALSE(has(html, "<a"));
    look.link_pictures = true;
    auto story = context();
    story.page_url = "https://news.example/story/";
    EXPECT_TRUE(has(write_mail(document, story, look).text(), "href=\"https://news.example/story/\"><img"));
}

TEST(WriteMail, RunsFromRightToLeft) {
    Document const document{
        {paragraph("שלום"), paragraph("Hello"), Node{NodeKind::blockquote, {}, {}, {paragraph("12 שלום")}},
         Node{NodeKind::bullet_list, {}, {}, {Node{NodeKind::list_item, {}, {}, {paragraph("שם")}}}}}};
    MailLook look;
    look.right_to_left = true;
    auto const html = write_mail(document, context(), look).text();
    EXPECT_TRUE(has(html, " dir=\"ltr\" align=\"left\">Hello")) << html;
    EXPECT_FALSE(has(html, "dir=\"rtl\"")) << html;
    EXPECT_TRUE(has(html, "border-right:4px")) << html;
    EXPECT_TRUE(has(html, "padding:0 28px 0 0")) << html;
    auto const western = write_mail(document, context()).text();
    EXPECT_TRUE(has(western, " dir=\"rtl\" align=\"right\">שלום")) << western;
    EXPECT_TRUE(has(western, " dir=\"rtl\" align=\"right\">12 שלום")) << western;
    EXPECT_FALSE(has(western, "dir=\"ltr\"")) << western;
    EXPECT_TRUE(has(western, "padding:0 28px 0 0;text-align:right\" dir=\"rtl\">")) << western;
}

TEST(WriteMail, LeadingBlocksAreWhole) {
    Node const quote{NodeKind::blockquote, {}, {}, {paragraph("in a > quote"), picture("0000000000001")}};
    Document const document{
        {paragraph("first"), Node{NodeKind::horizontal_rule, {}, {}, {}}, quote, paragraph("last")}};
    auto const html = write_mail(document, context());
    EXPECT_EQ(leading_blocks(html, html.text().size()).text() + "\n", html.text());
    EXPECT_TRUE(leading_blocks(html, 10).empty());
    std::size_t counted = 0;
    for (std::size_t most = 0; most <= html.text().size(); ++most) {
        auto const some = leading_blocks(html, most).text();
        EXPECT_LE(some.size(), most);
        EXPECT_TRUE(html.text().starts_with(some));
        bool const whole = some.empty() || some.ends_with("first</p>") || some.ends_with("\">") ||
                           some.ends_with("</blockquote>") || some.ends_with("last</p>");
        EXPECT_TRUE(whole) << some;
        counted = std::max(counted, some.size());
    }
    EXPECT_EQ(counted + 1, html.text().size());
}

TEST(WriteMailText, EndsItsLinesBeforeTheMargin) {
    std::string words;
    for (int i = 0; i < 200; ++i) words += fmt::format("слово{} ", i);
    Node item{NodeKind::list_item, {}, {}, {paragraph(words), Node{NodeKind::blockquote, {}, {}, {paragraph(words)}}}};
    Document const document{{paragraph(words), Node{NodeKind::bullet_list, {}, {}, {item}}}};
    auto const text = write_mail_text(document, context());
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        EXPECT_LE(count_code_points(std::string_view(text).substr(at, end - at)), 72u);
        at = end + 1;
    }
    EXPECT_TRUE(has(text, "\n  > слово0")) << text;
}

TEST(WriteMailText, NumbersAnAddressOnce) {
    Document const document{
        {paragraph({link("One", "https://a.example/"), text_node(" and "), link("again", "https://a.example/"),
                    text_node(", "), link("https://b.example/", "https://b.example/")})}};
    EXPECT_EQ(write_mail_text(document, context()),
              "One [1] and again [1], https://b.example/\n\n[1] https://a.example/");
}

}  // namespace
}  // namespace broadsheet::document
