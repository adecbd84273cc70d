#include "payments/money.h"

#include <gtest/gtest.h>

namespace broadsheet::payments {
namespace {

std::string read(std::string_view typed, std::string_view currency = "EUR") {
    auto const money = read_amount(typed, currency);
    return money ? std::to_string(money->minor) : money.error().code;
}

TEST(Money, ReadsAmountsAsPeopleTypeThem) {
    EXPECT_EQ(read("5"), "500");
    EXPECT_EQ(read("5.5"), "550");
    EXPECT_EQ(read("5,50"), "550");
    EXPECT_EQ(read(" 1 000 "), "100000");
    EXPECT_EQ(read("1\u00a0000,50"), "100050");
    EXPECT_EQ(read("1,000.50"), "100050");
    EXPECT_EQ(read("1.000,50"), "100050");
    EXPECT_EQ(read("1,000"), "100000");
    EXPECT_EQ(read("1'000"), "100000");
    EXPECT_EQ(read("1\u2019000.50"), "100050");
    EXPECT_EQ(read("\u00a05\u00a0"), "500");
    EXPECT_EQ(read("12,345,678"), "amount_large");
    EXPECT_EQ(read("007.10"), "710");
    EXPECT_EQ(read("5.000"), "500000");
    EXPECT_EQ(read("5.123"), "512300");
    EXPECT_EQ(read("500", "JPY"), "500");
    EXPECT_EQ(read("5.250", "KWD"), "5250");
}

TEST(Money, RefusesWhatIsNoAmountOrCannotBePaid) {
    for (auto const* const typed :
         {"five", "-5", "5-", "5.5.5", "1,00,000", "5.", ".5", "0x10", "5e3", "1 2 . 3 4 5 6", "0.001", "0,500",
          "00,500", "5 5 5", "5 .5", "1 0000", "NaN", "99999999999999999999999999"})
        EXPECT_FALSE(read_amount(typed, "EUR")) << typed;
    EXPECT_EQ(read(""), "amount_missing");
    EXPECT_EQ(read("0"), "amount_small");
    EXPECT_EQ(read("0.99"), "amount_small");
    EXPECT_EQ(read("1"), "100");
    EXPECT_EQ(read("49", "JPY"), "amount_small");
    EXPECT_EQ(read("5.5", "JPY"), "amount_shape");
    EXPECT_EQ(read("999999.99"), "99999999");
    EXPECT_EQ(read("1000000"), "amount_large");
    EXPECT_EQ(read("18446744073709551617"), "amount_large");
}

TEST(Money, IsWrittenAsTheLanguageWritesIt) {
    EXPECT_EQ(format_money({500, "EUR"}, "en"), "€5");
    EXPECT_EQ(format_money({550, "EUR"}, "en"), "€5.50");
    EXPECT_EQ(format_money({550, "EUR"}, "de"), "5,50\u00a0€");
    EXPECT_EQ(format_money({100'000, "UAH"}, "uk"), "1\u00a0000\u00a0₴");
    EXPECT_EQ(format_money({500, "JPY"}, "en"), "¥500");
    EXPECT_EQ(format_money({500, "USD"}, "en"), "$5");
    EXPECT_EQ(plain_amount({-1205, "EUR"}), "-12.05");
    EXPECT_EQ(plain_amount({5, "KWD"}), "0.005");
    EXPECT_EQ(currency_name("EUR", "uk"), "євро");
}

TEST(Money, KnowsCurrencies) {
    for (auto const* const code : {"EUR", "USD", "UAH", "JPY"}) EXPECT_TRUE(is_currency(code)) << code;
    for (auto const* const code : {"eur", "EU", "ZZZ", "XXX", "XAU", "DEM", "E R", "", "XXXX"})
        EXPECT_FALSE(is_currency(code)) << code;
}

}  // namespace
}  // namespace broadsheet::payments
