#include "content/offers.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

TEST(Offers, StandUntilTheyEnd) {
    Offer offer;
    Time const now = from_ms(1'000'000);
    EXPECT_TRUE(is_open(offer, now));
    offer.ends_at = now;
    EXPECT_FALSE(is_open(offer, now));
    EXPECT_TRUE(is_open(offer, now - Millis(1)));
    offer.ends_at = std::nullopt;
    offer.active = false;
    EXPECT_FALSE(is_open(offer, now));
}

TEST(Offers, AreRoundedUp) {
    Offer offer;
    offer.percent_off = 33;
    EXPECT_EQ(reduced({900, "EUR"}, offer), (Money{603, "EUR"}));
    EXPECT_EQ(reduced({1, "JPY"}, offer), (Money{1, "JPY"}));
    offer.percent_off = most_off;
    EXPECT_EQ(reduced({99, "EUR"}, offer), (Money{10, "EUR"}));
}

}  // namespace
}  // namespace broadsheet::content
