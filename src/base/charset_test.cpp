#include "base/charset.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using namespace std::string_view_literals;

TEST(Charset, ReadsWhatPagesComeIn) {
    EXPECT_EQ(to_utf8("\xcf\xf0\xe8\xe2\xb3\xf2"sv, "windows-1251"), "Привіт");
    EXPECT_EQ(to_utf8("\xf0\xd2\xc9\xd7\xa6\xd4"sv, "KOI8-U"), "Привіт");
    EXPECT_EQ(to_utf8("caf\xe9"sv, "ISO-8859-1"), "café");
    EXPECT_EQ(to_utf8("\x93quoted\x94"sv, "latin1"), "“quoted”");
    EXPECT_EQ(to_utf8("\xef\xbb\xbf\xc3\xa9"sv, "windows-1251"), "é");
    EXPECT_EQ(to_utf8("\xff\xfeh\0i\0"sv, ""), "hi");
    EXPECT_EQ(to_utf8("日本"sv, ""), "日本");
    EXPECT_EQ(to_utf8("caf\xe9"sv, ""), "café");
    EXPECT_EQ(to_utf8("caf\xe9"sv, "no such charset"), "café");
    EXPECT_EQ(to_utf8("a\xff"sv, "utf-8"), "a\xef\xbf\xbd");
}

TEST(Charset, IsFoundInFieldsAndPages) {
    EXPECT_EQ(charset_in("text/html; charset=windows-1251"), "windows-1251");
    EXPECT_EQ(charset_in("text/html;CHARSET = \"utf-8\"; x=y"), "utf-8");
    EXPECT_EQ(charset_in("<meta charset='koi8-u'><title>charset</title>"), "koi8-u");
    EXPECT_EQ(charset_in("the charset of this"), "");
    EXPECT_EQ(charset_in("text/html"), "");
    EXPECT_EQ(charset_in("charset="), "");
}

}  // namespace
}  // namespace broadsheet
