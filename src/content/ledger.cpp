#include "content/ledger.h"

#include <map>

namespace broadsheet::content {
namespace {

using payments::Movement;
using payments::MovementKind;

char const* other_side(Movement const& movement) {
    switch (movement.kind) {
        case MovementKind::charge:
            if (movement.reference.empty()) return accounts::other_income;
            return movement.recurring ? accounts::memberships : accounts::contributions;
        case MovementKind::refund:
        case MovementKind::refund_failure:
            return accounts::refunds;
        case MovementKind::dispute:
        case MovementKind::dispute_reversal:
            return accounts::disputes;
        case MovementKind::fee:
            return accounts::fees;
        case MovementKind::payout:
        case MovementKind::payout_failure:
            return accounts::bank;
        case MovementKind::other:
            break;
    }
    return accounts::other;
}

void add(std::vector<LedgerLine>& lines, std::string account, std::int64_t minor, std::string const& currency) {
    if (minor != 0) lines.push_back({std::move(account), {minor, currency}});
}

}  // namespace

std::string accounts::processor(std::string_view name) { return "processor:" + std::string(name); }

std::vector<LedgerLine> lines_of(Movement const& movement, std::string_view processor) {
    std::vector<LedgerLine> lines;
    auto const& currency = movement.gross.currency;
    add(lines, accounts::processor(processor), movement.gross.minor - movement.fee, currency);
    add(lines, accounts::fees, movement.fee, currency);
    if (movement.presented.currency == currency) {
        add(lines, other_side(movement), -movement.gross.minor, currency);
        return lines;
    }
    add(lines, accounts::exchange, -movement.gross.minor, currency);
    add(lines, accounts::exchange, movement.presented.minor, movement.presented.currency);
    add(lines, other_side(movement), -movement.presented.minor, movement.presented.currency);
    return lines;
}

std::vector<LedgerLine> lines_of_transfer(Money const& amount, Cadence cadence) {
    return {
        {accounts::bank, amount},
        {cadence == Cadence::once ? accounts::contributions : accounts::memberships, {-amount.minor, amount.currency}}};
}

bool is_balanced(std::vector<LedgerLine> const& lines) {
    std::map<std::string, std::int64_t> sums;
    for (auto const& line : lines) sums[line.amount.currency] += line.amount.minor;
    for (auto const& [currency, sum] : sums)
        if (sum != 0) return false;
    return true;
}

}  // namespace broadsheet::content
