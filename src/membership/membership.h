// What the room's pages share beside App: one for the program, any thread.
#pragma once
#include <memory>

#include "accounts/limit.h"
#include "accounts/readers.h"
#include "membership/appeal_counts.h"
#include "membership/cashier.h"
#include "membership/practice.h"

namespace broadsheet::membership {

struct MembershipSettings {
    std::string secret_key;  // empty: practice
    std::string webhook_secret;
    std::string api;      // empty: Stripe's own
    bool secure = false;  // the site's address is https
    std::string site_url;
};

struct Members {
    Members(store::Database& database, frame::Frame& frame, Seal const& given_seal, jobs::OutgoingMail& mail,
            accounts::Readers const& given_readers, MembershipSettings const& settings);

    Seal const& seal;
    accounts::Readers const& readers;
    std::string const webhook_secret;
    bool const secure;
    std::unique_ptr<payments::Processor> const processor;
    Practice* const practice;  // null where there is a key
    Settling const settling;
    Cashier cashier;
    AppealCounts counts;
    accounts::Limit checkouts{10, 1.0 / 30};  // by client
    accounts::Limit counted{120, 2};
};

}  // namespace broadsheet::membership
