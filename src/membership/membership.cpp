#include "membership/membership.h"

#include "payments/stripe.h"

namespace broadsheet::membership {
namespace {

std::unique_ptr<payments::Processor> make_processor(store::Database& database, MembershipSettings const& settings) {
    if (settings.secret_key.empty()) return std::make_unique<Practice>(database, settings.site_url);
    return std::make_unique<payments::Stripe>(payments::StripeSettings{settings.secret_key, settings.api});
}

}  // namespace

Members::Members(store::Database& database, frame::Frame& frame, Seal const& given_seal, jobs::OutgoingMail& mail,
                 accounts::Readers const& given_readers, MembershipSettings const& settings)
    : seal(given_seal),
      readers(given_readers),
      webhook_secret(settings.webhook_secret),
      secure(settings.secure),
      processor(make_processor(database, settings)),
      practice(dynamic_cast<Practice*>(processor.get())),
      settling(database, frame, *processor, seal, mail),
      cashier(database, settling, *processor),
      counts(database, frame) {
    frame.allow_forms_to(processor->origins());
}

}  // namespace broadsheet::membership
