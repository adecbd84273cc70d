// The reports in tests/golden/mail_reports, one for each way of saying it, and what is read from them. REBASELINE=1
// writes what comes out as what is expected.
#include "mail/report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mail/status.h"

namespace broadsheet::mail {
namespace {

namespace fs = std::filesystem;

std::string file(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string shown(std::vector<Report> const& reports) {
    constexpr char const* kinds[] = {"hard", "soft", "delayed", "complaint", "other"};
    std::string out;
    for (auto const& report : reports)
        out += fmt::format("{} <{}> {}\n  says: {}\n  about: {} mail {}\n  to: {}\n",
                           kinds[static_cast<int>(report.kind)], report.recipient, report.status, report.diagnostic,
                           report.message_id, report.mail, fmt::join(report.delivered_to, " "));
    return out.empty() ? "no report\n" : out;
}

std::vector<fs::path> examples() {
    std::vector<fs::path> out;
    for (auto const& entry : fs::directory_iterator(SOURCE_ROOT "/tests/golden/mail_reports"))
        if (entry.path().extension() == ".eml") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

TEST(Report, ReadsWhatServersWrite) {
    EXPECT_GE(examples().size(), 16u);
    for (auto path : examples()) {
        auto const mime = file(path);
        path.replace_extension(".txt");
        if (std::getenv("REBASELINE")) std::ofstream(path, std::ios::binary) << shown(read_reports(mime));
        auto const expected = file(path);
        EXPECT_EQ(shown(read_reports(mime)), expected) << path;
        std::string unix_lines = mime;
        std::erase(unix_lines, '\r');
        EXPECT_EQ(shown(read_reports(unix_lines)), expected) << path << " with LF alone";
    }
}

TEST(Report, BearsWhatIsBroken) {
    for (auto const& path : examples()) {
        auto const mime = file(path);
        for (std::size_t size = 0; size < mime.size(); size += 37) (void)read_reports(mime.substr(0, size));
        for (std::size_t at = 0; at < mime.size(); at += 41) {
            auto broken = mime;
            broken[at] = static_cast<char>(0x80 + at % 0x80);
            for (auto const& report : read_reports(broken)) {
                EXPECT_EQ(report.diagnostic.find_first_of("\r\n"), std::string::npos);
                EXPECT_LE(report.diagnostic.size(), 500u);
            }
        }
    }
    std::string many = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n";
    for (int i = 0; i < 5000; ++i)
        many += fmt::format("\nFinal-Recipient: rfc822; a{}@example.com\nAction: failed\n", i);
    EXPECT_LE(read_reports(many).size(), 500u);
}

TEST(Status, IsFoundInWords) {
    for (auto const& [text, status] : std::vector<std::pair<char const*, char const*>>{{"550 5.1.1 no", "5.1.1"},
                                                                                       {"#5.7.133 x", "5.7.133"},
                                                                                       {"(5.2.2)", "5.2.2"},
                                                                                       {"says 4.4.7.", "4.4.7"},
                                                                                       {"at 192.5.1.1", ""},
                                                                                       {"5.1.1.2", ""},
                                                                                       {"15.1.1", ""},
                                                                                       {"5.1.1a", ""},
                                                                                       {"5.1", ""},
                                                                                       {"3.1.1", ""},
                                                                                       {"5.1.1234", ""},
                                                                                       {"", ""}})
        EXPECT_EQ(status_in(text), status) << text;
    EXPECT_EQ(smtp_code_in("said: 550 no"), 550);
    EXPECT_EQ(smtp_code_in("550-no"), 550);
    EXPECT_EQ(smtp_code_in("port 2550 or 5501 no 550."), 0);
    for (auto const* soft : {"5.2.2", "5.2.3", "5.3.4", "5.7.1", "4.1.1", "2.0.0"})
        EXPECT_FALSE(is_permanent(soft, 550));
    for (auto const* hard : {"5.1.1", "5.0.0", "5.4.4", "5.2.1"}) EXPECT_TRUE(is_permanent(hard, 0));
}

}  // namespace
}  // namespace broadsheet::mail
