#include "http/message.h"

#include <gtest/gtest.h>

#include "http/compress.h"
#include "http/range.h"

namespace broadsheet::http {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
    Headers headers;
    headers.add("X-A", "1");
    headers.add("x-a", "2");
    headers.add("B", "3");
    EXPECT_EQ(headers.get("X-a"), "1");
    EXPECT_EQ(headers.get("C"), "");
    EXPECT_TRUE(headers.has("b"));
    EXPECT_FALSE(headers.has("X-"));
    headers.set("x-A", "4");
    EXPECT_EQ(headers.get("X-A"), "4");
    EXPECT_EQ(std::distance(headers.begin(), headers.end()), 2);
}

TEST(Percent, Decodes) {
    struct Row {
        char const *text, *plain, *form;
    };
    Row const rows[] = {
        {"", "", ""},          {"abc", "abc", "abc"},    {"%41%62", "Ab", "Ab"}, {"a+b", "a+b", "a b"},
        {"%2B", "+", "+"},     {"%D1%96", "і", "і"},     {"%", "%", "%"},        {"%4", "%4", "%4"},
        {"%zz", "%zz", "%zz"}, {"100%", "100%", "100%"}, {"%%41", "%A", "%A"},   {"%4%41", "%4A", "%4A"},
        {"%c3%A9", "é", "é"},  {"%2541", "%41", "%41"},
    };
    for (auto const& row : rows) {
        EXPECT_EQ(percent_decode(row.text), row.plain) << row.text;
        EXPECT_EQ(percent_decode(row.text, true), row.form) << row.text;
    }
    EXPECT_EQ(percent_decode("%00"), std::string(1, '\0'));
}

TEST(Percent, EncodesAllButUnreserved) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode(" /?#%&=+\"<>'\r\n"), "%20%2F%3F%23%25%26%3D%2B%22%3C%3E%27%0D%0A");
    EXPECT_EQ(percent_encode("Її"), "%D0%87%D1%97");
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    EXPECT_EQ(percent_decode(percent_encode(every)), every);
}

TEST(AcceptedEncodings, FollowTheirQualities) {
    struct Row {
        char const* field;
        bool gzip, brotli;
    };
    Row const rows[] = {
        {"", false, false},
        {"gzip", true, false},
        {"gzip, deflate, br, zstd", true, true},
        {"GZIP,Br", true, true},
        {"br;q=1.0, gzip;q=0.8, *;q=0.1", true, true},
        {"gzip;q=0", false, false},
        {"gzip;q=0.0, br;q=0.000", false, false},
        {"gzip; q=0.001", true, false},
        {"*", true, false},
        {"*;q=0", false, false},
        {"gzip, *;q=0", true, false},
        {"*;q=0, gzip", true, false},
        {"gzip;q=0, *", false, false},
        {"identity", false, false},
        {"xgzip, gzipx, b r", false, false},
        {" , ,;;,gzip", true, false},
    };
    for (auto const& row : rows) {
        auto const accepted = accepted_encodings(row.field);
        EXPECT_EQ(accepted.gzip, row.gzip) << row.field;
        EXPECT_EQ(accepted.brotli, row.brotli) << row.field;
    }
}

TEST(Etag, IsListedWeaklyCompared) {
    for (auto const* field : {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\" ", "*"})
        EXPECT_TRUE(etag_listed(field, "\"a\"")) << field;
    for (auto const* field : {"", "a", "\"ab\"", "\"A\"", "w/\"a\"", "\"b\", \"c\"", "**"})
        EXPECT_FALSE(etag_listed(field, "\"a\"")) << field;
}

TEST(Request, ReadsItsQuery) {
    Request request;
    request.query = "q=caf%C3%A9+au+lait&empty=&flag&a%20b=1&q=second&x=a=b";
    EXPECT_EQ(request.query_value("q"), "café au lait");
    EXPECT_EQ(request.query_value("empty"), "");
    EXPECT_EQ(request.query_value("flag"), "");
    EXPECT_EQ(request.query_value("a b"), "1");
    EXPECT_EQ(request.query_value("x"), "a=b");
    EXPECT_EQ(request.query_value("absent"), "");
    request.query = "&&=&=x&";
    EXPECT_EQ(request.query_value("q"), "");
}

