// The payment page of the practice processor. Where there is a key it is not there.
#include "base/id.h"
#include "frame/frame.h"
#include "http/posted_form.h"
#include "mail/address.h"
#include "membership/handlers.h"

namespace broadsheet::membership {
namespace {

http::Response practice_page(App& app, Members& parts, http::Request const& request, std::string const& checkout,
                             std::string const& email, std::optional<Problem> const& problem = {}) {
    auto const page = parts.practice->page(checkout);
    return app.frame.serve_once(request, [&](frame::PageBuild& build) {
        if (!page) return frame::not_found();
        frame::View view;
        view.template_name = "practice";
        view.head.title = "Practice payment";
        view.head.index = false;
        view.values = {{"checkout", checkout},
                       {"what", page->what},
                       {"amount", payments::format_money(page->amount, build.site.language)},
                       {"cadence", payments::name_of(page->cadence)},
                       {"recurring", page->cadence != payments::Cadence::once},
                       {"email", email.empty() ? page->email : email},
                       {"back", page->cancel_url}};
        if (problem) {
            view.status = 422;
            theme::Object errors;
            errors.set(problem->field, problem->message);
            view.values.set("errors", std::move(errors));
        }
        return view;
    });
}

// As a real processor would: of the checkout, and of the money where some is due at once.
void tell(App& app, Members& parts, std::string const& checkout, std::string const& charge) {
    auto const transaction = app.database.begin();
    store::keep_event(
        *transaction,
        {"practice:" + checkout, "checkout.session.completed", "checkout.session", checkout, {}, 0, {}, {}});
    if (!charge.empty())
        store::keep_event(*transaction, {"practice:" + charge, "charge.succeeded", "charge", charge, {}, 0, {}, {}});
    transaction->commit();
    parts.cashier.wake();
}

}  // namespace

http::Response show_practice(App& app, Members& parts, http::Request const& request) {
    if (!parts.practice) return app.frame.error_page(404, request);
    return practice_page(app, parts, request, request.query_value("checkout"), {});
}

http::Response pay_practice(App& app, Members& parts, http::Request const& request) {
    if (!parts.practice) return app.frame.error_page(404, request);
    http::PostedForm const posted(request);
    auto const checkout = posted.text("checkout");
    auto const page = parts.practice->page(checkout);
    if (!page) return app.frame.error_page(404, request);
    auto const address = mail::read_address(posted.text("email"), mail::LookAlikes::ignored);
    if (!address) return practice_page(app, parts, request, checkout, posted.text("email"), address.error());
    auto const charge = parts.practice->pay(checkout, address->email, posted.text("name"));
    tell(app, parts, checkout, charge);
    return http::redirect_response(303, page->success_url);
}

}  // namespace broadsheet::membership
