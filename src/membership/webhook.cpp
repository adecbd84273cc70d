// POST /payments/stripe/webhook: what is received is written down and answered; the cashier settles it.
#include "payments/webhook.h"

#include "base/log.h"
#include "http/problem.h"
#include "membership/handlers.h"

namespace broadsheet::membership {

http::Response take_event(App& app, Members& parts, http::Request const& request) {
    if (parts.practice || parts.webhook_secret.empty())
        return http::problem_response(404, "There is nothing at this address.");
    auto const genuine = payments::check_signature(request.header("Stripe-Signature"), request.body,
                                                   parts.webhook_secret, app.clock.now());
    if (!genuine) {
        log_warning("payment_event_refused reason={} client={}", genuine.error().code, request.client);
        return http::problem_response(400, genuine.error().message);
    }
    auto const event = payments::read_event(request.body);
    if (!event) return http::problem_response(400, event.error().message);
    auto const transaction = app.database.begin();
    bool const is_new =
        store::keep_event(*transaction, {event->id, event->type, event->kind, event->object, event->charge, 0, {}, {}});
    transaction->commit();
    if (is_new) parts.cashier.wake();
    return http::json_response(200, R"({"received":true})");
}

}  // namespace broadsheet::membership
