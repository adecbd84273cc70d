// Tiers, for the desk.
#include <algorithm>

#include "http/problem.h"
#include "membership/desk_handlers.h"
#include "store/audit.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;

json::object tier_json(content::Tier const& tier) {
    json::array prices;
    for (auto const& price : tier.prices)
        prices.push_back({{"currency", price.currency}, {"month", price.month}, {"year", price.year}});
    return {{"id", tier.id.text()},
            {"name", tier.name},
            {"description", tier.description},
            {"benefits", json::array(tier.benefits.begin(), tier.benefits.end())},
            {"prices", std::move(prices)},
            {"trial_days", tier.trial_days},
            {"offered", tier.offered}};
}

void read_prices(Fields& fields, content::Tier& tier) {
    auto const* const given = fields.value("prices");
    if (!given) return;
    if (!given->is_array() || given->get_array().size() > 20)
        return fields.refuse("prices", "list_expected", "This must be a list of at most 20 prices.");
    tier.prices.clear();
    for (auto const& item : given->get_array()) {
        auto const place = "prices/" + std::to_string(tier.prices.size());
        if (!item.is_object()) return fields.refuse(place, "object_expected", "This must be an object.");
        Fields inner(item.get_object());
        content::Price price{inner.text("currency", 3).value_or("")};
        if (!payments::is_currency(price.currency))
            return fields.refuse(place + "/currency", "unknown_currency", "This must be a currency such as EUR.");
        price.month = read_minor(inner, "month", 0).value_or(0);
        price.year = read_minor(inner, "year", 0).value_or(0);
        for (auto const& [name, minor] : {std::pair{"month", price.month}, {"year", price.year}})
            if (minor != 0 && minor < payments::least_payable(price.currency))
                inner.refuse(name, "amount_small", "That is less than can be paid by card.");
        if (auto problem = inner.problem()) {
            problem->field = place + "/" + problem->field;
            return fields.refuse(std::move(*problem));
        }
        tier.prices.push_back(std::move(price));
    }
}

http::Response save(DeskCall const& call, store::Transaction& transaction, content::Tier tier, int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    if (auto const name = fields.text("name", 100)) tier.name = *name;
    if (tier.name.empty()) fields.refuse("name", "name_missing", "Please give a name.");
    if (auto const text = fields.text("description", 500)) tier.description = *text;
    if (auto benefits = fields.texts("benefits", 12, 200)) tier.benefits = std::move(*benefits);
    if (auto const days = fields.number("trial_days", 0, 90)) tier.trial_days = static_cast<int>(*days);
    if (auto const offered = fields.boolean("offered")) tier.offered = *offered;
    read_prices(fields, tier);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_tier(transaction, tier);
    transaction.append({"tier.changed", tier.id.text(), {"tiers", "support"}});
    store::append_audit(transaction, {call.staff.id, status == 201 ? "tier.created" : "tier.changed",
                                      "tier:" + tier.id.text(), tier.name});
    call.app.database.commit(transaction);
    return json_answer(status, tier_json(tier));
}

std::optional<content::Tier> asked(DeskCall const& call, store::Reader& reader) {
    auto const id = content::TierId::parse(call.request.parameter("id"));
    return id ? store::find_tier(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_tiers(DeskCall const& call, Members&) {
    json::array out;
    for (auto const& tier : store::list_tiers(*call.app.database.snapshot())) out.push_back(tier_json(tier));
    return json_answer(200, json::object{{"tiers", std::move(out)}});
}

http::Response create_tier(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    content::Tier tier;
    tier.id = content::TierId::make();
    tier.position = static_cast<int>(store::list_tiers(*transaction).size()) + 1;
    tier.created_at = transaction->now();
    return save(call, *transaction, std::move(tier), 201);
}

http::Response change_tier(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    auto tier = asked(call, *transaction);
    return tier ? save(call, *transaction, std::move(*tier), 200) : http::problem_response(unknown("tier"));
}

http::Response delete_tier(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    auto const tier = asked(call, *transaction);
    if (!tier) return http::problem_response(unknown("tier"));
    if (store::is_tier_used(*transaction, tier->id))
        return http::problem_response(
            {ProblemKind::conflict,
             "tier_in_use",
             "Somebody has this tier, or a story or an offer asks for it. Take it off the site instead.",
             {}});
    store::delete_tier(*transaction, tier->id);
    transaction->append({"tier.deleted", tier->id.text(), {"tiers", "support"}});
    store::append_audit(*transaction, {call.staff.id, "tier.deleted", "tier:" + tier->id.text(), tier->name});
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response order_tiers(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const wanted = fields.texts("tiers", 100, 13).value_or(std::vector<std::string>{});
    auto const transaction = call.app.database.begin();
    auto const known = store::list_tiers(*transaction);
    bool const whole = wanted.size() == known.size() && std::ranges::all_of(known, [&](auto const& one) {
                           return std::ranges::find(wanted, one.id.text()) != wanted.end();
                       });
    if (!whole) fields.refuse("tiers", "tiers_missing", "Please name every tier once.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    for (int position = 0; auto const& id : wanted)
        store::place_tier(*transaction, *content::TierId::parse(id), ++position);
    transaction->append({"tiers.ordered", "", {"tiers", "support"}});
    store::append_audit(*transaction, {call.staff.id, "tiers.ordered", "tiers", ""});
    call.app.database.commit(*transaction);
    return list_tiers(call, parts);
}

}  // namespace broadsheet::membership
