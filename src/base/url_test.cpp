#include "base/url.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using namespace std::string_view_literals;

TEST(Url, NormalisesSafeLinks) {
    for (auto const& [given, normal] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"https://example.org", "https://example.org/"},
             {"  HTTPS://Example.ORG:443/A b?q=ü&x=%e4#f  ", "https://example.org/A%20b?q=%C3%BC&x=%E4#f"},
             {"http://example.org:80/", "http://example.org/"},
             {"http://example.org:8080?x", "http://example.org:8080/?x"},
             {"//cdn.example/x", "https://cdn.example/x"},
             {"https://приклад.укр/шлях", "https://xn--80aikifvh.xn--j1amh/%D1%88%D0%BB%D1%8F%D1%85"},
             {"https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/a"},
             {"/about/", "/about/"},
             {"/", "/"},
             {"/a\"b<c>", "/a%22b%3Cc%3E"},
             {"/a\\b", "/a%5Cb"},
             {"/100%", "/100%25"},
             {"#part", "#part"},
             {"/x#a#b", "/x#a%23b"},
             {"mailto:desk@example.org?subject=Hi there", "mailto:desk@example.org?subject=Hi%20there"},
             {"TEL:+380 44 123-45", "tel:+38044123-45"},
             {"https://example.org/javascript:alert(1)", "https://example.org/javascript:alert(1)"},
         }) {
        auto const url = Url::parse_link(given);
        ASSERT_TRUE(url) << given;
        EXPECT_EQ(url->text(), normal);
        EXPECT_EQ(Url::parse_link(url->text()), url) << normal;
    }
}

TEST(Url, RefusesEverythingElse) {
    for (auto const text : {""sv,
                            " "sv,
                            "javascript:alert(1)"sv,
                            "JaVaScRiPt:alert(1)"sv,
                            " javascript:x"sv,
                            "java\tscript:x"sv,
                            "java\nscript:x"sv,
                            "\x01javascript:x"sv,
                            "javascript\0:x"sv,
                            "data:text/html,x"sv,
                            "vbscript:x"sv,
                            "file:///etc/passwd"sv,
                            "blob:x"sv,
                            "about:blank"sv,
                            "ftp://example.org"sv,
                            "view-source:https://a.example"sv,
                            "page.html"sv,
                            "?q"sv,
                            "www.example.org"sv,
                            "../x"sv,
                            "/\\evil.example"sv,
                            "\\\\evil.example"sv,
                            "\\/evil.example"sv,
                            "/\t/evil.example"sv,
                            "http:/evil.example"sv,
                            "https:evil.example"sv,
                            "http://"sv,
                            "http:///x"sv,
                            "https://user@evil.example/"sv,
                            "https://bank.example:pw@evil.example"sv,
                            "https://evil.example\\@bank.example/"sv,
                            "https://a b.example/"sv,
                            "https://a..b/"sv,
                            "https://.a/"sv,
                            "https://a.example:99999/"sv,
                            "https://a.example:x/"sv,
                            "https://a.example:0/"sv,
                            "https://%61.example/"sv,
                            "https://[::1/"sv,
                            "https://[x]/"sv,
                            "https://<b>/"sv,
                            "https://xn--a/"sv,
                            "//"sv,
                            "///x"sv,
                            "mailto:"sv,
                            "mailto:nobody"sv,
                            "mailto:a@b%0ABcc:c@d"sv,
                            "tel:"sv,
                            "tel:abc"sv,
                            "&#106;avascript:x"sv,
                            "javascript&colon;x"sv,
                            "\xE2\x80\x8Bjavascript:x"sv,
                            "https://a.example/\xFF"sv,
                            "https://a.example/\x7F"sv})
        EXPECT_FALSE(Url::parse_link(text)) << text << " -> " << Url::parse_link(text)->text();
    EXPECT_FALSE(Url::parse_link("https://a.example/" + std::string(5000, 'x')));
}

TEST(Url, KnowsItsHost) {
    EXPECT_EQ(Url::parse_link("https://Example.org:8443/x:y")->host(), "example.org");
    EXPECT_EQ(Url::parse_link("https://[::1]:8443/")->host(), "[::1]");
    EXPECT_EQ(Url::parse_link("/x")->host(), "");
    EXPECT_EQ(Url::parse_link("mailto:a@b.example")->host(), "");
    EXPECT_FALSE(Url::parse_link("#x")->is_web());
    EXPECT_TRUE(Url::parse_link("//a.example")->is_web());
}

}  // namespace
}  // namespace broadsheet
