#include "content/appeals.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

Time const now = from_ms(1'000'000'000'000);

Appeal appeal() {
    Appeal out;
    out.active = true;
    out.wordings = {{"Read on", "", "", ""}};
    return out;
}

TEST(Appeals, StandInTheirTime) {
    auto one = appeal();
    EXPECT_TRUE(stands(one, now));
    EXPECT_EQ(next_turn(one, now), std::nullopt);
    one.starts_at = now + Millis(1);
    EXPECT_FALSE(stands(one, now));
    EXPECT_EQ(next_turn(one, now), one.starts_at);
    one.starts_at = now;
    one.ends_at = now + Millis(5);
    EXPECT_TRUE(stands(one, now));
    EXPECT_EQ(next_turn(one, now), one.ends_at);
    EXPECT_FALSE(stands(one, *one.ends_at));
    one.active = false;
    EXPECT_FALSE(stands(one, now));
    EXPECT_EQ(next_turn(one, now), std::nullopt);
}

TEST(Appeals, NoMemberIsAsked) {
    auto one = appeal();
    for (auto const audience : {AppealAudience::everybody, AppealAudience::strangers, AppealAudience::members}) {
        one.audience = audience;
        EXPECT_FALSE(is_for(one, "paid"));
        EXPECT_FALSE(is_for(one, "paid 0000000000001"));
        EXPECT_EQ(is_for(one, "public"), audience != AppealAudience::members);
        EXPECT_EQ(is_for(one, "member"), audience != AppealAudience::strangers);
    }
}

// The values of Wilson's and Newcombe's own papers (Statistics in Medicine 1998; 17: 857–890).
TEST(Appeals, SharesHaveHonestIntervals) {
    auto const share = share_of(81, 263);
    EXPECT_NEAR(share.value, .3080, 1e-4);
    EXPECT_NEAR(share.low, .2553, 1e-4);
    EXPECT_NEAR(share.high, .3662, 1e-4);
    auto const none = share_of(0, 20);
    EXPECT_NEAR(none.low, 0, 1e-9);
    EXPECT_NEAR(none.high, .1611, 1e-4);
    auto const difference = difference_of(48, 80, 56, 70);
    EXPECT_NEAR(difference.value, .2, 1e-9);
    EXPECT_NEAR(difference.low, .0524, 1e-4);
    EXPECT_NEAR(difference.high, .3339, 1e-4);
    EXPECT_EQ(share_of(3, 0).high, 1);
}

}  // namespace
}  // namespace broadsheet::content
