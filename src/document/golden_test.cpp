// tests/golden/document: NAME.json is written as NAME.html and NAME.txt, for mails as mail/NAME.html and mail/NAME.txt,
// for voices as speech/NAME.txt (once with everything read, once as it is by default); html/NAME.html is read as
// html/NAME.json. REBASELINE=1 writes what comes out as what is expected.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "document/read_html.h"
#include "document/read_json.h"
#include "document/write_mail.h"
#include "document/write_speech.h"
#include "document/write_text.h"
#include "document/write_web.h"

namespace broadsheet::document {
namespace {

namespace fs = std::filesystem;

fs::path folder() { return fs::path(SOURCE_ROOT) / "tests/golden/document"; }

std::string read_file(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> inputs(fs::path const& where, std::string_view extension) {
    std::vector<fs::path> found;
    for (auto const& entry : fs::directory_iterator(where))
        if (entry.path().extension() == extension) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

void expect_golden(fs::path const& path, std::string const& actual) {
    if (std::getenv("REBASELINE")) std::ofstream(path, std::ios::binary) << actual;
    EXPECT_EQ(read_file(path), actual) << path;
}

std::optional<PictureView> picture(std::string_view id, PictureWidth width) {
    if (id == "0000000000001") {
        return PictureView{{{"image/avif", "/media/1-640.avif 640w, /media/1-1280.avif 1280w"}},
                           width == PictureWidth::column ? "40rem" : "100vw",
                           "/media/1-640.jpg",
                           "/media/1-1280.jpg 1280w",
                           640,
                           480,
                           "Kept alt",
                           "Kept <caption>",
                           "Kept credit"};
    }
    if (id == "0000000000002") return PictureView{{}, "", "/media/2.jpg", "", 100, 50, "", "", ""};
    return std::nullopt;
}

std::optional<StoryCardView> story_card(std::string_view id) {
    if (id == "0000000000011") {
        return StoryCardView{"/rain/",
                             "Rain & <wind>",
                             "It \"pours\"",
                             PictureView{{}, "", "/media/3.jpg", "", 0, 0, "not read out here", "", ""},
                             "2024-05-01T10:00:00Z",
                             "1 May"};
    }
    if (id == "0000000000012") return StoryCardView{"javascript:alert(1)", "Never shown", "", {}, "", ""};
    return std::nullopt;
}

WebContext context() {
    WebContext out;
    out.picture = picture;
    out.story_card = story_card;
    out.site_host = "news.example";
    out.appeal = [](std::string_view name) {
        return Html::trusted(fmt::format("<appeal-here name=\"{}\">\n", escape(name).text()));
    };
    out.newsletter_box = [](std::span<std::string const> slugs) {
        return Html::trusted(fmt::format("<newsletters-here count=\"{}\">\n", slugs.size()));
    };
    return out;
}

TEST(DocumentGolden, IsWritten) {
    auto const paths = inputs(folder(), ".json");
    EXPECT_GE(paths.size(), 11u);
    for (auto path : paths) {
        auto const read = read_json(read_file(path));
        ASSERT_TRUE(read) << path << read.error().field << ' ' << read.error().message;
        auto const again = read_json(to_json(*read));
        ASSERT_TRUE(again) << path;
        EXPECT_EQ(*again, *read) << path;
        expect_golden(path.replace_extension(".html"), write_web(*read, context()).text());
        expect_golden(path.replace_extension(".txt"), write_text(*read, LinkTargets::shown) + "\n");
    }
}

WebContext mail_context() {
    auto out = context();
    out.base_url = "https://news.example";
    out.page_url = "https://news.example/story/";
    return out;
}

TEST(DocumentGolden, IsWrittenForMails) {
    auto const paths = inputs(folder(), ".json");
    EXPECT_GE(paths.size(), 11u);
    for (auto const& path : paths) {
        auto const read = read_json(read_file(path));
        ASSERT_TRUE(read) << path;
        auto to = folder() / "mail" / path.filename();
        expect_golden(to.replace_extension(".html"), write_mail(*read, mail_context()).text());
        expect_golden(to.replace_extension(".txt"), write_mail_text(*read, mail_context()) + "\n");
    }
}

std::string_view name_of(SpeechKind kind) {
    constexpr std::string_view names[] = {"headline", "standfirst", "byline",    "date",    "paragraph", "heading",
                                          "quote",    "pull quote", "list item", "caption", "table",     "card",
                                          "embed",    "code",       "footnote",  "pause"};
    return names[static_cast<std::size_t>(kind)];
}

// A block a line: kind, what is announced in {}, runs with * around emphasis.
std::string lines_of(std::vector<SpeechBlock> const& blocks) {
    std::string out;
    for (auto const& block : blocks) {
        out += fmt::format("{}{}:", name_of(block.kind), block.begins_chapter ? " (chapter)" : "");
        if (!block.announced.empty()) out += fmt::format(" {{{}}}", block.announced);
        if (!block.runs.empty()) out += ' ';
        for (auto const& run : block.runs) out += fmt::format("{0}{1}{0}", run.emphasis ? "*" : "", run.text);
        if (!block.announced_after.empty()) out += fmt::format(" {{{}}}", block.announced_after);
        out += '\n';
    }
    return out;
}

SpeechContext speech_context(Spoken all) {
    SpeechContext out;
    out.choices = {all, all, all, all, all, all, all, all};
    out.caption = [](std::string_view id) { return std::string(id == "0000000000001" ? "Kept <caption>" : ""); };
    out.headline = [](std::string_view id) { return std::string(id == "0000000000011" ? "Rain & <wind>" : ""); };
    return out;
}

TEST(DocumentGolden, IsWrittenForVoices) {
    SpeechTitle const title{"The headline", "The standfirst", "By Maria", "12 March 2024"};
    auto default_context = speech_context(Spoken::read);
    default_context.choices = {};
    for (auto const& path : inputs(folder(), ".json")) {
        auto const read = read_json(read_file(path));
        ASSERT_TRUE(read) << path;
        auto to = folder() / "speech" / path.filename();
        auto const text = "# by default\n" + lines_of(write_speech(*read, title, default_context)) + "# announced\n" +
                          lines_of(write_speech(*read, {}, speech_context(Spoken::announced))) + "# read\n" +
                          lines_of(write_speech(*read, {}, speech_context(Spoken::read))) + "# skipped\n" +
                          lines_of(write_speech(*read, {}, speech_context(Spoken::skipped)));
        expect_golden(to.replace_extension(".txt"), text);
    }
}

TEST(WriteSpeech, SaysNothingForNothing) {
    EXPECT_TRUE(write_speech({}, {}, {}).empty());
    EXPECT_TRUE(write_speech(Document{{paragraph(""), paragraph(" \n")}}, {}, {}).empty());
}

TEST(WriteSpeech, AnnouncesInTheNewsroomsWords) {
    Document const document{{{NodeKind::code_block, CodeBlock{}, {}, {text_node("x")}}}};
    SpeechContext context;
    context.choices.code = Spoken::announced;
    context.texts.code = "Тут код";
    auto const blocks = write_speech(document, {}, context);
    ASSERT_EQ(blocks.size(), 1u);
    EXPECT_EQ(blocks[0].announced, "Тут код");
    context.texts.code = "";
    EXPECT_TRUE(write_speech(document, {}, context).empty());
}

TEST(DocumentGolden, IsRead) {
    auto const paths = inputs(folder() / "html", ".html");
    EXPECT_GE(paths.size(), 4u);
    auto const picture_for = [](std::string_view src, std::string_view) {
        return src == "dog.jpg" ? std::optional<std::string>("0000000000001") : std::nullopt;
    };
    for (auto path : paths) {
        auto const read = read_html(read_file(path), picture_for);
        ASSERT_TRUE(read) << path;
        auto const again = read_json(to_json(*read));
        ASSERT_TRUE(again) << path << again.error().field << ' ' << again.error().message;
        EXPECT_EQ(*again, *read) << path;
        // One block a line, so that changes can be read.
        std::string lines;
        for (auto const& block : read->content) lines += to_json_text(Document{{block}}) + "\n";
        expect_golden(path.replace_extension(".jsonl"), lines);
    }
}

TEST(WriteWeb, WritesBlocksAndRanges) {
    auto const read = read_json(read_file(folder() / "footnotes.json"));
    ASSERT_TRUE(read);
    auto const blocks = write_web_blocks(*read, context());
    ASSERT_EQ(blocks.blocks.size(), read->content.size());
    std::string joined;
    for (auto const& block : blocks.blocks) joined += block.text();
    EXPECT_EQ(joined + blocks.footnotes.text(), write_web(*read, context()).text());

    auto const middle = write_web(*read, context(), {1, 2}).text();
    EXPECT_TRUE(middle.starts_with(blocks.blocks[1].text()));
    EXPECT_NE(middle.find("<ol start=\"2\">"), std::string::npos) << middle;
    EXPECT_NE(middle.find("id=\"fn-2\""), std::string::npos);
    EXPECT_EQ(middle.find("id=\"fn-1\""), std::string::npos);
    EXPECT_EQ(middle.find("id=\"fn-3\""), std::string::npos);
    EXPECT_EQ(write_web(*read, context(), {0, 99}), write_web(*read, context()));
    EXPECT_TRUE(write_web(*read, context(), {2, 1}).empty());
    EXPECT_TRUE(write_web(*read, context(), {99, 100}).empty());
}

TEST(WriteWeb, PutsItsPrefixBeforeEveryId) {
    auto const read = read_json(read_file(folder() / "footnotes.json"));
    auto with_prefix = context();
    with_prefix.id_prefix = "a\"b-";
    auto const html = write_web(*read, with_prefix).text();
    for (auto at = html.find(" id=\""); at != std::string::npos; at = html.find(" id=\"", at + 1))
        EXPECT_EQ(html.substr(at, 16), " id=\"a&quot;b-" + html.substr(at + 14, 2)) << html;
}

TEST(WriteWeb, AddressesAreAbsoluteForReadersElsewhere) {
    auto elsewhere = context();
    elsewhere.base_url = "https://example.org";
    elsewhere.page_url = "https://example.org/story/";
    for (auto const* name : {"footnotes.json", "cards.json", "marks.json"}) {
        auto const html = write_web(*read_json(read_file(folder() / name)), elsewhere).text();
        for (auto at = html.find(" href=\""); at != std::string::npos; at = html.find(" href=\"", at + 1)) {
            EXPECT_NE(html[at + 7], '/') << html;
            EXPECT_NE(html[at + 7], '#') << html;
        }
    }
    auto const notes = write_web(*read_json(read_file(folder() / "footnotes.json")), elsewhere).text();
    EXPECT_NE(notes.find("href=\"https://example.org/story/#fn-1\""), std::string::npos);
    auto const cards = write_web(*read_json(read_file(folder() / "cards.json")), elsewhere).text();
    EXPECT_NE(cards.find("href=\"https://example.org/rain/\""), std::string::npos);
}

TEST(WriteWeb, MarksDirectionWhereItMayChange) {
    Document const document{{paragraph("Hello"), paragraph("שלום")}};
    auto here = context();
    EXPECT_EQ(write_web(document, here).text(), "<p>Hello</p>\n<p dir=\"auto\">שלום</p>\n");
    here.language = "he-IL";
    EXPECT_EQ(write_web(document, here).text(), "<p dir=\"auto\">Hello</p>\n<p dir=\"auto\">שלום</p>\n");
}

TEST(WriteWeb, FindsIdsForManyEqualHeadings) {
    Document document;
    for (int i = 0; i < 3000; ++i) document.content.push_back({NodeKind::heading, Heading{2}, {}, {text_node("Same")}});
    EXPECT_NE(write_web(document, context()).text().find("id=\"h-same-3000\""), std::string::npos);
}

TEST(WriteWords, KeepsEveryWord) {
    auto const read = read_json(read_file(folder() / "footnotes.json"));
    EXPECT_EQ(write_words(*read), "A claim and more.\nThe source.\nItem\nLine\n<two>\nHeading");
    auto const pictures = read_json(read_file(folder() / "pictures.json"));
    EXPECT_EQ(write_words(*pictures), "Rex <3\nTom & Co\nThis one is gone\nFirst");
}

}  // namespace
}  // namespace broadsheet::document
