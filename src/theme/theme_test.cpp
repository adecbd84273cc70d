#include "theme/theme.h"

#include <gtest/gtest.h>

#include <unistd.h>
#include <atomic>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

namespace broadsheet::theme {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<Theme const> load(ThemeFiles files) {
    auto theme = Theme::load(std::move(files), builtin_helpers());
    EXPECT_TRUE(theme) << theme.error().message;
    return theme ? *theme : nullptr;
}

std::string refusal(ThemeFiles files) {
    auto const theme = Theme::load(std::move(files), builtin_helpers());
    return theme ? "loaded" : theme.error().code + " " + theme.error().message;
}

std::string page(Theme const& theme, std::string_view name, Object context = {}, Object data = {}) {
    auto const made = theme.render(name, std::move(context), data);
    return made ? made->text() : made.error().code + " " + made.error().message;
}

TEST(Theme, WrapsPagesInTheirLayouts) {
    auto const theme =
        load({{"default.hbs", "<html>{{title}}{{{block \"head\"}}}<body>{{{body}}}</body></html>"},
              {"wide.hbs", "{{!< default}}<main>{{{body}}}</main>"},
              {"post.hbs", "{{!< wide}}\n{{#contentFor \"head\"}}<meta>{{/contentFor}}<p>{{title}} & more</p>"}});
    EXPECT_EQ(page(*theme, "post", {{"title", "A<B"}}),
              "<html>A&lt;B<meta><body><main><p>A&lt;B & more</p></main></body></html>");
}

TEST(Theme, JoinsWhatIsWrittenForOneBlock) {
    auto const theme = load(
        {{"default.hbs", "[{{{block \"a\"}}}][{{#block \"b\"}}none{{/block}}]"},
         {"post.hbs", "{{!< default}}{{#contentFor \"a\"}}1{{/contentFor}}{{#contentFor \"a\"}}2{{/contentFor}}"}});
    EXPECT_EQ(page(*theme, "post"), "[1\n2][none]");
}

TEST(Theme, FindsLayoutsBesideThePage) {
    auto const theme = load({{"members/shell.hbs", "({{{body}}})"},
                             {"members/account.hbs", "{{!< ./shell}}mine"},
                             {"outer.hbs", "<{{{body}}}>"},
                             {"members/other.hbs", "{{!< ../outer}}other"}});
    EXPECT_EQ(page(*theme, "members/account"), "(mine)");
    EXPECT_EQ(page(*theme, "members/other"), "<other>");
}

TEST(Theme, RefusesLayoutsThatAreMissingOutsideOrEndless) {
    EXPECT_EQ(refusal({{"a.hbs", "{{!< b}}"}}),
              "template_layout a.hbs:1:1: expected a layout inside the theme, found 'b'");
    EXPECT_EQ(refusal({{"a.hbs", "{{!< ../../etc/passwd}}"}}),
              "template_layout a.hbs:1:1: expected a layout inside the theme, found '../../etc/passwd'");
    EXPECT_EQ(refusal({{"a.hbs", "{{!< b}}"}, {"b.hbs", "{{!< a}}"}}),
              "template_layout a.hbs:1:1: expected an end of its layouts, found 'b' again");
}

TEST(Theme, AMissingDynamicPartialFallsBackToItsBlock) {
    auto const theme =
        load({{"partials/icons/rss.hbs", "RSS"}, {"index.hbs", "{{#> (lookup icons type)}}none{{/undefined}}"}});
    Object const icons{{"feed", "icons/rss"}, {"mail", "icons/mail"}};
    EXPECT_EQ(page(*theme, "index", {{"icons", icons}, {"type", "feed"}}), "RSS");
    EXPECT_EQ(page(*theme, "index", {{"icons", icons}, {"type", "mail"}}), "none");
}

TEST(Theme, DoesNotIndentPartialsAgain) {
    auto const theme = load({{"partials/two.hbs", "one\ntwo\n"}, {"index.hbs", "  {{> two}}\n"}});
    EXPECT_EQ(page(*theme, "index"), "  one\ntwo\n");
}

TEST(Theme, NamesThePlaceOfAMistake) {
    EXPECT_EQ(refusal({{"post.hbs", "<p>\n  {{#if x}}\n</p>"}}),
              "template_syntax post.hbs:3:5: expected {{/if}} for the block of line 2, found the end of the file");
    EXPECT_EQ(refusal({{"partials/card.hbs", "{{title"}}),
              "template_syntax partials/card.hbs:1:3: expected a name or a value, found 'title'");
    EXPECT_EQ(refusal({{"post.hbs", "{{#if a}}{{/unless}}"}}),
              "template_syntax post.hbs:1:13: expected {{/if}} for the block of line 1, found {{/unless}}: if doesn't "
              "match unless");
    EXPECT_EQ(refusal({{"package.json", "[1]"}}), "theme_package package.json: expected a JSON object");
}

TEST(Theme, NamesThePlaceOfARefusedRender) {
    auto const theme = load({{"post.hbs", "\n  {{> card}}"}, {"partials/card.hbs", "\n\n{{shout title}}"}});
    EXPECT_EQ(page(*theme, "post"), "template_render partials/card.hbs:3:3: Missing helper: \"shout\"");
    EXPECT_EQ(page(*theme, "nowhere"), "template_missing The theme has no template 'nowhere'.");
}

TEST(Theme, ReportsAHelpersRefusal) {
    auto helpers = builtin_helpers();
    helpers.add("shout", [](Call&) -> Value { throw HelperError("shout needs a text"); });
    auto const theme = Theme::load({{"post.hbs", "{{shout}}"}}, helpers);
    EXPECT_EQ(page(**theme, "post"), "template_render post.hbs:1:3: shout needs a text");
}

TEST(Theme, StopsPartialsThatIncludeThemselves) {
    auto const theme = load({{"post.hbs", "{{> a}}"}, {"partials/a.hbs", "{{> b}}"}, {"partials/b.hbs", "{{> a}}"}});
    EXPECT_EQ(page(*theme, "post"),
              "template_render partials/b.hbs:1:1: partials nest deeper than 200; 'a' may include itself");
}

TEST(Theme, StopsPagesThatGrowWithoutEnd) {
    ThemeFiles files{{"post.hbs", "{{> p0}}"}, {"partials/p40.hbs", "x"}};
    for (int i = 0; i < 40; ++i) {
        auto const next = "{{> p" + std::to_string(i + 1) + "}}";
        files["partials/p" + std::to_string(i) + ".hbs"] = next + next;
    }
    auto const made = page(*load(files), "post");
    EXPECT_TRUE(made.ends_with("the page takes too many steps to render")) << made.substr(0, 200);
}

TEST(Theme, StopsBlocksThatNestTooDeeply) {
    std::string nested = "{{> a}}";
    for (int i = 0; i < 150; ++i) nested = "{{#if go}}" + nested + "{{/if}}";
    auto const theme = load({{"post.hbs", "{{> a}}"}, {"partials/a.hbs", nested}});
    auto const made = page(*theme, "post", {{"go", true}});
    EXPECT_TRUE(made.ends_with("blocks and partials nest too deeply")) << made.substr(0, 200);
    for (int i = 0; i < 60; ++i) nested = "{{#if go}}" + nested + "{{/if}}";
    EXPECT_TRUE(refusal({{"a.hbs", nested}}).ends_with("expected no more than 200 levels of nesting"));
    EXPECT_TRUE(refusal({{"a.hbs", "{{a " + std::string(9000, '(') + "}}"}}).find("expected") != std::string::npos);
}

TEST(Theme, HandsDataUserAndItselfToHelpers) {
    auto helpers = builtin_helpers();
    helpers.add("mark", [](Call& call) -> Value {
        static_cast<std::vector<std::string>*>(call.user())->push_back(call.arg(0).to_text());
        return call.theme()->config().at("posts_per_page").as_int64();
    });
    auto const theme = Theme::load({{"post.hbs", "{{@site.title}} {{mark \"story:1\"}}"},
                                    {"package.json", R"({"config": {"posts_per_page": 25}})"}},
                                   helpers);
    std::vector<std::string> tags;
    auto const made = (*theme)->render("post", Object(), {{"site", Object{{"title", "Daily"}}}}, &tags);
    EXPECT_EQ(made->text(), "Daily 25");
    EXPECT_EQ(tags, std::vector<std::string>{"story:1"});
}

TEST(Theme, HelpersRenderPartialsAndBlocks) {
    auto helpers = builtin_helpers();
    helpers.add("card", [](Call& call) -> Value {
        auto made = call.partial("card", call.arg(0), call.hash());
        return made ? Value(*made) : Value("none");
    });
    helpers.add("twice", [](Call& call) -> Value {
        call.emit(call.context(), {{"number", 1}});
        call.emit(call.context(), {{"number", 2}});
        return {};
    });
    auto const theme = Theme::load({{"partials/card.hbs", "<b>{{title}}{{size}}</b>"},
                                    {"post.hbs", "{{card story size=2}}{{#twice}}{{@number}}{{title}}{{/twice}}"}},
                                   helpers);
    EXPECT_EQ(page(**theme, "post", {{"title", "T"}, {"story", Object{{"title", "S"}}}}), "<b>S2</b>1T2T");
}

TEST(Theme, KeepsAssets) {
    auto const theme = load({{"index.hbs", ""}, {"assets/a.css", "p{}"}});
    EXPECT_EQ(*theme->asset("assets/a.css"), "p{}");
    EXPECT_EQ(theme->asset("index.hbs"), nullptr);
    EXPECT_EQ(theme->assets().size(), 1u);
}

TEST(ActiveTheme, TheLastGoodThemeKeepsServing) {
    ActiveTheme active;
    EXPECT_EQ(active.current(), nullptr);
    ASSERT_TRUE(active.replace({{"index.hbs", "good"}}, builtin_helpers()));
    auto const refused = active.replace({{"index.hbs", "{{#if}}"}}, builtin_helpers());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().field, "index.hbs");
    EXPECT_EQ(page(*active.current(), "index"), "good");
    ASSERT_TRUE(active.replace({{"index.hbs", "better"}}, builtin_helpers()));
    EXPECT_EQ(page(*active.current(), "index"), "better");
}

