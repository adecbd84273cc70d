#include "document/words.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/utf8.h"

namespace broadsheet::document {
namespace {

TEST(Words, AreCountedByTheirLanguage) {
    EXPECT_EQ(count_words("", "en"), 0);
    EXPECT_EQ(count_words(" — … !", "en"), 0);
    EXPECT_EQ(count_words("Don't count 3.5% or state-of-the-art.", "en"), 8);
    EXPECT_EQ(count_words("М'ята й об’єкт — у Києві.", "uk"), 5);
    EXPECT_EQ(count_words("我们今天去北京大学。", "zh"), 5);
    EXPECT_EQ(count_words("東京は日本の首都です。", "ja"), 6);
    EXPECT_EQ(count_words("สวัสดีครับ", "th"), 2);
    EXPECT_EQ(count_words("مرحبا بالعالم", "ar"), 2);
    EXPECT_EQ(count_words("one two", "no-such-language-at-all"), 2);
    EXPECT_EQ(count_words("broken \xFF bytes", "en"), 2);
}

TEST(Words, MakeMinutes) {
    EXPECT_EQ(reading_minutes(0, "en"), 1);
    EXPECT_EQ(reading_minutes(-5, "en"), 1);
    EXPECT_EQ(reading_minutes(228 * 3, "en-GB"), 3);
    EXPECT_EQ(reading_minutes(228 * 3 + 113, "en"), 3);
    EXPECT_EQ(reading_minutes(228 * 3 + 114, "en"), 4);
    EXPECT_EQ(reading_minutes(1840, "uk"), 10);
    EXPECT_EQ(reading_minutes(2147483647, "zh"), 13591669);
}

TEST(Excerpt, EndsAfterAWord) {
    EXPECT_EQ(excerpt("Short  enough\n\ntext", "en", 50), "Short enough text");
    EXPECT_EQ(excerpt("The quick, brown fox", "en", 12), "The quick…");
    EXPECT_EQ(excerpt("The quick, brown fox", "en", 10), "The quick…");
    EXPECT_EQ(excerpt("The quick, brown fox", "en", 9), "The…");
    EXPECT_EQ(excerpt("The quick, brown fox", "en", 20), "The quick, brown fox");
    EXPECT_EQ(excerpt("Donaudampfschiff", "de", 6), "Donau…");
    EXPECT_EQ(excerpt("Київ сьогодні вранці", "uk", 14), "Київ сьогодні…");
    EXPECT_EQ(excerpt("", "en", 10), "");
    EXPECT_EQ(excerpt("word", "en", 0), "");
    EXPECT_EQ(excerpt("word", "en", 1), "…");
}

TEST(Excerpt, KeepsCharactersWhole) {
    std::string const family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
    EXPECT_EQ(excerpt(family + family + family, "en", 2), family + "…");
    std::string const accented = "e\u0301e\u0301e\u0301";
    EXPECT_EQ(excerpt(accented, "en", 2), "e\u0301…");
    for (std::size_t n = 0; n < 30; ++n)
        EXPECT_TRUE(is_valid_utf8(excerpt("我们今天去北京大学。" + family + accented, "zh", n)));
}

TEST(Words, WorkInManyThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int n = 0; n < 50; ++n) EXPECT_EQ(count_words("one two three", n % 2 ? "en" : "uk"), 3);
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace broadsheet::document
