#include "theme/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "theme/report.h"

namespace broadsheet::theme {
namespace {

// A zip with one entry of whatever kind, hostile ones too.
std::string zip_with(std::string const& path, std::string const& bytes, unsigned type = AE_IFREG,
                     std::string const& link = {}) {
    std::string out(bytes.size() + 100'000, '\0');
    std::size_t used = 0;
    auto* const writer = archive_write_new();
    archive_write_set_format_zip(writer);
    archive_write_open_memory(writer, out.data(), out.size(), &used);
    auto* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    if (type == AE_IFLNK) archive_entry_set_symlink(entry, link.c_str());
    if (type == AE_IFREG) archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_write_header(writer, entry);
    if (type == AE_IFREG) archive_write_data(writer, bytes.data(), bytes.size());
    archive_entry_free(entry);
    archive_write_close(writer);
    archive_write_free(writer);
    out.resize(used);
    return out;
}

std::string code(Result<PackedTheme> const& result) { return result ? "" : result.error().code; }

TEST(ThemeArchive, ComesBackAsItWentIn) {
    ThemeFiles const files{{"front.hbs", "<p>"}, {"assets/css/a.css", "p{}"}, {"locales/uk.json", "{}"}};
    auto const zip = write_theme_zip(files);
    EXPECT_EQ(zip, write_theme_zip(files));
    auto const back = read_theme_zip(zip);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->files, files);
    EXPECT_EQ(back->folder, "");
}

TEST(ThemeArchive, LeavesOutTheFolderAroundAndHiddenFiles) {
    ThemeFiles const files{{"my-theme/front.hbs", "x"},
                           {"my-theme/assets/a.css", "y"},
                           {"my-theme/.git/config", "z"},
                           {"__MACOSX/my-theme/front.hbs", "z"}};
    auto const read = read_theme_zip(write_theme_zip(files));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->folder, "my-theme");
    EXPECT_EQ(read->files, (ThemeFiles{{"front.hbs", "x"}, {"assets/a.css", "y"}}));
}

TEST(ThemeArchive, NoPathLeavesTheFolder) {
    for (auto const* path : {"../evil.hbs", "a/../../evil.hbs", "/etc/passwd", "a//b.hbs", "./a.hbs", "a\\..\\b.hbs",
                             "C:evil.hbs", "a/./b.hbs", "..", "a\nb.hbs"})
        EXPECT_EQ(code(read_theme_zip(zip_with(path, "x"))), "theme_path") << path;
    EXPECT_EQ(code(read_theme_zip(zip_with(std::string(300, 'a'), "x"))), "theme_path");
}

TEST(ThemeArchive, HoldsNoLinksAndNoDevices) {
    EXPECT_EQ(code(read_theme_zip(zip_with("front.hbs", "", AE_IFLNK, "/etc/passwd"))), "theme_path");
    EXPECT_EQ(code(read_theme_zip(zip_with("front.hbs", "", AE_IFLNK, "other.hbs"))), "theme_path");
    EXPECT_NE(code(read_theme_zip(zip_with("pipe", "", AE_IFIFO))), "");
    EXPECT_NE(code(read_theme_zip(zip_with("device", "", AE_IFCHR))), "");
}

TEST(ThemeArchive, IsBounded) {
    EXPECT_EQ(code(read_theme_zip(write_theme_zip({{"a.hbs", std::string(20 << 20, 'a')}}))), "theme_too_large");
    ThemeFiles many;
    for (int i = 0; i < 5001; ++i) many["assets/" + std::to_string(i)] = "";
    EXPECT_EQ(code(read_theme_zip(write_theme_zip(many))), "theme_too_large");
}

TEST(ThemeArchive, RefusesWhatIsNoZip) {
    for (std::string const& bytes : {std::string(), std::string("no zip"), std::string("PK\x03\x04"),
                                     std::string(1000, 'P'), std::string("<svg onload=alert(1)>")})
        EXPECT_EQ(code(read_theme_zip(bytes)), "theme_zip");
    auto const zip = write_theme_zip({{"a.hbs", std::string(5000, 'a')}, {"b.hbs", "b"}});
    for (std::size_t length = 0; length + 1 < zip.size(); length += 7) read_theme_zip(zip.substr(0, length));
    for (std::size_t at = 0; at < zip.size(); at += 3) {
        auto broken = zip;
        broken[at] = static_cast<char>(broken[at] ^ 0x55);
        read_theme_zip(broken);
    }
}

TEST(ThemeReport, NamesEveryMistakeWithItsPlace) {
    ThemeFiles const standard{{"default.hbs", "{{{body}}}"},
                              {"front.hbs", "{{!< default}}front"},
                              {"error.hbs", "e"},
                              {"partials/card.hbs", "card"},
                              {"package.json", "{\"name\":\"standard\"}"}};
    ThemeFiles const broken{{"front.hbs", "fine\n  {{#if x}}"},
                            {"story.hbs", "{{/if}}"},
                            {"notes.txt", "?"},
                            {"locales/uk.json", "[]"},
                            {"assets/a.css", ""}};
    auto const report = report_on(broken, standard, builtin_helpers());
    ASSERT_EQ(report.errors.size(), 2u);
    EXPECT_EQ(report.errors[0].file, "front.hbs");
    EXPECT_GT(report.errors[0].line, 0);
    EXPECT_GT(report.errors[0].column, 0);
    EXPECT_EQ(report.errors[0].message.find("front.hbs"), std::string::npos) << report.errors[0].message;
    EXPECT_EQ(report.errors[1].file, "story.hbs");
    EXPECT_EQ(report.errors[1].line, 1);
    EXPECT_EQ(report.warnings.size(), 3u);
    EXPECT_EQ(report.missing, (std::vector<std::string>{"default", "error"}));
    EXPECT_EQ(report.templates, 2);
    EXPECT_EQ(report.assets, 1);
}

TEST(ThemeReport, WhatIsMissingComesFromTheStandardTheme) {
    ThemeFiles const standard{{"default.hbs", "[{{{body}}}]"}, {"error.hbs", "e"}, {"package.json", "{}"}};
    ThemeFiles const own{{"front.hbs", "{{!< default}}mine"}, {"package.json", "{\"name\":\"own\"}"}};
    EXPECT_TRUE(report_on(own, standard, builtin_helpers()).errors.empty());
    auto const whole = completed(own, standard);
    EXPECT_EQ(whole.size(), 4u);
    EXPECT_EQ(whole.at("package.json"), "{\"name\":\"own\"}");
    EXPECT_EQ(report_on({{"front.hbs", "{{!< nowhere}}"}}, standard, builtin_helpers()).errors.at(0).file, "front.hbs");
    EXPECT_EQ(report_on({{"package.json", "nonsense"}}, standard, builtin_helpers()).errors.at(0).file, "package.json");
}

}  // namespace
}  // namespace broadsheet::theme
