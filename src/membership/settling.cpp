#include "membership/settling.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/addresses.h"
#include "base/locale.h"
#include "base/log.h"
#include "base/months.h"
#include "membership/letters.h"

namespace broadsheet::membership {
namespace {

using content::Membership;
using content::Pledge;
using content::PledgeState;
using payments::MovementKind;
using payments::SubscriptionStatus;

// What it was at the start, unless the payer has changed the amount since.
std::optional<content::TierId> tier_of(store::Reader& reader, std::optional<Pledge> const& pledge,
                                       payments::Subscription const& found) {
    if (pledge && found.amount == pledge->amount) return pledge->tier;
    auto const tiers = store::list_tiers(reader);
    auto const* const tier = content::tier_for(tiers, found.amount, found.cadence);
    return tier ? std::optional(tier->id) : std::nullopt;
}

std::optional<Pledge> pledge_of(store::Reader& reader, std::string const& reference) {
    auto const id = content::PledgeId::parse(reference);
    return id ? store::find_pledge(reader, *id) : std::nullopt;
}

// Not to be found is an answer; every other refusal is none.
template <class Found>
bool is_lost(Result<Found> const& found) {
    if (!found && found.error().kind != ProblemKind::not_found) throw payments::Unreachable(found.error().message);
    return !found;
}

}  // namespace

std::string day_text(Time time, std::string_view zone) {
    auto const day = day_of(time, zone);
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string_view name_of(MovementKind kind) {
    switch (kind) {
        case MovementKind::charge:
            return "charge";
        case MovementKind::refund:
            return "refund";
        case MovementKind::refund_failure:
            return "refund_failure";
        case MovementKind::dispute:
            return "dispute";
        case MovementKind::dispute_reversal:
            return "dispute_reversal";
        case MovementKind::fee:
            return "fee";
        case MovementKind::payout:
            return "payout";
        case MovementKind::payout_failure:
            return "payout_failure";
        case MovementKind::other:
            break;
    }
    return "other";
}

void note_membership(store::Transaction& transaction, content::ReaderId id) {
    transaction.append({"membership.changed", id.text(), {"reader:" + id.text()}});
    auto reader = store::find_reader(transaction, id);
    if (!reader) return;
    bool const pays = std::ranges::any_of(store::memberships_of(transaction, id), [&](auto const& membership) {
        return content::is_open(membership, transaction.now());
    });
    if (reader->paid == pays) return;
    reader->paid = pays;
    store::update_reader(transaction, *reader);
}

Findings Settling::ask_about(store::PaymentEvent const& event) const {
    if (event.kind == "checkout.session") {
        auto const reader = database_.snapshot();
        if (auto const pledge = store::find_pledge_by_checkout(*reader, event.object)) return ask_about_pledge(*pledge);
    }
    if (event.kind == "subscription") return ask_about_subscription(event.object);
    Findings out;
    out.asked_at = database_.clock().now();
    for (auto const* const kind : {"charge", "refund", "dispute", "payout"})
        if (event.kind == kind) out.movements = processor_.movements_of(event.object);
    return out;
}

Findings Settling::ask_about_pledge(Pledge const& pledge) const {
    Findings out;
    out.asked_at = database_.clock().now();
    if (pledge.checkout.empty()) return out;
    auto const checkout = processor_.find_checkout(pledge.checkout);
    if (is_lost(checkout)) {
        out.lost_pledge = pledge.id;
        return out;
    }
    out.checkout = *checkout;
    out.checkout->reference = pledge.id.text();
    if (checkout->subscription.empty()) return out;
    auto const found = processor_.find_subscription(checkout->subscription);
    if (is_lost(found))
        out.lost_subscription = checkout->subscription;
    else
        out.subscription = *found;
    return out;
}

Findings Settling::ask_about_subscription(std::string const& id) const {
    Findings out;
    out.asked_at = database_.clock().now();
    auto const found = processor_.find_subscription(id);
    if (is_lost(found)) {
        out.lost_subscription = id;
        return out;
    }
    out.subscription = *found;
    // Who it is for is known from the checkout that it began with, whichever of the two is heard of first.
    auto const pledge = pledge_of(*database_.snapshot(), found->reference);
    if (!pledge || pledge->state == PledgeState::given || pledge->checkout.empty()) return out;
    auto const checkout = processor_.find_checkout(pledge->checkout);
    if (is_lost(checkout)) return out;
    out.checkout = *checkout;
    out.checkout->reference = pledge->id.text();
    return out;
}

void Settling::settle(Findings const& findings) const {
    auto const transaction = database_.begin();
    apply(*transaction, findings);
    database_.commit(*transaction);
}

int Settling::apply(store::Transaction& transaction, Findings const& findings) const {
    int booked = 0;
    for (auto const& movement : findings.movements) booked += book(transaction, movement) ? 1 : 0;
    apply_losses(transaction, findings);
    if (findings.checkout) apply_checkout(transaction, *findings.checkout);
    if (findings.subscription) apply_subscription(transaction, *findings.subscription, findings.asked_at);
    return booked;
}

bool Settling::book(store::Transaction& transaction, payments::Movement const& movement) const {
    content::LedgerEntry entry;
    entry.key = fmt::format("{}:{}", processor_.name(), movement.id);
    entry.kind = name_of(movement.kind);
    entry.at = movement.at;
    entry.day = day_text(movement.at, frame_.site().timezone);
    if (auto const pledge = pledge_of(transaction, movement.reference)) {
        entry.pledge = pledge->id;
        entry.tier = pledge->tier;
        entry.appeal = pledge->appeal;
    }
    entry.charge = movement.charge;
    entry.note = movement.note;
    entry.lines = content::lines_of(movement, processor_.name());
    return store::book(transaction, entry);
}

void Settling::name_payer(store::Transaction& transaction, Pledge& pledge,
                          payments::CheckoutState const& checkout) const {
    pledge.email = checkout.email;
    pledge.name = checkout.name;
    pledge.payer = checkout.payer;
    pledge.subscription = checkout.subscription;
    if (!pledge.email.empty()) pledge.reader = payer_of(transaction, pledge);
}

content::ReaderId Settling::payer_of(store::Transaction& transaction, Pledge const& pledge) const {
    if (pledge.reader && store::find_reader(transaction, *pledge.reader)) return *pledge.reader;
    return accounts::ensure_reader(transaction, seal_, {pledge.email, pledge.name, pledge.language, "support"}).id;
}

void Settling::apply_losses(store::Transaction& transaction, Findings const& findings) const {
    auto pledge = findings.lost_pledge ? store::find_pledge(transaction, *findings.lost_pledge) : std::nullopt;
    if (pledge && pledge->state != PledgeState::given) {
        pledge->state = PledgeState::ended;
        store::update_pledge(transaction, *pledge);
    }
    auto membership = findings.lost_subscription.empty()
                          ? std::nullopt
                          : store::find_membership_by_subscription(transaction, findings.lost_subscription);
    if (!membership || membership->status == SubscriptionStatus::ended) return;
    membership->status = SubscriptionStatus::ended;
    membership->paid_until = std::min(membership->paid_until, transaction.now());
    store::save_membership(transaction, *membership);
    note_membership(transaction, membership->reader);
}

void Settling::apply_checkout(store::Transaction& transaction, payments::CheckoutState const& checkout) const {
    transaction.hold("pledge " + checkout.reference);
    auto pledge = pledge_of(transaction, checkout.reference);
    if (!pledge || !checkout.finished || pledge->state == PledgeState::given) return;
    auto const before = pledge->state;
    pledge->state = checkout.paid ? PledgeState::given : checkout.failed ? PledgeState::ended : PledgeState::pending;
    if (pledge->state == before) return;
    // Who was forgotten meanwhile stays so: their money is booked, and no more is known of them.
    if (!pledge->forgotten) name_payer(transaction, *pledge, checkout);
    if (checkout.paid) pledge->settled_at = transaction.now();
    store::update_pledge(transaction, *pledge);
    transaction.append({"pledge.changed", pledge->id.text(), {"pledges"}});
    if (!checkout.paid || pledge->forgotten) return;
    auto const publication = frame_.publication();
    if (!pledge->email.empty()) send(transaction, thanks_letter(*publication, *pledge));
    if (pledge->gift_months > 0) give_gift(transaction, *pledge);
}

// Whoever is given one need not have asked for mail: they get this one letter, and an account that it opens.
void Settling::give_gift(store::Transaction& transaction, Pledge const& pledge) const {
    auto const reader = accounts::ensure_reader(transaction, seal_, {pledge.gift_email, {}, pledge.language, "gift"});
    Membership gift;
    gift.id = content::MembershipId::make();
    gift.reader = reader.id;
    gift.kind = content::MembershipKind::gift;
    gift.tier = pledge.tier;
    gift.pledge = pledge.id;
    gift.processor = pledge.processor;
    gift.amount = pledge.amount;
    gift.ends = true;
    gift.started_at = transaction.now();
    gift.paid_until = after_months(transaction.now(), pledge.gift_months);
    store::save_membership(transaction, gift);
    note_membership(transaction, reader.id);
    send(transaction, gift_letter(*frame_.publication(), pledge, gift, reader));
}

void Settling::apply_subscription(store::Transaction& transaction, payments::Subscription const& found,
                                  Time asked_at) const {
    transaction.hold("subscription " + found.id);
    auto const pledge = pledge_of(transaction, found.reference);
    auto known = store::find_membership_by_subscription(transaction, found.id);
    if (known && known->asked_at > asked_at) return;  // somebody asked after us and has written already
    if (!known && (!pledge || found.status == SubscriptionStatus::waiting)) return;
    if (!known && !pledge->reader) return;
    auto const before = known ? std::optional(known->status) : std::nullopt;
    Membership membership = known.value_or(Membership{});
    if (!known) {
        membership.id = content::MembershipId::make();
        membership.reader = *pledge->reader;
        membership.pledge = pledge->id;
        membership.processor = processor_.name();
        membership.subscription = found.id;
    }
    membership.tier = tier_of(transaction, pledge, found);
    membership.payer = found.payer;
    membership.cadence = found.cadence;
    membership.amount = found.amount;
    membership.status = found.status;
    membership.ends = found.ends;
    membership.started_at = found.started_at;
    membership.paid_until = found.paid_until;
    membership.asked_at = asked_at;
    store::save_membership(transaction, membership);
    note_membership(transaction, membership.reader);
    auto const reader = store::find_reader(transaction, membership.reader);
    if (reader && before && *before != found.status && found.status == SubscriptionStatus::past_due)
        send(transaction, card_failed_letter(*frame_.publication(), *reader, membership));
}

void Settling::send(store::Transaction& transaction, mail::Message message) const {
    if (auto const added = mail_.add(transaction, std::move(message)); !added)
        log_error("support_mail_failed error=\"{}\"", added.error().message);
}

}  // namespace broadsheet::membership
