#include "speech/words/sentences.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/utf8.h"

namespace broadsheet::speech {
namespace {

// One sentence a line, joined by " | ".
std::string split(std::string_view text, std::string_view language) {
    std::string out;
    for (auto const& sentence : sentences(text, language)) out += (out.empty() ? "" : " | ") + sentence.shown;
    return out;
}

TEST(Sentences, EndWherePeopleEndThem) {
    constexpr std::string_view rows[] = {
        "It rained. | Nobody came.",
        "Dr. Smith met Mr. Green. | They talked.",
        "J. R. R. Tolkien wrote it. | He was English.",
        "The U.S. Senate voted. | It was late.",
        "She lives in the U.S. | He does not.",
        "George W. Bush left.",
        "He came at 7 p.m. | She left.",
        "Acme Inc. Chief Executive Jane Roe left.",
        "He works at Acme Inc. | She does not.",
        "No. 10 was quiet.",
        "Was it? | No. | He left.",
        "“Stop!” he said. | “Why?” she asked.",
        "Well... he left. | Well... | He left.",
        "Well… he left. | Well… | He left.",
        "Apples, pears, etc. were sold. | He left.",
        "It cost $1.5 million. | It was dear.",
        "It rose by 3.5 percent.",
        "See www.news.example. | It is there.",
        "Shares in Acme Corp. (ACM) rose.",
        "He was born c. 1890 and lived at N. 5th St. in Boise.",
        "The bill, H.R. 815, passed.",
        "See vol. II of it.",
        "Sales fell. | 12 people left.",
        "See St. Mary's and St. Paul's.",
        "On Sept. 12 it rained.",
    };
    for (auto const row : rows) {
        std::string text(row);
        for (auto at = text.find(" | "); at != text.npos; at = text.find(" | ")) text.erase(at, 2);
        EXPECT_EQ(split(text, "en"), row);
    }
}

TEST(Sentences, EndWhereUkrainiansEndThem) {
    constexpr std::string_view rows[] = {
        "Дощило. | Ніхто не прийшов.",
        "Він живе на вул. Шевченка. | Вона теж.",
        "Це т. зв. Республіка. | Її немає.",
        "Т. Г. Шевченко писав. | Він малював.",
        "У м. Київ сніг. | У с. Іванівка дощ.",
        "Це сталося 2024 р. | Він поїхав.",
        "У XX ст. | Він жив.",
        "Яблука, груші і т. д. | Він поїхав.",
        "«Стій!» — сказав він. | «Чому?» — спитала вона.",
        "Музей ім. Франка. | Він гарний.",
        "Це проф. Іваненко. | Він тут.",
        "Ціни зросли. | 12 людей пішли.",
        "Це 5 млрд дол. США, а ст. 5 каже інше.",
        "Так… | Він пішов.",
        "Так… він пішов.",
        "Коштує 5 тис. гривень.",
    };
    for (auto const row : rows) {
        std::string text(row);
        for (auto at = text.find(" | "); at != text.npos; at = text.find(" | ")) text.erase(at, 2);
        EXPECT_EQ(split(text, "uk"), row);
    }
}

TEST(Sentences, CollapseBlanksAsBrowsersDo) {
    EXPECT_EQ(split("  One\n\ttwo.\r\n Three.  ", "en"), "One two. | Three.");
    EXPECT_EQ(split("5\u00A0km.", "en"), "5\u00A0km.");
    EXPECT_EQ(split(" \n ", "en"), "");
}

TEST(Sentences, LongOnesAreSplitAtClauses) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "the river rose again, ";
    auto const parts = sentences(text + "and fell.", "en");
    EXPECT_GT(parts.size(), 3u);
    for (auto const& part : parts) EXPECT_LE(count_code_points(part.shown), longest_sentence);
    EXPECT_TRUE(parts.front().shown.ends_with(","));
    std::string again;
    for (auto const& part : parts) again += (again.empty() ? "" : " ") + part.shown;
    EXPECT_EQ(again, text + "and fell.");
}

TEST(Sentences, OneWordWithoutEndIsSplitToo) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "щ";
    auto const parts = sentences(text, "uk");
    EXPECT_EQ(parts.size(), 3u);
    for (auto const& part : parts) EXPECT_TRUE(is_valid_utf8(part.shown));
}

}  // namespace
}  // namespace broadsheet::speech
