#include "content/support.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

using payments::SubscriptionStatus;

Time const now = from_ms(1'000'000'000'000);
constexpr Millis day{24LL * 3600 * 1000};

std::vector<Tier> tiers() {
    Tier wick, keeper, old;
    wick.id = TierId{1};
    wick.prices = {{"EUR", 400, 4500}};
    keeper.id = TierId{2};
    keeper.prices = {{"EUR", 900, 0}};
    old.id = TierId{3};
    old.prices = {{"EUR", 1000, 1000}};
    old.offered = false;
    return {wick, keeper, old};
}

Membership membership(SubscriptionStatus status, Time until) {
    Membership out;
    out.status = status;
    out.paid_until = until;
    out.tier = TierId{1};
    return out;
}

TEST(Support, ATierIsWhatTheAmountPaysFor) {
    auto const all = tiers();
    struct Row {
        std::int64_t minor;
        char const* currency;
        Cadence cadence;
        std::int64_t tier;  // 0: none
    };
    Row const rows[] = {{399, "EUR", Cadence::month, 0}, {400, "EUR", Cadence::month, 1},
                        {899, "EUR", Cadence::month, 1}, {5000, "EUR", Cadence::month, 2},
                        {4500, "EUR", Cadence::year, 1}, {90000, "EUR", Cadence::year, 1},
                        {900, "USD", Cadence::month, 0}, {900, "EUR", Cadence::once, 0}};
    for (auto const& row : rows) {
        auto const* const found = tier_for(all, {row.minor, row.currency}, row.cadence);
        EXPECT_EQ(found ? found->id : TierId{}, TierId{row.tier}) << row.minor << row.currency;
    }
}

TEST(Support, WhatIsPaidForIsHadAndACardThatFailedHasGrace) {
    auto const later = now + 10 * day, before = now - day;
    EXPECT_TRUE(is_open(membership(SubscriptionStatus::active, later), now));
    EXPECT_TRUE(is_open(membership(SubscriptionStatus::past_due, before), now));
    EXPECT_FALSE(is_open(membership(SubscriptionStatus::past_due, now - payment_grace), now));
    EXPECT_TRUE(is_open(membership(SubscriptionStatus::paused, later), now));
    EXPECT_FALSE(is_open(membership(SubscriptionStatus::paused, before), now));
    EXPECT_TRUE(is_open(membership(SubscriptionStatus::ended, later), now));
    EXPECT_FALSE(is_open(membership(SubscriptionStatus::ended, now), now));
    EXPECT_FALSE(is_open(membership(SubscriptionStatus::waiting, later), now));
    auto leaving = membership(SubscriptionStatus::active, before);
    leaving.ends = true;
    EXPECT_FALSE(is_open(leaving, now)) << "who has left has no grace";
    auto gift = membership(SubscriptionStatus::active, Time{});
    gift.kind = MembershipKind::complimentary;
    EXPECT_TRUE(is_open(gift, now)) << "for good";
}

TEST(Support, AnAudienceNamesTheTiersThatAreHeldAndIncluded) {
    auto const all = tiers();
    auto one = membership(SubscriptionStatus::active, now + day);
    EXPECT_EQ(audience_of(false, {}, all, now), "public");
    EXPECT_EQ(audience_of(true, {}, all, now), "member");
    one.tier = std::nullopt;
    EXPECT_EQ(audience_of(true, {one}, all, now), "paid");
    one.tier = TierId{2};
    EXPECT_EQ(audience_of(true, {one}, all, now), "paid " + TierId{1}.text() + " " + TierId{2}.text());
    one.status = SubscriptionStatus::ended;
    one.paid_until = now;
    EXPECT_EQ(audience_of(true, {one}, all, now), "member");
}

TEST(Support, TheCurrencyFollowsTheReadersLanguages) {
    SupportSettings settings;
    EXPECT_EQ(currency_for(settings, "en-GB"), nullptr);
    for (auto const* const code : {"EUR", "USD", "GBP", "UAH"}) settings.currencies.push_back({code, {}, {}, {}});
    struct Row {
        char const* languages;
        char const* currency;
    };
    Row const rows[] = {
        {"", "EUR"},         {"en-GB,en;q=0.9", "GBP"}, {"en-US", "USD"},         {"uk", "UAH"},
        {"ja-JP,ja", "EUR"}, {"de-AT", "EUR"},          {"en,en-GB;q=.5", "GBP"}, {"*;q=0.5, @!", "EUR"}};
    for (auto const& row : rows)
        EXPECT_EQ(currency_for(settings, row.languages)->currency, row.currency) << row.languages;
}

TEST(Support, SettingsReadWhatTheyWrote) {
    SupportSettings settings;
    settings.open = true;
    settings.headline = "Keep it lit";
    settings.currencies = {{"JPY", {100, 500}, {500}, {}}};
    settings.brands = {"visa"};
    settings.metered = 3;
    auto const again = read_support_settings(to_json(settings));
    EXPECT_TRUE(again.open);
    EXPECT_EQ(again.headline, settings.headline);
    EXPECT_EQ(again.currencies, settings.currencies);
    EXPECT_EQ(again.brands, settings.brands);
    EXPECT_EQ(again.metered, 3);
    EXPECT_FALSE(read_support_settings({}).open);
}

}  // namespace
}  // namespace broadsheet::content
