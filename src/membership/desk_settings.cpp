// What editors set for /support/, and the state of the processor.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "frame/frame.h"
#include "http/problem.h"
#include "membership/desk_handlers.h"
#include "store/audit.h"
#include "store/changes.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;

json::object answer(DeskCall const& call, Members const& parts) {
    auto const reader = call.app.database.snapshot();
    auto out = content::to_json(store::support_settings(*reader));
    auto const compared = last_compared(*reader);
    json::array problems(compared.problems.begin(), compared.problems.end()), troubled;
    for (auto const& event : store::troubled_events(*reader, 50))
        troubled.push_back({{"id", event.id},
                            {"type", event.type},
                            {"attempts", event.attempts},
                            {"error", event.error},
                            {"received_at", iso_time(event.received_at)}});
    out["processor"] = parts.processor->name();
    out["webhook"] = call.app.frame.site().url + "/payments/stripe/webhook";
    out["compared"] = json::object{{"at", time_or_null(compared.at)}, {"problems", std::move(problems)}};
    out["troubled"] = std::move(troubled);
    return out;
}

std::vector<std::int64_t> read_amounts(Fields& fields, std::string_view name, std::string const& currency) {
    std::vector<std::int64_t> out;
    auto const* const given = fields.value(name);
    if (!given) return out;
    auto const no = [&](char const* code, char const* message) { fields.refuse(name, code, message); };
    if (!given->is_array() || given->get_array().size() > 8) {
        no("list_expected", "This must be a list of at most 8 amounts.");
        return out;
    }
    for (auto const& one : given->get_array()) {
        auto const minor = one.is_int64() ? one.get_int64() : 0;
        if (minor < payments::least_payable(currency) || minor > payments::most_payable)
            no("amount_range", "An amount is too small or too large to be paid by card.");
        out.push_back(minor);
    }
    return out;
}

void read_currencies(Fields& fields, content::SupportSettings& settings) {
    auto const* const given = fields.value("currencies");
    if (!given) return;
    if (!given->is_array() || given->get_array().size() > 20)
        return fields.refuse("currencies", "list_expected", "This must be a list of at most 20 currencies.");
    settings.currencies.clear();
    for (auto const& item : given->get_array()) {
        auto const place = "currencies/" + std::to_string(settings.currencies.size());
        if (!item.is_object()) return fields.refuse(place, "object_expected", "This must be an object.");
        Fields inner(item.get_object());
        content::Suggestion one{inner.text("currency", 3).value_or(""), {}, {}, {}};
        if (!payments::is_currency(one.currency))
            return fields.refuse(place + "/currency", "unknown_currency", "This must be a currency such as EUR.");
        if (std::ranges::find(settings.currencies, one.currency, &content::Suggestion::currency) !=
            settings.currencies.end())
            return fields.refuse(place + "/currency", "currency_twice", "This currency stands there twice.");
        one.once = read_amounts(inner, "once", one.currency);
        one.month = read_amounts(inner, "month", one.currency);
        one.year = read_amounts(inner, "year", one.currency);
        if (auto problem = inner.problem()) {
            problem->field = place + "/" + problem->field;
            return fields.refuse(std::move(*problem));
        }
        settings.currencies.push_back(std::move(one));
    }
}

void read_settings(Fields& fields, content::SupportSettings& settings) {
    if (auto const open = fields.boolean("open")) settings.open = *open;
    if (auto const text = fields.text("headline", 120)) settings.headline = *text;
    if (auto const text = fields.text("text", 4000, Fields::Lines::many)) settings.text = *text;
    if (auto const text = fields.text("bank", 2000, Fields::Lines::many)) settings.bank = *text;
    if (auto const number = fields.number("metered", 0, 50)) settings.metered = static_cast<int>(*number);
    if (auto brands = fields.texts("brands", 12, 30)) {
        static std::set<std::string> const known{"visa",     "mastercard", "amex",      "discover",   "diners", "jcb",
                                                 "unionpay", "maestro",    "apple_pay", "google_pay", "sepa",   "link"};
        for (auto const& brand : *brands)
            if (!known.contains(brand)) fields.refuse("brands", "unknown_brand", "There is no such brand: " + brand);
        settings.brands = std::move(*brands);
    }
    read_currencies(fields, settings);
    if (settings.open && settings.currencies.empty())
        fields.refuse("currencies", "currencies_missing", "Please name at least one currency before this opens.");
}

}  // namespace

std::optional<std::int64_t> read_minor(Fields& fields, std::string_view name, std::int64_t least) {
    auto const number = fields.number(name, static_cast<double>(least), static_cast<double>(payments::most_payable));
    if (!number) return std::nullopt;
    auto const minor = static_cast<std::int64_t>(*number);
    if (static_cast<double>(minor) != *number)
        fields.refuse(name, "whole_expected", "This must be a whole number of the smallest unit.");
    return minor;
}

bool is_day(std::string_view text) {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && parse_iso_time(std::string(text) + "T00:00:00Z");
}

void read_time(Fields& fields, char const* name, std::optional<Time>& into) {
    if (!fields.has(name)) return;
    auto const* const given = fields.value(name);
    if (given->is_null()) {
        into.reset();
        return;
    }
    into = given->is_string() ? parse_iso_time(std::string(given->get_string())) : std::nullopt;
    if (!into) fields.refuse(name, "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
}

json::value time_or_null(std::optional<Time> time) {
    return time && *time != Time{} ? json::value(iso_time(*time)) : json::value(nullptr);
}

http::Response show_settings(DeskCall const& call, Members& parts) { return json_answer(200, answer(call, parts)); }

http::Response change_settings(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const transaction = call.app.database.begin();
    auto settings = store::support_settings(*transaction);
    read_settings(fields, settings);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_setting(*transaction, "support", json::serialize(content::to_json(settings)));
    transaction->append({"settings.changed", "support", {"support"}});
    store::append_audit(*transaction,
                        {call.staff.id, "settings.changed", "settings:support", settings.headline, *body});
    call.app.database.commit(*transaction);
    return json_answer(200, answer(call, parts));
}

}  // namespace broadsheet::membership
