#include "speech/words/dictionaries.h"

#include <gtest/gtest.h>

namespace broadsheet::speech {
namespace {

bool have(char const* name) { return std::filesystem::exists(std::filesystem::path("/usr/share/hunspell") / name); }

TEST(Dictionaries, KnowWordsAndWhereTheyAreMostlyRead) {
    if (!have("en_US.dic") || !have("uk_UA.dic")) GTEST_SKIP() << "hunspell-en-us and hunspell-uk are not installed";
    Dictionaries dictionaries;
    for (auto const* word : {"Monday", "Bridge", "Europe", "bridges"}) EXPECT_TRUE(dictionaries.knows(word, "en"));
    EXPECT_TRUE(dictionaries.knows("Monday", "en-GB"));
    EXPECT_FALSE(dictionaries.knows("Hrytsenko", "en"));
    for (auto const* word : {"Понеділка", "мостами", "Києві"}) EXPECT_TRUE(dictionaries.knows(word, "uk")) << word;
    EXPECT_FALSE(dictionaries.knows("Ґрумпенщак", "uk"));
}

TEST(Dictionaries, NoneIsKnownOfOtherLanguages) {
    Dictionaries dictionaries("/nowhere");
    EXPECT_FALSE(dictionaries.knows("Monday", "en"));
    EXPECT_FALSE(dictionaries.knows("Monday", ""));
    EXPECT_FALSE(dictionaries.knows("Monday", "../../etc/passwd"));
}

}  // namespace
}  // namespace broadsheet::speech