TEST(ActiveTheme, ServesWhileItIsReplaced) {
    ActiveTheme active;
    ASSERT_TRUE(active.replace({{"index.hbs", "{{#each list}}{{.}}{{/each}}"}}, builtin_helpers()));
    std::atomic<int> wrong = 0;
    Value const context = Object{{"list", Array{1, 2, 3}}};
    {
        std::vector<std::jthread> readers;
        for (int reader = 0; reader < 3; ++reader) {
            readers.emplace_back([&] {
                for (int i = 0; i < 200; ++i)
                    wrong += active.current()->render("index", context, {})->text() == "123" ? 0 : 1;
            });
        }
        for (int i = 0; i < 50; ++i) {
            EXPECT_TRUE(active.replace({{"index.hbs", "{{#each list}}{{.}}{{/each}}"}}, builtin_helpers()));
        }
    }
    EXPECT_EQ(wrong, 0);
}

class ThemeFolder : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_ / "theme/partials"); }
    void TearDown() override { fs::remove_all(folder_); }
    void write(std::string const& path, std::string const& bytes) {
        std::ofstream(folder_ / path, std::ios::binary) << bytes;
    }
    fs::path folder_ = fs::temp_directory_path() / ("broadsheet-theme-" + std::to_string(::getpid()));
};

TEST_F(ThemeFolder, IsReadWithoutWhatLiesOutside) {
    write("secret", "secret");
    write("theme/index.hbs", "index");
    write("theme/partials/card.hbs", "card");
    write("theme/.hidden", "hidden");
    fs::create_symlink(folder_ / "secret", folder_ / "theme/leak.css");
    fs::create_directory_symlink(folder_, folder_ / "theme/loop");
    fs::create_symlink(folder_ / "theme/index.hbs", folder_ / "theme/home.hbs");
    auto const files = read_theme_folder(folder_ / "theme");
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(*files, (ThemeFiles{{"home.hbs", "index"}, {"index.hbs", "index"}, {"partials/card.hbs", "card"}}));
    EXPECT_FALSE(read_theme_folder(folder_ / "none"));
}

TEST_F(ThemeFolder, IsRefusedIfItHoldsTooMuch) {
    write("theme/big", "");
    fs::resize_file(folder_ / "theme/big", (64 << 20) + 1);
    auto const files = read_theme_folder(folder_ / "theme");
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, "theme_folder");
}

}  // namespace
}  // namespace broadsheet::theme
