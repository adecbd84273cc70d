// The newsroom's books: double entry, in minor units. Each entry sums to zero in each currency; what is booked is never
// changed. Debits are positive, credits negative.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "content/support.h"

namespace broadsheet::content {

struct LedgerRecord;
using LedgerEntryId = Id<LedgerRecord>;

namespace accounts {
inline constexpr char const* bank = "bank";
inline constexpr char const* contributions = "income:contributions";
inline constexpr char const* memberships = "income:memberships";
inline constexpr char const* other_income = "income:other";  // payments that no pledge of ours led to
inline constexpr char const* refunds = "refunds";
inline constexpr char const* disputes = "disputes";
inline constexpr char const* fees = "fees";
inline constexpr char const* exchange = "exchange";  // what one currency became in another
inline constexpr char const* other = "other";
std::string processor(std::string_view name);  // "processor:stripe": what it holds for us
}  // namespace accounts

struct LedgerLine {
    std::string account;
    Money amount;
    bool operator==(LedgerLine const&) const = default;
};

struct LedgerEntry {
    LedgerEntryId id;
    std::string key;   // "stripe:txn_1": one entry each
    std::string kind;  // charge, refund, refund_failure, dispute, dispute_reversal, fee, payout, payout_failure,
                       // transfer, other
    Time at{};         // when the money moved
    std::string day;   // "2026-09-01", where the publication is at home
    std::optional<PledgeId> pledge;
    std::optional<TierId> tier;
    std::optional<AppealId> appeal;
    std::string charge;  // the payment that it belongs to, by the processor's id
    std::string note;
    Time booked_at{};
    std::vector<LedgerLine> lines;
};

// The lines of one movement of the processor's balance. Lines of nothing are left out.
std::vector<LedgerLine> lines_of(payments::Movement const& movement, std::string_view processor);
// Money that came to the bank without a processor.
std::vector<LedgerLine> lines_of_transfer(Money const& amount, Cadence cadence);
bool is_balanced(std::vector<LedgerLine> const& lines);

}  // namespace broadsheet::content
