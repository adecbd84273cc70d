#include "base/slug.h"

#include <gtest/gtest.h>

#include <thread>

namespace broadsheet {
namespace {

struct Case {
    std::string_view headline, language, slug;
};

TEST(Slug, RomanisesHeadlines) {
    for (auto const& [headline, language, slug] : std::initializer_list<Case>{
             {"Hello, World!", "", "hello-world"},
             {"  Prices rise 3.5% — again ", "en", "prices-rise-3-5-again"},
             {"Don't panic", "en", "dont-panic"},
             {"Crème brûlée à la façon", "fr", "creme-brulee-a-la-facon"},
             {"Grüße aus Köln", "de", "gruesse-aus-koeln"},
             {"Grüße aus Köln", "", "grusse-aus-koln"},
             {"Київ та Львів", "uk", "kyiv-ta-lviv"},
             {"Єнакієве, Їжакевич, Згурський, Юрій, М'ята", "", "yenakiieve-yizhakevych-zghurskyi-yurii-miata"},
             {"Знам’янка Щербухи", "uk-UA", "znamianka-shcherbukhy"},
             {"Щука живёт в Харькове", "ru", "shchuka-zhivet-v-kharkove"},
             {"Жизнь", "", "zhizn"},
             {"北京", "zh", "bei-jing"},
             {"Αθήνα", "el", "athena"},
             {"Łódź", "pl", "lodz"},
             {"!!!", "", "story"},
             {"", "", "story"},
             {"\xFF\xFE", "", "story"},
         })
        EXPECT_EQ(slug_from(headline, language), slug) << headline;
}

TEST(Slug, IsCutAtAWord) {
    std::string headline;
    for (int i = 0; i < 40; ++i) headline += "seventeen ";
    EXPECT_EQ(slug_from(headline), "seventeen-seventeen-seventeen-seventeen-seventeen-seventeen-seventeen-seventeen");
    EXPECT_EQ(slug_from(std::string(300, 'x')), std::string(80, 'x'));
    EXPECT_EQ(slug_from("a " + std::string(300, 'x')), "a");
}

TEST(Slug, WhatIsMadeIsASlug) {
    for (auto const* headline :
         {"مرحبا بالعالم", "こんにちは世界", "한국어", "हिन्दी", "ไทย", "\U0001F600 smile", "ﬁne ½ №5", "𝔘𝔫𝔦"})
        EXPECT_TRUE(is_slug(slug_from(headline))) << headline << ' ' << slug_from(headline);
}

TEST(Slug, KnowsASlug) {
    for (auto const* text : {"a", "2024", "a-b-c", "kyiv-2"}) EXPECT_TRUE(is_slug(text)) << text;
    for (auto const* text : {"", "-a", "a-", "a--b", "A", "a_b", "a/b", "é", "a b", "."})
        EXPECT_FALSE(is_slug(text)) << text;
    EXPECT_TRUE(is_slug(std::string(191, 'a')));
    EXPECT_FALSE(is_slug(std::string(192, 'a')));
}

TEST(Slug, WorksInManyThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int n = 0; n < 20; ++n) EXPECT_EQ(slug_from("Київ сьогодні", "uk"), "kyiv-sohodni");
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace broadsheet
