// What readers give and what they get for it: tiers, pledges, memberships. Plain data and the rules about it.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/newsletters.h"
#include "payments/processor.h"

namespace broadsheet::content {

struct Tier;
struct Pledge;
struct Membership;
struct Appeal;
struct Offer;
using OfferId = Id<Offer>;
using TierId = Id<Tier>;
using PledgeId = Id<Pledge>;
using MembershipId = Id<Membership>;
using AppealId = Id<Appeal>;
using payments::Cadence;
using payments::Money;

// What a tier costs at least in one currency; 0: not for so long.
struct Price {
    std::string currency;
    std::int64_t month = 0, year = 0;  // minor units
    bool operator==(Price const&) const = default;
};

// A kind of membership. Those further down the newsroom's list include the ones before them.
struct Tier {
    TierId id;
    std::string name;
    std::string description;
    std::vector<std::string> benefits;
    std::vector<Price> prices;
    int trial_days = 0;
    bool offered = true;  // stands on /support/
    int position = 0;
    Time created_at{};
};

// 0 where the tier cannot be had in this currency and cadence.
std::int64_t price_of(Tier const& tier, std::string_view currency, Cadence cadence);
// The highest offered tier that this amount pays for; null: none, which is still a membership. `tiers`: in order.
Tier const* tier_for(std::vector<Tier> const& tiers, Money const& amount, Cadence cadence);

enum class PledgeState {
    open,     // the payer was sent to the processor
    pending,  // went through with it; the money is on its way
    given,
    ended  // nothing came of it
};
std::string_view name_of(PledgeState state);
std::optional<PledgeState> pledge_state(std::string_view name);

// What somebody set out to give at /support/, written down before the processor is asked. What is booked later is
// attributed by it.
struct Pledge {
    PledgeId id;
    std::string processor;  // "stripe", "practice", "bank"
    Cadence cadence = Cadence::once;
    Money amount;
    std::optional<TierId> tier;
    std::optional<OfferId> offer;
    std::optional<AppealId> appeal;
    int wording = 0;                 // of the appeal
    std::optional<ReaderId> reader;  // who was signed in; else who the payer turned out to be
    std::string dedication;
    bool anonymous = false;  // not to be named
    int gift_months = 0;     // a membership for somebody else, for so long; 0: none
    std::string gift_email;
    std::string language;
    std::string source;    // path of the page whose appeal led here
    std::string browser;   // hash of the cookie of the browser that set out
    std::string checkout;  // the processor's id
    PledgeState state = PledgeState::open;
    bool forgotten = false;                        // whose it was wanted to be
    std::string email, name, payer, subscription;  // as the processor told
    Time created_at{};
    std::optional<Time> settled_at;
};

enum class MembershipKind { paid, gift, complimentary };
std::string_view name_of(MembershipKind kind);
std::optional<MembershipKind> membership_kind(std::string_view name);
std::string_view name_of(payments::SubscriptionStatus status);
std::optional<payments::SubscriptionStatus> subscription_status(std::string_view name);

struct Membership {
    MembershipId id;
    ReaderId reader;
    MembershipKind kind = MembershipKind::paid;
    std::optional<TierId> tier;
    std::optional<PledgeId> pledge;
    std::string processor, subscription, payer;
    Cadence cadence = Cadence::month;
    Money amount;
    payments::SubscriptionStatus status = payments::SubscriptionStatus::active;
    bool ends = false;  // is not renewed
    Time started_at{};
    Time paid_until{};  // of gifts and complimentary ones: until when; zero: for good
    Time asked_at{};    // when the processor was last asked about it
    std::string note;   // of complimentary ones: why
};
// Grace for a card that failed: the processor goes on trying for days, and nobody is locked out meanwhile.
inline constexpr Millis payment_grace{7LL * 24 * 3600 * 1000};
bool is_open(Membership const& membership, Time now);
// When is_open may turn by itself; nothing: it does not.
std::optional<Time> closes_at(Membership const& membership);

// The names by which pages are kept (pages/page_cache.h): "public", "member" (signed in), "paid", "paid ID ID" with the
// tiers held, those that they include among them. "metered" (nobody's name here): of one story that everybody may open.
std::string audience_of(bool signed_in, std::vector<Membership> const& memberships, std::vector<Tier> const& tiers,
                        Time now);

// What editors set for /support/.
struct Suggestion {
    std::string currency;
    std::vector<std::int64_t> once, month, year;  // minor units
    bool operator==(Suggestion const&) const = default;
};
struct SupportSettings {
    bool open = false;  // whether /support/ takes anything
    std::string headline, text;
    std::vector<Suggestion> currencies;
    std::vector<std::string> brands;  // "visa", "mastercard", "amex": shown beside the button
    std::string bank;                 // how to give by bank transfer, in words
    int metered = 0;                  // stories for members that everybody may open each month; 0: none
};
SupportSettings read_support_settings(boost::json::object const& json);
boost::json::object to_json(SupportSettings const& settings);
// The currency that fits a reader's "Accept-Language" (its regions first), else the first.
Suggestion const* currency_for(SupportSettings const& settings, std::string_view accept_language);

}  // namespace broadsheet::content