TEST(Request, ReadsItsCookies) {
    Request request;
    EXPECT_EQ(request.cookie("a"), "");
    request.headers.add("Cookie", "a=1; ab=2;c=x=y ; noequals; a=3");
    request.headers.add("cookie", "d=4");
    EXPECT_EQ(request.cookie("a"), "1");
    EXPECT_EQ(request.cookie("ab"), "2");
    EXPECT_EQ(request.cookie("c"), "x=y");
    EXPECT_EQ(request.cookie("d"), "4");
    EXPECT_EQ(request.cookie("A"), "");
    EXPECT_EQ(request.cookie("noequals"), "");
    EXPECT_EQ(request.cookie("b"), "");
}

TEST(Range, ChoosesWhatIsAskedFor) {
    using enum RangeKind;
    struct Row {
        char const* range;
        std::uint64_t size;
        RangeKind kind;
        std::uint64_t first, last;
    };
    Row const rows[] = {
        {"", 10, whole, 0, 0},
        {"bytes=0-0", 10, part, 0, 0},
        {"bytes=0-9", 10, part, 0, 9},
        {"bytes=0-10", 10, part, 0, 9},
        {"bytes=3-", 10, part, 3, 9},
        {"bytes=9-", 10, part, 9, 9},
        {"bytes=10-", 10, unsatisfiable, 0, 0},
        {"bytes=10-20", 10, unsatisfiable, 0, 0},
        {"bytes=-1", 10, part, 9, 9},
        {"bytes=-10", 10, part, 0, 9},
        {"bytes=-11", 10, part, 0, 9},
        {"bytes=-0", 10, unsatisfiable, 0, 0},
        {"bytes=0-", 0, unsatisfiable, 0, 0},
        {"bytes=-5", 0, unsatisfiable, 0, 0},
        {"bytes=0-18446744073709551615", 10, part, 0, 9},
        {"bytes=18446744073709551615-", 10, unsatisfiable, 0, 0},
        {"bytes=5-4", 10, whole, 0, 0},
        {"bytes=-", 10, whole, 0, 0},
        {"bytes=", 10, whole, 0, 0},
        {"bytes=5", 10, whole, 0, 0},
        {"bytes=a-b", 10, whole, 0, 0},
        {"bytes=1-2x", 10, whole, 0, 0},
        {"bytes= 1-2", 10, whole, 0, 0},
        {"bytes=+1-2", 10, whole, 0, 0},
        {"bytes=0-1,2-3", 10, whole, 0, 0},
        {"bytes=--1", 10, whole, 0, 0},
        {"bytes=0-99999999999999999999999", 10, whole, 0, 0},
        {"pages=0-1", 10, whole, 0, 0},
        {"0-1", 10, whole, 0, 0},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.range);
        auto const choice = choose_range(row.range, "", "\"e\"", row.size);
        EXPECT_EQ(choice.kind, row.kind);
        if (choice.kind == part) {
            EXPECT_EQ(choice.range.first, row.first);
            EXPECT_EQ(choice.range.last, row.last);
        }
    }
    EXPECT_EQ(choose_range("bytes=0-1", "\"e\"", "\"e\"", 10).kind, part);
    for (auto const* other : {"\"x\"", "W/\"e\"", "Sun, 06 Nov 1994 08:49:37 GMT"})
        EXPECT_EQ(choose_range("bytes=0-1", other, "\"e\"", 10).kind, whole) << other;
}

TEST(Gzip, ComesBackAndRefusesDamage) {
    for (auto const& text : {std::string{}, std::string("a"), std::string(100'000, 'x')})
        EXPECT_EQ(gunzip(gzip(text, 6)), text);
    auto const packed = gzip("some text that is long enough to be cut", 6);
    for (std::size_t size = 0; size < packed.size(); ++size)
        EXPECT_THROW(gunzip(std::string_view(packed).substr(0, size)), std::runtime_error) << size;
    auto wrong = packed;
    wrong[packed.size() - 6] ^= 1;
    EXPECT_THROW(gunzip(wrong), std::runtime_error) << "its checksum";
    EXPECT_THROW(gunzip("not gzip at all"), std::runtime_error);
}

}  // namespace
}  // namespace broadsheet::http
