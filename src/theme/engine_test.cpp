#include "theme/engine.h"

#include <gtest/gtest.h>

#include <map>

namespace broadsheet::theme {
namespace {

using Partials = std::map<std::string, std::string, std::less<>>;

std::string made(std::string_view source, Object context = {}, Partials const& partials = {},
                 CompileOptions options = {}) {
    static HelperRegistry const helpers = [] {
        auto registry = builtin_helpers();
        registry.add("keys", [](Call& call) -> Value {
            std::string out;
            for (auto const& [key, value] : *call.context().object()) out += key + "=" + value.to_text() + ";";
            return out;
        });
        return registry;
    }();
    auto const page = compile("page.hbs", source, options);
    if (!page) return page.error().message;
    std::map<std::string, std::shared_ptr<Template const>, std::less<>> compiled;
    for (auto const& [name, text] : partials) compiled[name] = compile(name + ".hbs", text, options).value();
    Environment environment;
    environment.helpers = &helpers;
    environment.partial = [&](std::string_view name) {
        auto const found = compiled.find(name);
        return found == compiled.end() ? nullptr : found->second.get();
    };
    auto const html = render(**page, std::move(context), environment);
    return html ? html->text() : html.error().message;
}

TEST(Engine, APartialsHashLiesOverTheContext) {
    Object const story{{"title", "T"}, {"size", "small"}};
    Partials const card{{"card", "{{title}} {{size}} {{keys}}{{#if size}}{{> inner}}{{/if}}"},
                        {"inner", "[{{size}}{{keys}}]"}};
    EXPECT_EQ(made("{{> card size=\"large\"}}", story, card),
              "T large title&#x3D;T;size&#x3D;large;[largetitle&#x3D;T;size&#x3D;large;]");
    EXPECT_EQ(made("{{> card story wide=1}}", {{"story", story}}, {{"card", "{{{keys}}}"}}),
              "title=T;size=small;wide=1;");
    EXPECT_EQ(made("{{> card missing a=1}}", {}, {{"card", "{{{keys}}}"}}), "a=1;");
}

TEST(Engine, ParentsAreReachedThroughBlocksButNotThroughPartials) {
    Object const site{{"title", "Daily"}, {"posts", Array{Object{{"title", "One"}}}}};
    EXPECT_EQ(made("{{#each posts}}{{title}} of {{../title}}{{/each}}", site), "One of Daily");
    EXPECT_EQ(made("{{#each posts}}{{> p}}{{/each}}", site, {{"p", "{{title}} of {{../title}}|{{@root.title}}"}}),
              "One of |Daily");
}

TEST(Engine, InlinePartialsWorkInBothBranches) {
    EXPECT_EQ(
        made("{{#if a}}{{#*inline \"i\"}}yes{{/inline}}{{> i}}{{else}}{{#*inline \"i\"}}no{{/inline}}{{> i}}{{/if}}"),
        "no");
    EXPECT_EQ(made("{{#> p}}{{#*inline \"p\"}}inner{{/inline}}{{/p}}", {},
                   {{"p", "outer {{> p2}}"}, {"p2", "{{#if x}}{{/if}}"}}),
              "outer ");
}

TEST(Engine, TextsHaveCharacters) {
    EXPECT_EQ(made("{{title.[0]}}{{lookup title 1}}{{title.length}}{{title.[9]}}", {{"title", "Їжак"}}), "Їж4");
}

TEST(Engine, IndentsPartialsUnlessToldNotTo) {
    Partials const two{{"two", "one\n\ntwo\n"}};
    EXPECT_EQ(made("<ul>\n  {{> two}}\n</ul>", {}, two), "<ul>\n  one\n  \n  two\n</ul>");
    CompileOptions options;
    options.prevent_indent = true;
    EXPECT_EQ(made("<ul>\n  {{> two}}\n</ul>", {}, two, options), "<ul>\n  one\n\ntwo\n</ul>");
}

TEST(Engine, EachNamesItsItems) {
    Object const context{{"list", Array{"a", "b"}}, {"record", Object{{"x", 1}, {"y", 2}}}};
    EXPECT_EQ(
        made("{{#each list as |item i|}}{{i}}{{item}}{{#if @first}}!{{/if}}{{#if @last}}.{{/if}}{{/each}}", context),
        "0a!1b.");
    EXPECT_EQ(made("{{#each record}}{{@key}}{{@index}}{{this}} {{/each}}", context), "x01 y12 ");
    EXPECT_EQ(made("{{#each list}}{{#each ../list}}{{@../index}}{{@index}} {{/each}}{{/each}}", context),
              "00 01 10 11 ");
}

TEST(Engine, SaysWhereAndWhatItExpected) {
    EXPECT_EQ(made("a\n{{#each}}\n  {{foo bar=}}\n{{/each}}"), "page.hbs:3:13: expected a value, found }}");
    EXPECT_EQ(made("{{{a}}"), "page.hbs:1:5: expected }}}, found }}");
    EXPECT_EQ(made("{{else}}"), "page.hbs:1:1: expected a block around {{else}}");
    EXPECT_EQ(made("{{/if}}"), "page.hbs:1:1: expected no closing tag here, nothing is open");
    EXPECT_EQ(made("{{a ; b}}"), "page.hbs:1:5: expected }}, found ';'");
    EXPECT_EQ(made("{{!-- never closed }}"), "page.hbs:1:1: expected an end of this comment");
    EXPECT_EQ(made("{{#if a}}{{else}}b{{else}}c{{/if}}"),
              "page.hbs:1:19: expected {{/if}} for the block of line 1, found {{else}}");
}

TEST(Engine, KeepsTheLayoutsName) {
    EXPECT_EQ(compile("a", "{{!< default}}").value()->layout(), "default");
    EXPECT_EQ(compile("a", "{{!-- about --}}\n{{!< members/wide }}x").value()->layout(), "members/wide");
    EXPECT_EQ(compile("a", "{{!<b> no layout}}{{! < default}}{{#if a}}{{!< inner}}{{/if}}").value()->layout(), "");
}

TEST(Engine, OddNumbersAndUnicodeSpacesAreRead) {
    EXPECT_EQ(made("{{lookup list 99999999999999999999}}|{{lookup list -0.5}}", {{"list", Array{1}}}), "|");
    EXPECT_EQ(made("{{\xC2\xA0title\xC2\xA0}}", {{"title", "T"}}), "T");
    EXPECT_EQ(made("{{[a b]}} {{this.[c]}}", {{"a b", 1}, {"c", 2}}), "1 2");
}

}  // namespace
}  // namespace broadsheet::theme
