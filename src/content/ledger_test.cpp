#include "content/ledger.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

using payments::Movement;
using payments::MovementKind;

Movement movement(MovementKind kind, std::int64_t gross, std::int64_t fee) {
    Movement out;
    out.id = "txn_1";
    out.kind = kind;
    out.gross = out.presented = {gross, "EUR"};
    out.fee = fee;
    out.reference = "pledge";
    return out;
}

// As a bookkeeper would read it: "processor:stripe 471 EUR, fees 29 EUR, …".
std::string told(std::vector<LedgerLine> const& lines) {
    std::string out;
    for (auto const& line : lines)
        out += (out.empty() ? "" : ", ") + line.account + " " + std::to_string(line.amount.minor) + " " +
               line.amount.currency;
    return out;
}

TEST(Ledger, EveryMovementBalances) {
    struct Row {
        Movement movement;
        char const* lines;
    };
    auto recurring = movement(MovementKind::charge, 500, 29);
    recurring.recurring = true;
    auto strange = movement(MovementKind::charge, 500, 29);
    strange.reference.clear();
    Row const rows[] = {
        {movement(MovementKind::charge, 500, 29),
         "processor:stripe 471 EUR, fees 29 EUR, income:contributions -500 EUR"},
        {recurring, "processor:stripe 471 EUR, fees 29 EUR, income:memberships -500 EUR"},
        {strange, "processor:stripe 471 EUR, fees 29 EUR, income:other -500 EUR"},
        {movement(MovementKind::refund, -200, 0), "processor:stripe -200 EUR, refunds 200 EUR"},
        {movement(MovementKind::refund_failure, 200, 0), "processor:stripe 200 EUR, refunds -200 EUR"},
        {movement(MovementKind::dispute, -500, 1500), "processor:stripe -2000 EUR, fees 1500 EUR, disputes 500 EUR"},
        {movement(MovementKind::dispute_reversal, 500, -1500),
         "processor:stripe 2000 EUR, fees -1500 EUR, disputes -500 EUR"},
        {movement(MovementKind::fee, -100, 0), "processor:stripe -100 EUR, fees 100 EUR"},
        {movement(MovementKind::payout, -2000, 0), "processor:stripe -2000 EUR, bank 2000 EUR"},
        {movement(MovementKind::payout_failure, 2000, 0), "processor:stripe 2000 EUR, bank -2000 EUR"},
        {movement(MovementKind::other, 7, 0), "processor:stripe 7 EUR, other -7 EUR"},
    };
    for (auto const& row : rows) {
        auto const lines = lines_of(row.movement, "stripe");
        EXPECT_EQ(told(lines), row.lines);
        EXPECT_TRUE(is_balanced(lines));
    }
}

TEST(Ledger, WhatBecameAnotherCurrencyBalancesInBoth) {
    auto one = movement(MovementKind::charge, 460, 29);
    one.presented = {500, "USD"};
    auto const lines = lines_of(one, "stripe");
    EXPECT_EQ(told(lines),
              "processor:stripe 431 EUR, fees 29 EUR, exchange -460 EUR, exchange 500 USD, income:contributions -500 "
              "USD");
    EXPECT_TRUE(is_balanced(lines));
}

TEST(Ledger, LinesThatAreLeftOverAreSeen) {
    EXPECT_TRUE(is_balanced(lines_of_transfer({125'000, "EUR"}, Cadence::once)));
    EXPECT_FALSE(is_balanced({{"bank", {1, "EUR"}}}));
    EXPECT_FALSE(is_balanced({{"bank", {1, "EUR"}}, {"fees", {-1, "USD"}}}));
}

}  // namespace
}  // namespace broadsheet::content
