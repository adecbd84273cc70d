#include "content/newsletters.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

TEST(Newsletters, ASignUpIsMailedEveryTwoMinutesAndFiveTimesADay) {
    SignUp sign_up;
    auto now = from_ms(1'700'000'000'000);
    EXPECT_TRUE(take_sign_up_mail(sign_up, now));
    EXPECT_FALSE(take_sign_up_mail(sign_up, now + Millis(119'999)));
    for (int i = 0; i < 4; ++i) {
        now += Millis(120'000);
        EXPECT_TRUE(take_sign_up_mail(sign_up, now)) << i;
    }
    EXPECT_FALSE(take_sign_up_mail(sign_up, now + Millis(120'000)));
    EXPECT_TRUE(take_sign_up_mail(sign_up, from_ms(1'700'000'000'000) + Millis(24 * 3600 * 1000)));
    EXPECT_EQ(sign_up.mails, 1);
}

TEST(Newsletters, ReasonsHaveNames) {
    for (auto const reason : {SuppressionReason::bounce, SuppressionReason::complaint, SuppressionReason::blocked})
        EXPECT_EQ(suppression_reason(name_of(reason)), reason);
    EXPECT_FALSE(suppression_reason("nothing"));
}

}  // namespace
}  // namespace broadsheet::content
