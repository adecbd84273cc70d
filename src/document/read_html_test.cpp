#include "document/read_html.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "document/read_json.h"
#include "document/write_text.h"
#include "document/write_web.h"

namespace broadsheet::document {
namespace {

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

// What comes out as JSON, which must be readable again.
std::string read(std::string_view html) {
    auto const document = read_html(html);
    if (!document) return document.error().code;
    auto const again = read_json(to_json(*document));
    if (!again) ADD_FAILURE() << again.error().field << ' ' << again.error().message;
    EXPECT_TRUE(again && *again == *document);
    return write_text(*document, LinkTargets::shown);
}

TEST(ReadHtml, KeepsWhatTheSchemaHas) {
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("plain"), "plain");
    EXPECT_EQ(read("<p>a</p><p>b"), "a\n\nb");
    EXPECT_EQ(read("a<div>b</div>c"), "a\n\nb\n\nc");
    EXPECT_EQ(read("a<br>b<br><br>c<br><br><br>d"), "a\nb\n\nc\n\nd");
    EXPECT_EQ(read("<ul><li>a<li>b<ol start=3><li>c</ol></ul>"), "- a\n- b\n  3. c");
    EXPECT_EQ(read("<a href=https://a.example>x</a> <a href=javascript:x>y</a> <a href='#z'>z</a>"),
              "x <https://a.example/> y z");
    EXPECT_EQ(read("<blockquote>a</blockquote>"), "> a");
    EXPECT_EQ(read("<table><tr><td>a<td>b<tr><td>c</table>"), "a | b\nc");
    EXPECT_EQ(read("<pre>a\n  b\n</pre>"), "a\n  b");
    EXPECT_EQ(read("<pre>\n \n</pre>"), "");
    EXPECT_EQ(read("caf\xE9"), "caf\uFFFD");
}

TEST(ReadHtml, TakesPicturesOnlyByValidIds) {
    auto const with = [](std::optional<std::string> id) {
        auto const document = read_html("<img src=x alt=y>", [&](auto, auto) { return id; });
        return document->content.size();
    };
    EXPECT_EQ(with("0000000000001"), 1u);
    EXPECT_EQ(with("nonsense"), 0u);
    EXPECT_EQ(with(std::nullopt), 0u);
}

TEST(ReadHtml, SurvivesDeepNesting) {
    for (auto const& [open, close] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"<ul><li>x", "</li></ul>"},
                                                                              {"<ul><li>", ""},
                                                                              {"<blockquote>x", ""},
                                                                              {"<table><tr><td>x<td>", ""},
                                                                              {"<div>x", "</div>"},
                                                                              {"<b>x", ""},
                                                                              {"<ul>", ""},
                                                                              {"<h2>x<ul><li>", ""},
                                                                              {"<ol><li>x<table><td>", ""},
                                                                              {"<blockquote><pre>x</pre>", ""},
                                                                              {"<a href=/x>y<table><td>", ""}}) {
        for (int const times : {5, 14, 16, 31, 33, 250, 3000}) {
            auto const html = repeated(open, times) + "core" + repeated(close, times);
            EXPECT_NE(read(html).find("core"), std::string::npos) << open << times;
        }
    }
}

TEST(ReadHtml, RefusesWhatIsTooLarge) {
    EXPECT_EQ(read(std::string(max_html_bytes + 1, 'x')), "html.too_large");
    EXPECT_EQ(read(std::string(max_text_bytes + 1, 'x')), "html.too_large");
    EXPECT_EQ(read(repeated("<p>x", static_cast<int>(max_nodes))), "html.too_large");
    // Text nodes that each repeat a long link.
    EXPECT_EQ(read("<a href='/" + std::string(4000, 'x') + "'>" + repeated("<b>x</b>y", 5000)), "html.too_large");
}

// What makes a parser take hours or gigabytes: refused in seconds, without a crash.
TEST(ReadHtml, GivesUpOnTangles) {
    EXPECT_EQ(read(repeated("<div>", 1'000'000)), "html.too_large");
    std::string formatting;
    for (int i = 0; i < 20'000; ++i) formatting += fmt::format("<b id={}>", i);
    EXPECT_EQ(read(formatting + repeated("<p>x", 20'000)), "html.too_large");
}

TEST(ReadHtml, ListsOfWordDoNotNestTooDeep) {
    auto const lines = repeated("<p style='mso-list:l0 level9 lfo1'><span style='mso-list:Ignore'>o</span>x</p>", 5);
    EXPECT_NE(read(repeated("<blockquote>", 40) + lines).find("x"), std::string::npos);
    EXPECT_EQ(read("<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>2)</span>x</p>"), "2. x");
}

std::string clipboard(std::string_view name) {
    std::ifstream in(std::filesystem::path(SOURCE_ROOT "/../shared/clipboards") / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ReadHtml, ReadsAGoogleDocsClipboard) {
    auto const html = clipboard("google-docs-empty-paragraphs.html");
    if (html.empty()) GTEST_SKIP() << "the saved clipboards are not on this machine";
    auto const text = read(html);
    EXPECT_TRUE(
        text.starts_with("Start of the article. Here is the 1st paragraph, followed by two line breaks then a "
                         "paragraph.\n\nHere is the 2nd paragraph"))
        << text;
    EXPECT_NE(text.find("- List item 1\n"), std::string::npos) << text;
    EXPECT_EQ(write_web(*read_html(html), {}).text().find("<strong>"), std::string::npos);
}

TEST(ReadHtml, ReadsAnOfficeClipboard) {
    auto const html = clipboard("office-com-text-formats.html");
    if (html.empty()) GTEST_SKIP() << "the saved clipboards are not on this machine";
    auto const web = write_web(*read_html(html), {}).text();
    EXPECT_NE(web.find("<strong>bold</strong>"), std::string::npos) << web;
    EXPECT_NE(web.find("<em>italic"), std::string::npos) << web;
    EXPECT_NE(web.find("<s>"), std::string::npos) << web;
    read(html);
}

}  // namespace
}  // namespace broadsheet::document
