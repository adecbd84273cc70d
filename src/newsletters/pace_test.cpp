#include "newsletters/pace.h"

#include <gtest/gtest.h>

namespace broadsheet::newsletters {
namespace {

Time const now = from_ms(1'790'000'000'000);

TEST(Pace, ADomainThatPutsMailsOffIsLeftAloneLongerEachTime) {
    Pace pace({});
    EXPECT_EQ(pace.take_domain("example.org", now), now);
    pace.put_off("example.org", now);
    pace.put_off("example.org", now);  // of the same moment: once
    EXPECT_EQ(pace.take_domain("example.org", now), now + Millis(30'000));
    EXPECT_EQ(pace.take_domain("example.com", now), now);
    auto const later = now + Millis(30'000);
    EXPECT_EQ(pace.take_domain("example.org", later), later);
    pace.put_off("example.org", later);
    EXPECT_EQ(pace.take_domain("example.org", later), later + Millis(60'000));
    pace.taken("example.org");
    pace.put_off("example.org", later + Millis(60'000));
    EXPECT_EQ(pace.take_domain("example.org", later + Millis(60'000)), later + Millis(90'000));
}

TEST(Pace, SoManyAMinuteToOneDomain) {
    Pace pace({0, 2});
    EXPECT_EQ(pace.take_domain("a", now), now);
    EXPECT_EQ(pace.take_domain("a", now), now);
    auto const free = pace.take_domain("a", now);
    EXPECT_GT(free, now + Millis(29'000));
    EXPECT_LE(free, now + Millis(30'001));
    EXPECT_EQ(pace.take_domain("b", now), now);
    EXPECT_EQ(pace.take_domain("a", free), free);
}

TEST(Pace, SoManyASecondInAll) {
    Pace pace({4, 0});
    EXPECT_EQ(pace.take_turn(now), Millis(0));
    EXPECT_EQ(pace.take_turn(now), Millis(250));
    EXPECT_EQ(pace.take_turn(now + Millis(250)), Millis(250));
    EXPECT_EQ(pace.take_turn(now + Millis(10'000)), Millis(0));
}

TEST(Pace, AServerThatFailsIsAskedMoreSeldom) {
    Pace pace({});
    pace.server_failed(now);
    EXPECT_EQ(pace.server_free_at(), now + Millis(1'000));
    pace.server_failed(now + Millis(1'000));
    EXPECT_EQ(pace.server_free_at(), now + Millis(3'000));
    pace.server_works();
    pace.server_failed(now + Millis(5'000));
    EXPECT_EQ(pace.server_free_at(), now + Millis(6'000));
}

}  // namespace
}  // namespace broadsheet::newsletters
