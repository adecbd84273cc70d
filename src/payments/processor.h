// The seam to whoever takes the cards. Knows amounts and references, not members. What cannot be done now (the
// processor away, answering nonsense) is thrown as Unreachable: nothing is known then, the same key may be used again.
// What the processor refuses is a Problem. Any thread; every call blocks.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "payments/money.h"

namespace broadsheet::payments {

struct Unreachable : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// It answered, and could not (500). Its key is used up: asked again with the same it would say the same
// (docs.stripe.com/api/idempotent_requests). Whether it did something nobody knows.
struct Failed : Unreachable {
    using Unreachable::Unreachable;
};

enum class Cadence { once, month, year };
std::string_view name_of(Cadence cadence);
std::optional<Cadence> cadence(std::string_view name);

// What somebody is about to pay on the processor's own page.
struct Order {
    std::string reference;  // ours, written down before; comes back with all that is made of it
    Cadence cadence = Cadence::once;
    Money amount;       // at once, or for each month or year
    std::string what;   // "Contribution to The Example", stands on their page
    std::string email;  // empty: they are asked
    std::string payer;  // theirs from earlier; empty: new
    std::string language;
    std::string success_url, cancel_url;
    int trial_days = 0;   // of a recurring one
    int percent_off = 0;  // of a recurring one, for `off_months` (0: for good)
    int off_months = 0;
};
struct Checkout {
    std::string id;
    std::string url;
};

struct CheckoutState {
    std::string id;
    std::string reference;
    bool finished = false;  // they went through with it
    bool paid = false;      // and the money has come (or nothing is due yet)
    bool failed = false;    // and the money will not come: the bank refused it
    std::string email, name;
    std::string payer;
    std::string subscription;  // empty of what is paid once
};

enum class SubscriptionStatus { waiting, trial, active, past_due, paused, ended };
struct Subscription {
    std::string id;
    std::string reference;
    std::string payer;
    SubscriptionStatus status = SubscriptionStatus::waiting;
    Money amount;
    Cadence cadence = Cadence::month;
    Time started_at{};
    Time paid_until{};  // the end of the newest period that was paid for
    bool ends = false;  // is not renewed
};

// One movement of the money that the processor holds for us. Never changes; `id` is the processor's and names it for
// good. `gross` − `fee` is what our balance rose by (both may be negative), in the balance's currency.
enum class MovementKind {
    charge,
    refund,
    refund_failure,
    dispute,
    dispute_reversal,
    fee,
    payout,
    payout_failure,
    other
};
struct Movement {
    std::string id;
    MovementKind kind = MovementKind::other;
    Time at{};
    Money gross;
    std::int64_t fee = 0;
    Money presented;         // gross as the payer saw it, in their currency
    std::string reference;   // of the order that it belongs to; empty: of none of ours
    std::string charge;      // the payment that it belongs to
    bool recurring = false;  // of a subscription's payment
    std::string note;        // the processor's words
};

// A page of movements, oldest last.
struct Movements {
    std::vector<Movement> movements;
    bool more = false;
};

struct Change {
    enum class Kind { amount, end_at_period, go_on, pause, resume, end_now };
    Kind kind = Kind::end_at_period;
    Money amount;  // of Kind::amount, from the next payment on
};

class Processor {
  public:
    virtual ~Processor() = default;
    virtual std::string_view name() const = 0;  // "stripe", "practice"
    // Where its pages stand: forms may lead there, and nowhere else.
    virtual std::vector<std::string> origins() const = 0;

    // `key`: the same for the same wish; asked twice with it, something happens once.
    virtual Result<Checkout> open_checkout(Order const& order, std::string const& key) = 0;
    virtual Result<CheckoutState> find_checkout(std::string const& id) = 0;
    virtual Result<Subscription> find_subscription(std::string const& id) = 0;
    virtual Result<Subscription> change(std::string const& subscription, Change const& change,
                                        std::string const& key) = 0;
    // The address of a page of the processor's where the payer changes their card.
    virtual Result<std::string> card_page(std::string const& payer, std::string const& return_url,
                                          std::string const& key) = 0;
    virtual Result<void> refund(std::string const& charge, Money const& amount, std::string const& key) = 0;
    // Of one payment, refund, dispute or payout.
    virtual std::vector<Movement> movements_of(std::string const& object) = 0;
    // Newest first, not before `since`; behind `after` (a movement's id; empty: from the newest).
    virtual Movements movements_since(Time since, std::string const& after) = 0;
    // Whoever waits for an answer stops waiting; nothing is asked any more. Any thread.
    virtual void give_up() {}
    virtual std::vector<Money> balance() = 0;  // what it holds for us, on the way or ready, by currency
};

}  // namespace broadsheet::payments
