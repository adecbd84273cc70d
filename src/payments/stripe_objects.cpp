#include "payments/stripe_objects.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cmath>

namespace broadsheet::payments {
namespace {

namespace json = boost::json;

Time seconds_in(json::object const& object, std::string_view name) { return from_ms(number_in(object, name) * 1000); }

json::object const* first_item(json::object const& subscription) {
    auto const* const items = object_in(subscription, {"items"});
    auto const* const data = items ? items->if_contains("data") : nullptr;
    if (!data || !data->is_array() || data->get_array().empty() || !data->get_array().front().is_object())
        return nullptr;
    return &data->get_array().front().get_object();
}

SubscriptionStatus status_of(json::object const& object) {
    auto const status = text_in(object, "status");
    if (status == "canceled" || status == "incomplete_expired" || status == "unpaid") return SubscriptionStatus::ended;
    if (object_in(object, {"pause_collection"}) || status == "paused") return SubscriptionStatus::paused;
    if (status == "trialing") return SubscriptionStatus::trial;
    if (status == "active") return SubscriptionStatus::active;
    return status == "past_due" ? SubscriptionStatus::past_due : SubscriptionStatus::waiting;
}

// By what accountants call it: types are many and new ones come.
MovementKind kind_of(json::object const& transaction) {
    auto const category = text_in(transaction, "reporting_category");
    if (category == "charge") return MovementKind::charge;
    if (category == "refund" || category == "charge_failure") return MovementKind::refund;
    if (category == "refund_failure") return MovementKind::refund_failure;
    if (category == "dispute") return MovementKind::dispute;
    if (category == "dispute_reversal") return MovementKind::dispute_reversal;
    if (category == "fee" || category == "network_cost") return MovementKind::fee;
    if (category == "payout") return MovementKind::payout;
    if (category == "payout_reversal") return MovementKind::payout_failure;
    return MovementKind::other;
}

// What the payer saw: the amount of the thing itself, with the movement's sign.
Money presented_of(json::object const& transaction, Money const& gross) {
    auto const* const source = object_in(transaction, {"source"});
    if (!source || !source->contains("amount") || !source->contains("currency")) return gross;
    Money out{std::abs(number_in(*source, "amount")), upper(text_in(*source, "currency"))};
    if (out.currency == gross.currency) return gross;
    if (gross.minor < 0) out.minor = -out.minor;
    return out;
}

}  // namespace

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    return text;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
}

std::string text_in(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string id_in(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    return value && value->is_object() ? text_in(value->get_object(), "id") : text_in(object, name);
}

std::int64_t number_in(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    if (!value || !value->is_number()) return 0;
    return value->is_double() ? std::llround(value->get_double()) : value->to_number<std::int64_t>();
}

json::object const* object_in(json::object const& object, std::initializer_list<std::string_view> names) {
    auto const* at = &object;
    for (auto const name : names) {
        auto const* const value = at->if_contains(name);
        if (!value || !value->is_object()) return nullptr;
        at = &value->get_object();
    }
    return at;
}

CheckoutState read_checkout(json::object const& session) {
    CheckoutState out;
    out.id = text_in(session, "id");
    if (out.id.empty()) throw Unreachable("the processor's checkout has no id");
    out.reference = text_in(session, "client_reference_id");
    out.finished = text_in(session, "status") == "complete";
    out.paid = out.finished && text_in(session, "payment_status") != "unpaid";
    auto const* const intent = object_in(session, {"payment_intent"});
    auto const state = intent ? text_in(*intent, "status") : std::string();
    out.failed = out.finished && !out.paid && (state == "requires_payment_method" || state == "canceled");
    if (auto const* const who = object_in(session, {"customer_details"})) {
        out.email = text_in(*who, "email");
        out.name = text_in(*who, "name");
    }
    if (out.email.empty()) out.email = text_in(session, "customer_email");
    out.payer = id_in(session, "customer");
    out.subscription = id_in(session, "subscription");
    return out;
}

Subscription read_subscription(json::object const& object) {
    Subscription out;
    out.id = text_in(object, "id");
    auto const* const item = first_item(object);
    auto const* const price = item ? object_in(*item, {"price"}) : nullptr;
    if (out.id.empty() || !price) throw Unreachable("the processor's subscription has no price");
    if (auto const* const metadata = object_in(object, {"metadata"})) out.reference = text_in(*metadata, "pledge");
    out.payer = id_in(object, "customer");
    out.status = status_of(object);
    out.amount = {number_in(*price, "unit_amount"), upper(text_in(*price, "currency"))};
    auto const* const recurring = object_in(*price, {"recurring"});
    out.cadence = recurring && text_in(*recurring, "interval") == "year" ? Cadence::year : Cadence::month;
    out.started_at = seconds_in(object, "start_date");
    auto const ended = number_in(object, "ended_at");
    out.paid_until = ended ? from_ms(ended * 1000) : seconds_in(*item, "current_period_end");
    auto const* const ends = object.if_contains("cancel_at_period_end");
    out.ends = (ends && ends->is_bool() && ends->get_bool()) || number_in(object, "cancel_at") != 0;
    return out;
}

Time period_end_of(json::object const& invoice) {
    Time out{};
    auto const* const lines = object_in(invoice, {"lines"});
    auto const* const data = lines ? lines->if_contains("data") : nullptr;
    if (!data || !data->is_array()) return out;
    for (auto const& line : data->get_array())
        if (auto const* const period = line.is_object() ? object_in(line.get_object(), {"period"}) : nullptr)
            out = std::max(out, seconds_in(*period, "end"));
    return out;
}

Movement read_balance_transaction(json::object const& transaction) {
    Movement out;
    out.id = text_in(transaction, "id");
    if (out.id.empty()) throw Unreachable("the processor's balance transaction has no id");
    out.kind = kind_of(transaction);
    out.at = seconds_in(transaction, "created");
    out.gross = {number_in(transaction, "amount"), upper(text_in(transaction, "currency"))};
    out.fee = number_in(transaction, "fee");
    out.presented = presented_of(transaction, out.gross);
    out.note = text_in(transaction, "description");
    if (auto const* const source = object_in(transaction, {"source"}))
        out.charge = out.kind == MovementKind::charge ? text_in(*source, "id") : id_in(*source, "charge");
    return out;
}

}  // namespace broadsheet::payments
