#include "newsletters/verdict.h"

#include <gtest/gtest.h>

namespace broadsheet::newsletters {
namespace {

using content::DeliveryState;
using mail::Concerns;
using mail::Outcome;
using About = Verdict::About;

Time const now = from_ms(1'790'000'000'000);

Verdict verdict(Outcome outcome, Concerns concerns, int code = 0, std::string enhanced = {}, int attempts = 1) {
    content::Delivery delivery;
    delivery.attempts = attempts;
    return judge(std::move(delivery), {outcome, concerns, code, std::move(enhanced), "said so", false}, now);
}

TEST(Verdict, TakenIsDone) {
    auto const v = verdict(Outcome::taken, Concerns::mail, 250);
    EXPECT_EQ(v.delivery.state, DeliveryState::taken);
    EXPECT_EQ(v.delivery.attempts, 1);
    EXPECT_EQ(v.delivery.answer, "said so");
    EXPECT_EQ(v.trouble_about, About::nothing);
}

TEST(Verdict, WhatMayHaveArrivedIsNeverSentAgainByItself) {
    auto const v = verdict(Outcome::in_doubt, Concerns::connection);
    EXPECT_EQ(v.delivery.state, DeliveryState::in_doubt);
    EXPECT_FALSE(v.delivery.next_at);
}

TEST(Verdict, WhatOurServerLacksIsNoMailsFault) {
    for (auto const outcome : {Outcome::not_sent, Outcome::deferred, Outcome::refused}) {
        auto const v = verdict(outcome, Concerns::connection, 421, {}, 3);
        EXPECT_EQ(v.delivery.state, DeliveryState::deferred);
        EXPECT_EQ(v.delivery.attempts, 2);
        EXPECT_EQ(v.delivery.next_at, now + Millis(5'000));
        EXPECT_EQ(v.trouble_about, About::server);
    }
    EXPECT_EQ(verdict(Outcome::refused, Concerns::sender, 553).trouble_about, About::server);
}

TEST(Verdict, PutOffIsTriedAgainLaterEachTimeAndThenGivenUp) {
    EXPECT_EQ(verdict(Outcome::deferred, Concerns::recipient, 450).delivery.next_at, now + Millis(60'000));
    EXPECT_EQ(verdict(Outcome::deferred, Concerns::recipient, 450, {}, 2).delivery.next_at, now + Millis(300'000));
    EXPECT_EQ(verdict(Outcome::deferred, Concerns::recipient, 450).trouble_about, About::recipient);
    EXPECT_EQ(verdict(Outcome::deferred, Concerns::mail, 452).trouble_about, About::mail);
    EXPECT_EQ(verdict(Outcome::deferred, Concerns::recipient, 450, {}, 10).delivery.state, DeliveryState::refused);
}

TEST(Verdict, OnlyAMissingMailboxEndsAnAddress) {
    EXPECT_TRUE(verdict(Outcome::refused, Concerns::recipient, 550, "5.1.1").no_such_mailbox);
    EXPECT_TRUE(verdict(Outcome::refused, Concerns::recipient, 550).no_such_mailbox);
    EXPECT_FALSE(verdict(Outcome::refused, Concerns::recipient, 550, "5.7.1").no_such_mailbox);
    EXPECT_FALSE(verdict(Outcome::refused, Concerns::recipient, 552, "5.2.2").no_such_mailbox);
    EXPECT_FALSE(verdict(Outcome::refused, Concerns::mail, 554, "5.6.0").no_such_mailbox);
    EXPECT_EQ(verdict(Outcome::refused, Concerns::mail, 554).trouble_about, About::mail);
}

}  // namespace
}  // namespace broadsheet::newsletters
