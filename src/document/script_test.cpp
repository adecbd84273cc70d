// Script in every place where it has ever been found to hide: read as HTML and as JSON, written for the web, and the
// outcome parsed again and looked over element by element.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <gumbo.h>

#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "document/html_tags.h"
#include "document/html_tree.h"
#include "document/read_html.h"
#include "document/read_json.h"
#include "document/write_web.h"

namespace broadsheet::document {
namespace {

bool is_allowed_element(GumboNode const& node) {
    static std::set<std::string_view> const allowed{
        "html",  "head",       "body",   "p",      "h2",         "h3",      "h4",     "ul",      "ol",
        "li",    "blockquote", "aside",  "figure", "figcaption", "picture", "source", "img",     "span",
        "div",   "a",          "strong", "em",     "s",          "code",    "pre",    "br",      "hr",
        "table", "thead",      "tbody",  "tr",     "th",         "td",      "sup",    "section", "time"};
    if (node.v.element.tag_namespace != GUMBO_NAMESPACE_HTML) return false;
    auto name = std::string(gumbo_normalized_tagname(node.v.element.tag));
    if (name.empty()) {
        auto piece = node.v.element.original_tag;
        gumbo_tag_from_original_text(&piece);
        name.assign(piece.data, piece.length);
    }
    return allowed.contains(name);
}

bool is_allowed_attribute(GumboAttribute const& attribute) {
    static std::set<std::string_view> const allowed{"href",  "title",   "rel",     "src",        "srcset",   "sizes",
                                                    "type",  "width",   "height",  "alt",        "loading",  "decoding",
                                                    "class", "id",      "role",    "aria-label", "tabindex", "dir",
                                                    "scope", "colspan", "rowspan", "start",      "datetime"};
    std::string_view const name = attribute.name;
    std::string_view const value = attribute.value;
    if (!allowed.contains(name)) return false;
    if (name != "href" && name != "src") return true;
    return value.starts_with("https://") || value.starts_with("http://") || value.starts_with("mailto:") ||
           value.starts_with("tel:") || value.starts_with("#") ||
           (value.starts_with("/") && !value.starts_with("//") && !value.starts_with("/\\"));
}

// What should not be in a page, from there down.
void find_harm(GumboNode const& node, std::vector<std::string>& found) {
    if (!is_element(node)) return;
    if (!is_allowed_element(node)) found.push_back(gumbo_normalized_tagname(node.v.element.tag));
    auto const& attributes = node.v.element.attributes;
    for (unsigned i = 0; i < attributes.length; ++i) {
        auto const& attribute = *static_cast<GumboAttribute const*>(attributes.data[i]);
        if (!is_allowed_attribute(attribute)) found.push_back(std::string(attribute.name) + '=' + attribute.value);
    }
    for (auto const* child : children_of(node)) find_harm(*child, found);
}

std::vector<std::string> harm_in(std::string const& html) {
    auto const tree = HtmlTree::parse(html);
    std::vector<std::string> found;
    if (tree)
        find_harm(*tree->root(), found);
    else
        found.push_back("unreadable");
    return found;
}

void expect_harmless(Document const& document) {
    WebContext context;
    context.picture = [](std::string_view, PictureWidth) {
        return PictureView{{{"image/webp", "/a.webp 1x"}},
                           "\"><script>",
                           "/a.jpg",
                           "",
                           1,
                           1,
                           "\" onload=x",
                           "<script>",
                           "<img onerror=x>"};
    };
    context.story_card = [](std::string_view) {
        return StoryCardView{"/x\" onclick=\"x", "<script>x</script>", "\"><svg onload=x>", {},
                             "\" onfocus=\"x",   "<b onclick=x>"};
    };
    context.labels.footnote = "\"><script>{n}";
    auto const html = write_web(document, context).text();
    EXPECT_EQ(harm_in(html), std::vector<std::string>{}) << html;
    EXPECT_EQ(html.find("<script"), std::string::npos) << html;
    EXPECT_EQ(html.find("href=\"javascript:"), std::string::npos) << html;
}

constexpr std::string_view hostile_html[] = {
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<script>//<!--</script><b onclick=x>y</b>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img/src=\"x\"/onerror=\"alert(1)\">",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src='javascript:alert(1)'>",
    "<img src=x:x onerror\x0c=alert(1)>",
    "<img srcset='x' onloadstart=alert(1)>",
    "<body onload=alert(1)>x",
    "<body background=javascript:alert(1)>x",
    "<p onmouseover=alert(1)>x",
    "<p style='background:url(javascript:alert(1))'>x",
    "<p style='width:expression(alert(1))'>x",
    "<p class='\"><script>x</script>'>x",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href='java&NewLine;script&colon;alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)'>x</a>",
    "<a href='&#0000106avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='javascript&#0;:alert(1)'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='DATA:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='livescript:x'>x</a>",
    "<a href='blob:https://a.example/x'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='/&#9;/evil.example'>x</a>",
    "<a href='https://a.example/\"onclick=\"alert(1)'>x</a>",
    "<a href='https://a.example/' title='\" onclick=\"alert(1)'>x</a>",
    "<a href='https://a.example/' title='\"><script>alert(1)</script>'>x</a>",
    "<a href='https://a.example/' ping=//evil.example target=_self style=x id=x name=x>x</a>",
    "<a href=https://javascript:alert(1)@evil.example>x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></iframe><p onclick=x>y</p></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><desc><b onclick=x>y</b></desc></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi xlink:href='data:x,<script>alert(1)</script>'>x</mi></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<style></style\n><script>alert(1)</script>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<link rel=import href=data:text/html,x>",
    "<base href=javascript:alert(1)//><a href=x>y</a>",
    "<base href=//evil.example/><a href=/x>y</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=Content-Security-Policy content=x>",
    "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\">",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object type=text/html data='data:text/html,<script>x</script>'><param name=x></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x archive=y>z</applet>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<textarea></textarea><script>alert(1)</script>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<keygen autofocus onfocus=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<template><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><p title=\"</noembed><script>x</script>\">",
    "<noframes><p title=\"</noframes><script>x</script>\">",
    "<xmp><script>alert(1)</script></xmp><b onclick=x>y</b>",
    "<plaintext><script>alert(1)</script>",
    "<title><script>alert(1)</script></title></title><b onclick=x>",
    "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x<td>y</table>",
    "<table><td colspan='2\" onclick=x'>x<td rowspan=-1>y</table>",
    "<ol start='1\" onclick=\"x'><li value='\"><script>'>x</ol>",
    "<pre class='language-x\" onclick=\"y'><code class='lang-\"><script>'>&lt;script&gt;</code></pre>",
    "<h2 id='\"><script>'>\"><script>x</script></h2>",
    "<h2>&lt;script&gt;alert(1)&lt;/script&gt;</h2>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "<!--><script>alert(1)</script>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><?php alert(1) ?><? <script>x</script> ?>",
    "<!DOCTYPE x [<!ENTITY a '<script>alert(1)</script>'>]>&a;",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<custom-element onclick=x is=y>z</custom-element>",
    "<b/onclick=alert(1)//>x</b>",
    "<b onclick\n=\nalert(1)>x",
    "<a href=https://a.example/><img src=x alt='\"><script>alert(1)</script>'></a>",
    "<figure><img src=x alt='\" onload=\"x'><figcaption>\"><script>alert(1)</script><b "
    "onclick=x>y</b></figcaption></figure>",
    "<p>\xE2\x80\xAE<script>x</script>\xC0\xBCscript\xC0\xBE</p>",
    "<a href=\"\xE3\x80\x80javascript:alert(1)\">x</a>",
    "<div draggable=true contenteditable ondragstart=x>x</div>",
};

TEST(Script, IsFoundByTheCheckOfThisTest) {
    EXPECT_EQ(harm_in("<p onclick=x>y</p><a href=javascript:z>y</a><svg></svg>"),
              (std::vector<std::string>{"onclick=x", "href=javascript:z", "svg"}));
}

TEST(Script, DoesNotSurviveHtml) {
    auto const picture_for = [](auto, auto) { return std::optional<std::string>("0000000000001"); };
    for (auto const html : hostile_html) {
        auto const read = read_html(html, picture_for);
        ASSERT_TRUE(read) << html;
        ASSERT_TRUE(read_json(to_json(*read))) << html;
        expect_harmless(*read);
    }
}

// Every one as the text of every field that takes text, and as a link.
TEST(Script, DoesNotSurviveJson) {
    for (auto const html : hostile_html) {
        auto const quoted = boost::json::serialize(boost::json::string(html));
        auto const text = fmt::format(R"({{"type":"text","text":{}}})", quoted);
        auto const json = fmt::format(
            R"({{"type":"doc","content":[{{"type":"paragraph","content":[{0},{{"type":"footnote","content":[{0}]}}]}},
                {{"type":"heading","attrs":{{"level":2}},"content":[{0}]}},
                {{"type":"pullQuote","attrs":{{"attribution":{1}}},"content":[{0}]}},
                {{"type":"codeBlock","content":[{0}]}},
                {{"type":"picture","attrs":{{"picture":"0000000000001","alt":{1},"caption":{1},"credit":{1}}}}},
                {{"type":"embed","attrs":{{"url":"https://a.example","title":{1},"description":{1},"provider":{1},"picture":"0000000000001"}}}},
                {{"type":"storyCard","attrs":{{"story":"0000000000001"}}}},
                {{"type":"paragraph","content":[{{"type":"text","text":"x","marks":[{{"type":"link","attrs":{{"href":"/x","title":{1}}}}}]}}]}},
                {{"type":"table","content":[{{"type":"tableRow","content":[{{"type":"tableHeader","content":[{{"type":"paragraph","content":[{0}]}}]}}]}}]}}]}})",
            text, quoted);
        auto const read = read_json(json);
        bool const clean = html.find_first_of("\x01\x0c\xC0") == std::string_view::npos;
        ASSERT_EQ(read.has_value(), clean) << html;
        if (read) expect_harmless(*read);

        auto const link = read_json(fmt::format(
            R"({{"type":"doc","content":[{{"type":"paragraph","content":[{{"type":"text","text":"x","marks":[{{"type":"link","attrs":{{"href":{}}}}}]}}]}}]}})",
            quoted));
        EXPECT_FALSE(link) << html;
    }
}

}  // namespace
}  // namespace broadsheet::document
