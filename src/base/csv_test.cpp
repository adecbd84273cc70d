#include "base/csv.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

std::string shown(std::string_view text) {
    auto const rows = parse_csv(text);
    if (!rows) return rows.error().message;
    std::string out;
    for (auto const& row : *rows) {
        out += std::to_string(row.line) + ":";
        for (auto const& field : row.fields) out += "[" + field + "]";
    }
    return out;
}

TEST(Csv, ReadsRowsWithTheirLines) {
    EXPECT_EQ(shown("a,b\r\nc,d"), "1:[a][b]2:[c][d]");
    EXPECT_EQ(shown("\xef\xbb\xbf"
                    "a,\n\n\n,b\n"),
              "1:[a][]4:[][b]");
    EXPECT_EQ(shown(""), "");
    EXPECT_EQ(shown("a\rb"), "1:[a]1:[b]");
}

TEST(Csv, QuotedFieldsHoldAnything) {
    EXPECT_EQ(shown("\"a,\"\"b\"\"\nc\",d\ne"), "1:[a,\"b\"\nc][d]3:[e]");
    EXPECT_EQ(shown("x\n\"open"), "Line 2: a quotation mark is not closed.");
    EXPECT_EQ(shown("\"a\"b,c"), "1:[ab][c]");
}

}  // namespace
}  // namespace broadsheet
