#include "document/read_json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace broadsheet::document {
namespace {

std::string doc(std::string_view content) { return fmt::format(R"({{"type":"doc","content":[{}]}})", content); }

struct Refusal {
    std::string json;
    std::string_view code;
    std::string_view field;
};

std::string with_text(std::string_view text) {
    return doc(fmt::format(R"({{"type":"paragraph","content":[{{"type":"text","text":"{}"}}]}})", text));
}
std::string with_marks(std::string_view marks) {
    return doc(fmt::format(R"({{"type":"paragraph","content":[{{"type":"text","text":"x","marks":[{}]}}]}})", marks));
}
std::string with_attrs(std::string_view type, std::string_view attrs) {
    return doc(fmt::format(R"({{"type":"{}","attrs":{}}})", type, attrs));
}

TEST(ReadJson, RefusesAndPointsAtThePlace) {
    std::string const p = R"({"type":"paragraph"})";
    std::vector<Refusal> const refusals{
        {"", "document.json", ""},
        {"{", "document.json", ""},
        {"[]", "document.shape", ""},
        {"null", "document.shape", ""},
        {R"({"content":[]})", "document.missing", "/type"},
        {R"({"type":"paragraph"})", "document.shape", "/type"},
        {R"({"type":"doc","version":1})", "document.unknown_key", "/version"},
        {R"({"type":"doc","a/b~c":1})", "document.unknown_key", "/a~1b~0c"},
        {R"({"type":"doc","content":{}})", "document.wrong_type", "/content"},
        {doc("1"), "document.wrong_type", "/content/0"},
        {doc(p + R"(,{"type":"script"})"), "document.unknown_node", "/content/1/type"},
        {doc(R"({"type":7})"), "document.wrong_type", "/content/0/type"},
        {doc(R"({"type":"paragraph","html":"<b>"})"), "document.unknown_key", "/content/0/html"},
        {doc(R"({"type":"paragraph","text":"x"})"), "document.unknown_key", "/content/0/text"},
        {doc(R"({"type":"paragraph","marks":[]})"), "document.unknown_key", "/content/0/marks"},
        {doc(R"({"type":"paragraph","attrs":[]})"), "document.wrong_type", "/content/0/attrs"},
        {doc(R"({"type":"paragraph","attrs":{"onclick":"x"}})"), "document.unknown_attribute",
         "/content/0/attrs/onclick"},
        {doc(R"({"type":"text","text":"x"})"), "document.wrong_child", "/content/0"},
        {doc(R"({"type":"listItem","content":[]})"), "document.wrong_child", "/content/0"},
        {doc(fmt::format(R"({{"type":"paragraph","content":[{}]}})", p)), "document.wrong_child",
         "/content/0/content/0"},
        {doc(R"({"type":"bulletList"})"), "document.wrong_child", "/content/0/content"},
        {doc(R"({"type":"bulletList","content":[]})"), "document.wrong_child", "/content/0/content"},
        {doc(fmt::format(R"({{"type":"bulletList","content":[{}]}})", p)), "document.wrong_child",
         "/content/0/content/0"},
        {doc(R"({"type":"bulletList","content":[{"type":"listItem","content":[{"type":"horizontalRule"}]}]})"),
         "document.wrong_child", "/content/0/content/0/content/0"},
        {doc(R"({"type":"blockquote"})"), "document.wrong_child", "/content/0/content"},
        {doc(R"({"type":"blockquote","content":[{"type":"appeal"}]})"), "document.wrong_child", "/content/0/content/0"},
        {doc(R"({"type":"gallery","content":[{"type":"picture","attrs":{"picture":"0000000000001"}}]})"),
         "document.wrong_child", "/content/0/content"},
        {doc(R"({"type":"codeBlock","content":[{"type":"text","text":"x","marks":[{"type":"bold"}]}]})"),
         "document.unknown_mark", "/content/0/content/0/marks"},
        {doc(R"({"type":"codeBlock","content":[{"type":"hardBreak"}]})"), "document.wrong_child",
         "/content/0/content/0"},
        {doc(R"({"type":"horizontalRule","content":[{"type":"hardBreak"}]})"), "document.wrong_child",
         "/content/0/content/0"},
        {doc(R"({"type":"paragraph","content":[{"type":"footnote","content":[{"type":"footnote"}]}]})"),
         "document.wrong_child", "/content/0/content/0/content/0"},
        {doc(R"({"type":"paragraph","content":[{"type":"text"}]})"), "document.missing", "/content/0/content/0/text"},
        {doc(R"({"type":"paragraph","content":[{"type":"text","text":1}]})"), "document.wrong_type",
         "/content/0/content/0/text"},
        {with_text(""), "document.text", "/content/0/content/0/text"},
        {with_text("a\\u0000b"), "document.text", "/content/0/content/0/text"},
        {with_text("a\\u0008b"), "document.text", "/content/0/content/0/text"},
        {with_text("a\\uFFFFb"), "document.text", "/content/0/content/0/text"},
        {with_text("a\\uD800b"), "document.json", ""},
        {with_text("a\xFF"), "document.json", ""},
        {with_text("a\xC0\x80"), "document.json", ""},
        {with_text("a\xED\xA0\x80"), "document.json", ""},
        {with_marks("1"), "document.wrong_type", "/content/0/content/0/marks/0"},
        {with_marks(R"({"type":"underline"})"), "document.unknown_mark", "/content/0/content/0/marks/0/type"},
        {with_marks(R"({"type":"bold","class":"x"})"), "document.unknown_key", "/content/0/content/0/marks/0/class"},
        {with_marks(R"({"type":"bold","attrs":{"style":"x"}})"), "document.unknown_attribute",
         "/content/0/content/0/marks/0/attrs/style"},
        {with_marks(R"({"type":"bold"},{"type":"bold"})"), "document.duplicate_mark",
         "/content/0/content/0/marks/1/type"},
        {with_marks(R"({"type":"link"})"), "document.missing", "/content/0/content/0/marks/0/attrs/href"},
        {with_marks(R"({"type":"link","attrs":{"href":5}})"), "document.wrong_type",
         "/content/0/content/0/marks/0/attrs/href"},
        {with_marks(R"({"type":"link","attrs":{"href":"javascript:x"}})"), "document.url",
         "/content/0/content/0/marks/0/attrs/href"},
        {with_marks(R"({"type":"link","attrs":{"href":"/x","target":"_blank"}})"), "document.unknown_attribute",
         "/content/0/content/0/marks/0/attrs/target"},
        {with_attrs("heading", "{}"), "document.missing", "/content/0/attrs/level"},
        {doc(R"({"type":"heading"})"), "document.missing", "/content/0/attrs/level"},
        {with_attrs("heading", R"({"level":1})"), "document.out_of_range", "/content/0/attrs/level"},
        {with_attrs("heading", R"({"level":18446744073709551615})"), "document.out_of_range", "/content/0/attrs/level"},
        {with_attrs("heading", R"({"level":"2"})"), "document.wrong_type", "/content/0/attrs/level"},
        {with_attrs("heading", R"({"level":2.5})"), "document.wrong_type", "/content/0/attrs/level"},
        {doc(p + "," + p + "," + p + R"(,{"type":"heading","attrs":{"level":9}})"), "document.out_of_range",
         "/content/3/attrs/level"},
        {with_attrs("orderedList", R"({"start":-1})"), "document.out_of_range", "/content/0/attrs/start"},
        {with_attrs("picture", "{}"), "document.missing", "/content/0/attrs/picture"},
        {with_attrs("picture", R"({"picture":"../../etc/passwd"})"), "document.out_of_range",
         "/content/0/attrs/picture"},
        {with_attrs("picture", R"({"picture":"0000000000001","src":"x"})"), "document.unknown_attribute",
         "/content/0/attrs/src"},
        {with_attrs("picture", R"({"picture":"0000000000001","width":"huge"})"), "document.out_of_range",
         "/content/0/attrs/width"},
        {with_attrs("picture", R"({"picture":"0000000000001","alt":"\u0001"})"), "document.text",
         "/content/0/attrs/alt"},
        {with_attrs("embed", "{}"), "document.missing", "/content/0/attrs/url"},
        {with_attrs("embed", R"({"url":"/x"})"), "document.url", "/content/0/attrs/url"},
        {with_attrs("embed", R"({"url":"mailto:a@b.example"})"), "document.url", "/content/0/attrs/url"},
        {with_attrs("embed", R"({"url":"https://a.example","html":"<iframe>"})"), "document.unknown_attribute",
         "/content/0/attrs/html"},
        {with_attrs("storyCard", "{}"), "document.missing", "/content/0/attrs/story"},
        {with_attrs("storyCard", R"({"story":17})"), "document.wrong_type", "/content/0/attrs/story"},
        {with_attrs("appeal", R"({"appeal":"Not A Slug"})"), "document.out_of_range", "/content/0/attrs/appeal"},
        {with_attrs("newsletterBox", R"({"newsletters":"a"})"), "document.wrong_type", "/content/0/attrs/newsletters"},
        {with_attrs("newsletterBox", R"({"newsletters":["<b>"]})"), "document.out_of_range",
         "/content/0/attrs/newsletters"},
        {with_attrs("codeBlock", R"({"language":"\"><script>"})"), "document.out_of_range",
         "/content/0/attrs/language"},
        {doc(R"({"type":"table","content":[{"type":"tableRow","content":[{"type":"tableCell","attrs":{"colspan":101},"content":[{"type":"paragraph"}]}]}]})"),
         "document.out_of_range", "/content/0/content/0/content/0/attrs/colspan"},
        {doc(R"({"type":"table","content":[{"type":"tableRow","content":[{"type":"tableCell"}]}]})"),
         "document.wrong_child", "/content/0/content/0/content/0/content"},
    };
    for (auto const& [json, code, field] : refusals) {
        auto const read = read_json(json);
        ASSERT_FALSE(read) << json;
        EXPECT_EQ(read.error().code, code) << json;
        EXPECT_EQ(read.error().field, field) << json;
        EXPECT_FALSE(read.error().message.empty());
        EXPECT_EQ(read.error().kind, ProblemKind::invalid);
    }
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += open;
    out += inner;
    for (int i = 0; i < times; ++i) out += close;
    return doc(out);
}

void expect_too_large(Result<Document> const& read, std::string_view code) {
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ProblemKind::too_large);
    EXPECT_EQ(read.error().code, code);
}

