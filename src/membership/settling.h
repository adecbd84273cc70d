// From what the processor says to what is written here: pledges, memberships, the books. Whatever is written depends on
// the processor's objects as they are now and on the pledge alone, so it is the same in whatever order, and however
// often, it was told. Any thread.
#pragma once
#include <string>
#include <vector>

#include "base/seal.h"
#include "frame/frame.h"
#include "jobs/outgoing_mail.h"
#include "payments/processor.h"
#include "store/ledger.h"
#include "store/support.h"

namespace broadsheet::membership {

// What the processor said about one object, asked before a transaction is begun.
struct Findings {
    Time asked_at{};
    std::optional<payments::CheckoutState> checkout;
    std::optional<payments::Subscription> subscription;
    std::vector<payments::Movement> movements;
    // What the processor does not know (any more): made with another key, perhaps.
    std::optional<content::PledgeId> lost_pledge;
    std::string lost_subscription;
};

class Settling {
  public:
    Settling(store::Database& database, frame::Frame const& frame, payments::Processor& processor, Seal const& seal,
             jobs::OutgoingMail& mail)
        : database_(database), frame_(frame), processor_(processor), seal_(seal), mail_(mail) {}

    // These ask, and throw payments::Unreachable.
    Findings ask_about(store::PaymentEvent const& event) const;
    Findings ask_about_pledge(content::Pledge const& pledge) const;
    Findings ask_about_subscription(std::string const& id) const;

    // Writes what was found, in the caller's transaction. Returns how many entries were booked.
    int apply(store::Transaction& transaction, Findings const& findings) const;
    // The entry of one movement; false: it is booked already.
    bool book(store::Transaction& transaction, payments::Movement const& movement) const;
    // Both, and commits.
    void settle(Findings const& findings) const;

  private:
    void apply_losses(store::Transaction& transaction, Findings const& findings) const;
    void apply_checkout(store::Transaction& transaction, payments::CheckoutState const& checkout) const;
    void apply_subscription(store::Transaction& transaction, payments::Subscription const& found, Time asked_at) const;
    void give_gift(store::Transaction& transaction, content::Pledge const& pledge) const;
    void name_payer(store::Transaction& transaction, content::Pledge& pledge,
                    payments::CheckoutState const& checkout) const;
    content::ReaderId payer_of(store::Transaction& transaction, content::Pledge const& pledge) const;
    void send(store::Transaction& transaction, mail::Message message) const;

    store::Database& database_;
    frame::Frame const& frame_;
    payments::Processor& processor_;
    Seal const& seal_;
    jobs::OutgoingMail& mail_;
};

// Whether a reader pays, as segments and pages see it; and that it may have changed. In the caller's transaction.
void note_membership(store::Transaction& transaction, content::ReaderId reader);
// "2026-09-01", where the publication is at home.
std::string day_text(Time time, std::string_view zone);
std::string_view name_of(payments::MovementKind kind);

}  // namespace broadsheet::membership
