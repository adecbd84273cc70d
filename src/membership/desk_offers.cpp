// Memberships for less, for the desk.
#include <algorithm>

#include "base/slug.h"
#include "http/problem.h"
#include "membership/desk_handlers.h"
#include "store/audit.h"
#include "store/offers.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;
using content::Offer;

json::object offer_json(Offer const& offer, std::vector<store::OfferCount> const& counts, DeskCall const& call) {
    auto const count = std::ranges::find(counts, offer.id, &store::OfferCount::offer);
    return {{"id", offer.id.text()},
            {"name", offer.name},
            {"code", offer.code},
            {"url", call.app.frame.site().url + "/support/?offer=" + offer.code},
            {"tier", offer.tier.text()},
            {"cadence", payments::name_of(offer.cadence)},
            {"percent_off", offer.percent_off},
            {"months", offer.months},
            {"active", offer.active},
            {"ends_at", time_or_null(offer.ends_at)},
            {"open", content::is_open(offer, call.app.clock.now())},
            {"taken", count == counts.end() ? 0 : count->taken}};
}

void read_tier(Fields& fields, store::Reader& reader, Offer& offer) {
    if (auto const given = fields.text("tier", 20)) {
        auto const id = content::TierId::parse(*given);
        if (!id || !store::find_tier(reader, *id))
            return fields.refuse("tier", "tier_unknown", "There is no such tier.");
        offer.tier = *id;
    }
    if (!offer.tier) fields.refuse("tier", "tier_missing", "Please choose a tier.");
}

void read_code(Fields& fields, store::Reader& reader, Offer& offer) {
    if (auto const given = fields.text("code", 60)) offer.code = *given;
    if (offer.code.empty()) offer.code = slug_from(offer.name);
    if (!is_slug(offer.code)) return fields.refuse("code", "code_shape", "Small letters, digits and hyphens, please.");
    auto const known = store::find_offer_by_code(reader, offer.code);
    if (known && known->id != offer.id) fields.refuse("code", "code_taken", "Another offer has this address.");
}

void read_offer(Fields& fields, store::Reader& reader, Offer& offer) {
    if (auto const name = fields.text("name", 100)) offer.name = *name;
    if (offer.name.empty())
        fields.refuse("name", "name_missing", "Please give a name.");
    else
        read_code(fields, reader, offer);
    read_tier(fields, reader, offer);
    if (auto const given = fields.text("cadence", 10)) {
        auto const cadence = payments::cadence(*given);
        if (!cadence || *cadence == content::Cadence::once)
            fields.refuse("cadence", "unknown_cadence", "This must be month or year.");
        else
            offer.cadence = *cadence;
    }
    if (auto const percent = fields.number("percent_off", 1, content::most_off))
        offer.percent_off = static_cast<int>(*percent);
    if (auto const months = fields.number("months", 0, content::most_months)) offer.months = static_cast<int>(*months);
    if (auto const active = fields.boolean("active")) offer.active = *active;
    read_time(fields, "ends_at", offer.ends_at);
}

http::Response save(DeskCall const& call, store::Transaction& transaction, Offer offer, int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    read_offer(fields, transaction, offer);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_offer(transaction, offer);
    store::append_audit(transaction, {call.staff.id, status == 201 ? "offer.created" : "offer.changed",
                                      "offer:" + offer.id.text(), offer.name});
    call.app.database.commit(transaction);
    return json_answer(status, offer_json(offer, store::count_offers(*call.app.database.snapshot()), call));
}

std::optional<Offer> asked(DeskCall const& call, store::Reader& reader) {
    auto const id = content::OfferId::parse(call.request.parameter("id"));
    return id ? store::find_offer(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_offers(DeskCall const& call, Members&) {
    auto const reader = call.app.database.snapshot();
    auto const counts = store::count_offers(*reader);
    json::array out;
    for (auto const& offer : store::list_offers(*reader)) out.push_back(offer_json(offer, counts, call));
    return json_answer(200, json::object{{"offers", std::move(out)}});
}

http::Response create_offer(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    Offer offer;
    offer.id = content::OfferId::make();
    offer.created_at = transaction->now();
    return save(call, *transaction, std::move(offer), 201);
}

http::Response change_offer(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    auto offer = asked(call, *transaction);
    return offer ? save(call, *transaction, std::move(*offer), 200) : http::problem_response(unknown("offer"));
}

// Those who took it keep it: the processor knows it as a price of its own.
http::Response delete_offer(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    auto const offer = asked(call, *transaction);
    if (!offer) return http::problem_response(unknown("offer"));
    store::delete_offer(*transaction, offer->id);
    store::append_audit(*transaction, {call.staff.id, "offer.deleted", "offer:" + offer->id.text(), offer->name});
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::membership
