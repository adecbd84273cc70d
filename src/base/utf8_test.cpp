#include "base/utf8.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, KnowsWellFormedText) {
    for (auto const text :
         {""sv, "plain"sv, "Київ"sv, "日本"sv, "\U0010FFFD"sv, "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\x01"sv})
        EXPECT_TRUE(is_valid_utf8(text)) << text;
}

TEST(Utf8, RefusesBrokenText) {
    for (auto const text : {"a\0b"sv, "\x80"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xE0\x80\x80"sv, "\xED\xA0\x80"sv,
                            "\xED\xBF\xBF"sv, "\xF0\x80\x80\x80"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv,
                            "\xC3"sv, "\xE2\x82"sv, "\xC3("sv, "\xFF"sv, "a\xF0\x9F\x98"sv}) {
        EXPECT_FALSE(is_valid_utf8(text)) << text;
        EXPECT_FALSE(is_clean_text(text)) << text;
        EXPECT_TRUE(is_clean_text(clean_text(text))) << text;
    }
}

TEST(Utf8, CleanTextHasNoControls) {
    for (std::size_t at = 0; at < 40; ++at)
        for (char const c : {'\x00', '\x1f', '\x7f', '\x80', '\xff'}) {
            std::string text(40, '~');
            EXPECT_TRUE(is_clean_text(text));
            text[at] = c;
            EXPECT_FALSE(is_clean_text(text)) << at;
        }
    EXPECT_TRUE(is_clean_text("a\tb\nc\r\n"));
    for (auto const text : {"\x0B"sv, "\x1B[0m"sv, "\x7F"sv, "\xC2\x85"sv, "\xEF\xBF\xBE"sv, "\xEF\xBF\xBF"sv,
                            "\xEF\xB7\x90"sv, "\U0001FFFE"sv})
        EXPECT_FALSE(is_clean_text(text)) << text;
}

TEST(Utf8, CleansWhatIsLeft) {
    EXPECT_EQ(clean_text("a\0b\x0B"
                         "c"sv),
              "abc");
    EXPECT_EQ(clean_text("a\xFF"
                         "b\xE2\x82"sv),
              "a\uFFFDb\uFFFD");
    EXPECT_EQ(clean_text("fine Ґ"), "fine Ґ");
}

TEST(Utf8, CutsBetweenCodePoints) {
    EXPECT_EQ(cut_at_code_point("Київ", 3), "К");
    EXPECT_EQ(cut_at_code_point("Київ", 4), "Ки");
    EXPECT_EQ(cut_at_code_point("Київ", 100), "Київ");
    EXPECT_EQ(cut_at_code_point("\U0001F600", 3), "");
}

TEST(Utf8, CutsBetweenGraphemes) {
    EXPECT_EQ(cut_at_grapheme("ae\u0301b", 2), "a");
    EXPECT_EQ(cut_at_grapheme("ae\u0301b", 4), "ae\u0301");
    EXPECT_EQ(cut_at_grapheme("x\U0001F468\u200D\U0001F469\u200D\U0001F467", 15), "x");
    EXPECT_EQ(cut_at_grapheme("\U0001F1FA\U0001F1E6", 5), "");
}

TEST(Utf8, CountsCodePoints) { EXPECT_EQ(count_code_points("Київ \U0001F600"), 6u); }

}  // namespace
}  // namespace broadsheet