constexpr std::string_view quote_open = R"({"type":"blockquote","content":[)";

TEST(ReadJson, HoldsItsDepth) {
    EXPECT_TRUE(read_json(nested(quote_open, R"({"type":"paragraph"})", "]}", max_depth - 1)));
    expect_too_large(read_json(nested(quote_open, R"({"type":"paragraph"})", "]}", max_depth)), "document.too_deep");
    expect_too_large(
        read_json(nested(R"({"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph"},)",
                         R"({"type":"paragraph"})", "]}]}", 10'000)),
        "document.too_deep");
    expect_too_large(read_json(std::string(5'000'000, '[')), "document.too_deep");
}

TEST(ReadJson, HoldsItsDepthForValuesToo) {
    boost::json::value value = boost::json::object{{"type", "paragraph"}};
    for (int i = 0; i < 1000; ++i) {
        boost::json::array content;
        content.push_back(std::move(value));
        value = boost::json::object{{"type", "blockquote"}, {"content", std::move(content)}};
    }
    expect_too_large(read_json(boost::json::value(boost::json::object{{"type", "doc"}, {"content", {value}}})),
                     "document.too_deep");
}

TEST(ReadJson, HoldsItsNumberOfNodes) {
    std::string many;
    for (std::size_t i = 0; i < max_nodes; ++i) many += R"({"type":"paragraph"},)";
    many.pop_back();
    auto const read = read_json(doc(many));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->content.size(), max_nodes);
    expect_too_large(read_json(doc(many + R"(,{"type":"paragraph"})")), "document.too_many_nodes");
}

TEST(ReadJson, HoldsItsAmountOfText) {
    EXPECT_TRUE(read_json(with_text(std::string(max_text_bytes, 'x'))));
    expect_too_large(read_json(with_text(std::string(max_text_bytes + 1, 'x'))), "document.too_much_text");
    expect_too_large(read_json(with_attrs(
                         "pullQuote", fmt::format(R"({{"attribution":"{}"}})", std::string(max_text_bytes + 1, 'x')))),
                     "document.too_much_text");
    expect_too_large(read_json(with_text(std::string(50'000'000, 'x'))), "document.too_large");
}

TEST(ReadJson, TakesNullForAbsent) {
    auto const read = read_json(with_attrs("codeBlock", R"({"language":null})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(to_json_text(*read), doc(R"({"type":"codeBlock"})"));
}

TEST(ReadJson, NormalisesLinks) {
    auto const read = read_json(with_marks(R"({"type":"link","attrs":{"href":" HTTPS://Example.org "}})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->content[0].content[0].marks[0].href->text(), "https://example.org/");
}

TEST(References, AreInOrderAndOnce) {
    auto const read = read_json(doc(R"(
        {"type":"picture","attrs":{"picture":"0000000000002"}},
        {"type":"gallery","content":[{"type":"picture","attrs":{"picture":"0000000000001"}},{"type":"picture","attrs":{"picture":"0000000000002"}}]},
        {"type":"storyCard","attrs":{"story":"0000000000009"}},
        {"type":"embed","attrs":{"url":"https://a.example/","picture":"0000000000003"}},
        {"type":"blockquote","content":[{"type":"picture","attrs":{"picture":"0000000000004"}}]},
        {"type":"storyCard","attrs":{"story":"0000000000008"}},{"type":"storyCard","attrs":{"story":"0000000000009"}})"));
    ASSERT_TRUE(read) << read.error().field << read.error().message;
    auto const found = references(*read);
    EXPECT_EQ(found.pictures,
              (std::vector<std::string>{"0000000000002", "0000000000001", "0000000000003", "0000000000004"}));
    EXPECT_EQ(found.stories, (std::vector<std::string>{"0000000000009", "0000000000008"}));
}

}  // namespace
}  // namespace broadsheet::document
