#include "membership/routes.h"

#include "desk_call/route.h"
#include "membership/desk_handlers.h"
#include "membership/handlers.h"

namespace broadsheet::membership {

std::vector<http::Route> routes(App& app, Members& parts) {
    constexpr std::size_t form_limit = 16 * 1024, event_limit = 256 * 1024;
    auto const route = [&](http::Method method, std::string path, Handler* handler, std::size_t limit) {
        return http::Route{
            method, std::move(path),
            [&app, &parts, handler](http::Request const& request) { return handler(app, parts, request); }, limit};
    };
    using enum http::Method;
    return {route(get, "/support/", show_support, 0),
            route(post, "/support/", give, form_limit),
            route(get, "/support/thanks/", show_thanks, 0),
            route(get, "/support/practice/", show_practice, 0),
            route(post, "/support/practice/", pay_practice, form_limit),
            route(post, "/support/counted/", count_appeal, 1024),
            route(post, "/members/opened/", open_metered, form_limit),
            route(post, "/members/membership/", change_membership, form_limit),
            route(get, "/members/receipts/{file}", show_receipt, 0),
            route(get, "/members/statements/{file}", show_statement, 0),
            route(post, "/payments/stripe/webhook", take_event, event_limit)};
}

std::vector<http::Route> desk_routes(App& app, Members& parts) {
    using enum http::Method;
    using enum desk_call::Needs;
    auto const route = [&](http::Method method, char const* pattern, desk_call::Needs needs, DeskHandler* handler) {
        return desk_call::route(app, method, pattern, needs,
                                [&parts, handler](DeskCall const& call) { return handler(call, parts); });
    };
    return {route(get, "/desk/api/support/settings", editor, show_settings),
            route(patch, "/desk/api/support/settings", editor, change_settings),
            route(get, "/desk/api/support/tiers", sign_in, list_tiers),
            route(post, "/desk/api/support/tiers", editor, create_tier),
            route(put, "/desk/api/support/tiers/order", editor, order_tiers),
            route(patch, "/desk/api/support/tiers/{id}", editor, change_tier),
            route(delete_, "/desk/api/support/tiers/{id}", editor, delete_tier),
            route(get, "/desk/api/support/offers", editor, list_offers),
            route(post, "/desk/api/support/offers", editor, create_offer),
            route(patch, "/desk/api/support/offers/{id}", editor, change_offer),
            route(delete_, "/desk/api/support/offers/{id}", editor, delete_offer),
            route(get, "/desk/api/support/appeals", editor, list_appeals),
            route(post, "/desk/api/support/appeals", editor, create_appeal),
            route(put, "/desk/api/support/appeals/order", editor, order_appeals),
            route(patch, "/desk/api/support/appeals/{id}", editor, change_appeal),
            route(delete_, "/desk/api/support/appeals/{id}", editor, delete_appeal),
            route(get, "/desk/api/support/money", editor, show_money),
            route(get, "/desk/api/support/ledger.csv", editor, export_ledger),
            route(post, "/desk/api/support/compare", editor, compare_now),
            route(get, "/desk/api/support/members", editor, list_members),
            route(post, "/desk/api/support/members", editor, give_membership),
            route(post, "/desk/api/support/members/{id}/end", editor, end_membership),
            route(get, "/desk/api/support/contributions", editor, list_contributions),
            route(post, "/desk/api/support/contributions/{id}/refund", administrator, refund_contribution),
            route(post, "/desk/api/support/transfers", editor, record_transfer)};
}

}  // namespace broadsheet::membership
