#include "base/wrap.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(Wrap, BreaksAtSpacesBeforeTheMargin) {
    EXPECT_EQ(wrapped("one two three", 7), "one two\nthree");
    EXPECT_EQ(wrapped("one two three", 6), "one\ntwo\nthree");
    EXPECT_EQ(wrapped("  one   two ", 20), "one two");
    EXPECT_EQ(wrapped("a https://example.org/long b", 5), "a\nhttps://example.org/long\nb");
    EXPECT_EQ(wrapped("kept\n\nlines", 40), "kept\n\nlines");
    EXPECT_EQ(wrapped("їжак їжак", 9), "їжак їжак");  // letters, not bytes
    EXPECT_EQ(wrapped("", 9), "");
}

TEST(Wrap, PrefixesAndUnderlines) {
    EXPECT_EQ(with_prefix("a\n\nb", "- ", "> "), "- a\n>\n> b");
    EXPECT_EQ(underlined("Їжак", '-'), "Їжак\n----");
    EXPECT_EQ(underlined("Two\nlines", '='), "Two\nlines\n=====");
}

}  // namespace
}  // namespace broadsheet
