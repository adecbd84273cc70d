#include "membership/practice.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/id.h"
#include "base/months.h"
#include "content/support.h"
#include "store/practice.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;
using namespace payments;

std::string new_id(char const* kind) { return std::string("practice_") + kind + "_" + id_text(new_id_bits()); }

std::string text_at(json::object const& object, char const* name) { return std::string(object.at(name).as_string()); }
Money money_at(json::object const& object) { return {object.at("minor").as_int64(), text_at(object, "currency")}; }
Cadence cadence_at(json::object const& object) {
    return payments::cadence(text_at(object, "cadence")).value_or(Cadence::once);
}

std::optional<json::object> find(store::Reader& reader, std::string const& id, std::string_view kind) {
    auto const object = store::find_practice(reader, id);
    if (!object || object->kind != kind) return std::nullopt;
    return json::parse(object->body).as_object();
}

void save(store::Transaction& transaction, std::string const& id, char const* kind, std::string const& parent, Time at,
          json::object const& body) {
    store::save_practice(transaction, {id, kind, parent, at, json::serialize(body)});
}

std::unexpected<Problem> missing() {
    return refuse(ProblemKind::not_found, "processor_missing", "The card processor does not know this.");
}

std::string add_movement(store::Transaction& transaction, char const* kind, Money const& gross, std::int64_t fee,
                         std::string charge, std::string const& reference, bool recurring) {
    auto const id = new_id(kind);
    if (charge.empty()) charge = id;
    save(transaction, id, "movement", charge, transaction.now(),
         {{"kind", kind},
          {"minor", gross.minor},
          {"currency", gross.currency},
          {"fee", fee},
          {"reference", reference},
          {"recurring", recurring}});
    return id;
}

std::string add_charge(store::Transaction& transaction, Money const& amount, std::string const& reference,
                       bool recurring) {
    return add_movement(transaction, "charge", amount, std::min(amount.minor, amount.minor * 29 / 1000 + 30), {},
                        reference, recurring);
}

Movement read_movement(store::PracticeObject const& object) {
    auto const body = json::parse(object.body).as_object();
    Movement out;
    out.id = object.id;
    out.kind = text_at(body, "kind") == "refund" ? MovementKind::refund : MovementKind::charge;
    out.at = object.at;
    out.gross = out.presented = money_at(body);
    out.fee = body.at("fee").as_int64();
    out.reference = text_at(body, "reference");
    out.charge = object.parent;
    out.recurring = body.at("recurring").as_bool();
    out.note = "Practice";
    return out;
}

Subscription read_subscription(std::string const& id, json::object const& body) {
    Subscription out;
    out.id = id;
    out.reference = text_at(body, "reference");
    out.payer = text_at(body, "payer");
    out.status = content::subscription_status(text_at(body, "status")).value_or(SubscriptionStatus::ended);
    out.amount = money_at(body);
    out.cadence = cadence_at(body);
    out.started_at = from_ms(body.at("started_at").as_int64());
    out.paid_until = from_ms(body.at("paid_until").as_int64());
    out.ends = body.at("ends").as_bool();
    return out;
}

Time next_period(Time from, Cadence cadence) { return after_months(from, cadence == Cadence::year ? 12 : 1); }

// What an offer leaves of a subscription's amount at this time.
Money charged_at(json::object const& subscription, Money amount, Time time) {
    auto const percent = subscription.at("percent_off").as_int64();
    auto const months = static_cast<int>(subscription.at("off_months").as_int64());
    bool const still = months == 0 || time < after_months(from_ms(subscription.at("started_at").as_int64()), months);
    if (percent > 0 && still) amount.minor = (amount.minor * (100 - percent) + 50) / 100;
    return amount;
}

}  // namespace

Result<Checkout> Practice::open_checkout(Order const& order, std::string const& key) {
    auto const id = "practice_checkout_" + key;
    auto const transaction = database_.begin();
    if (!store::find_practice(*transaction, id))
        save(*transaction, id, "checkout", "", transaction->now(),
             {{"reference", order.reference},
              {"cadence", name_of(order.cadence)},
              {"minor", order.amount.minor},
              {"currency", order.amount.currency},
              {"what", order.what},
              {"email", order.email},
              {"name", ""},
              {"payer", order.payer},
              {"success_url", order.success_url},
              {"cancel_url", order.cancel_url},
              {"trial_days", order.trial_days},
              {"percent_off", order.percent_off},
              {"off_months", order.off_months},
              {"subscription", ""},
              {"paid", false}});
    transaction->commit();
    return Checkout{id, site_url_ + "/support/practice/?checkout=" + id};
}

Result<CheckoutState> Practice::find_checkout(std::string const& id) {
    auto const body = find(*database_.snapshot(), id, "checkout");
    if (!body) return missing();
    CheckoutState out;
    out.id = id;
    out.reference = text_at(*body, "reference");
    out.finished = out.paid = body->at("paid").as_bool();
    out.email = text_at(*body, "email");
    out.name = text_at(*body, "name");
    out.payer = text_at(*body, "payer");
    out.subscription = text_at(*body, "subscription");
    return out;
}

Result<Subscription> Practice::find_subscription(std::string const& id) {
    auto const body = find(*database_.snapshot(), id, "subscription");
    if (!body) return missing();
    return read_subscription(id, *body);
}

Result<Subscription> Practice::change(std::string const& id, Change const& change, std::string const&) {
    auto const transaction = database_.begin();
    auto body = find(*transaction, id, "subscription");
    if (!body) return missing();
    switch (change.kind) {
        case Change::Kind::amount:
            (*body)["minor"] = change.amount.minor;
            break;
        case Change::Kind::end_at_period:
            (*body)["ends"] = true;
            break;
        case Change::Kind::go_on:
            (*body)["ends"] = false;
            break;
        case Change::Kind::pause:
            (*body)["status"] = "paused";
            break;
        case Change::Kind::resume:
            (*body)["status"] = "active";
            break;
        case Change::Kind::end_now:
            (*body)["status"] = "ended";
            (*body)["paid_until"] = to_ms(transaction->now());
            break;
    }
    save(*transaction, id, "subscription", "", transaction->now(), *body);
    transaction->commit();
    return read_subscription(id, *body);
}

Result<std::string> Practice::card_page(std::string const&, std::string const& return_url, std::string const&) {
    return return_url;
}

Result<void> Practice::refund(std::string const& charge, Money const& amount, std::string const& key) {
    auto const transaction = database_.begin();
    auto const paid = find(*transaction, charge, "movement");
    if (!paid) return missing();
    auto left = paid->at("minor").as_int64();
    for (auto const& one : store::practice_children(*transaction, charge)) {
        auto const body = json::parse(one.body).as_object();
        if (body.contains("key") && text_at(body, "key") == key) return {};
        if (one.id != charge) left += body.at("minor").as_int64();
    }
    if (amount.minor > left)
        return refuse(ProblemKind::conflict, "already_refunded", "This payment has been given back already.");
    save(*transaction, new_id("refund"), "movement", charge, transaction->now(),
         {{"kind", "refund"},
          {"key", key},
          {"minor", -amount.minor},
          {"currency", amount.currency},
          {"fee", 0},
          {"reference", text_at(*paid, "reference")},
          {"recurring", paid->at("recurring").as_bool()}});
    transaction->commit();
    return {};
}

std::vector<Movement> Practice::movements_of(std::string const& object) {
    std::vector<Movement> out;
    for (auto const& one : store::practice_children(*database_.snapshot(), object)) out.push_back(read_movement(one));
    return out;
}

Movements Practice::movements_since(Time since, std::string const& after) {
    if (after.empty()) renew_due();
    Movements out;
    if (!after.empty()) return out;
    for (auto const& one : store::list_practice(*database_.snapshot(), "movement", since))
        out.movements.push_back(read_movement(one));
    return out;
}

std::vector<Money> Practice::balance() {
    std::vector<Money> out;
    for (auto const& one : store::list_practice(*database_.snapshot(), "movement", Time{})) {
        auto const movement = read_movement(one);
        auto const same = std::ranges::find(out, movement.gross.currency, &Money::currency);
        auto const net = movement.gross.minor - movement.fee;
        if (same == out.end())
            out.push_back({net, movement.gross.currency});
        else
            same->minor += net;
    }
    return out;
}

void Practice::renew_due() {
    auto const transaction = database_.begin();
    auto const now = transaction->now();
    for (auto const& one : store::list_practice(*transaction, "subscription", Time{})) {
        auto body = json::parse(one.body).as_object();
        auto found = read_subscription(one.id, body);
        if (found.status == SubscriptionStatus::ended || found.paid_until > now) continue;
        while (found.paid_until <= now) {
            if (found.ends) {
                body["status"] = "ended";
                break;
            }
            if (found.status != SubscriptionStatus::paused) {
                add_charge(*transaction, charged_at(body, found.amount, found.paid_until), found.reference, true);
                body["status"] = "active";
            }
            found.paid_until = next_period(found.paid_until, found.cadence);
            body["paid_until"] = to_ms(found.paid_until);
        }
        save(*transaction, one.id, "subscription", "", now, body);
    }
    transaction->commit();
}

std::optional<Practice::Page> Practice::page(std::string const& checkout) const {
    auto const body = find(*database_.snapshot(), checkout, "checkout");
    if (!body || body->at("paid").as_bool()) return std::nullopt;
    return Page{text_at(*body, "what"),
                money_at(*body),
                cadence_at(*body),
                text_at(*body, "email"),
                text_at(*body, "success_url"),
                text_at(*body, "cancel_url")};
}

std::string Practice::pay(std::string const& checkout, std::string const& email, std::string const& name) {
    auto const transaction = database_.begin();
    transaction->hold("practice " + checkout);
    auto body = find(*transaction, checkout, "checkout");
    if (!body || body->at("paid").as_bool()) return {};
    auto const now = transaction->now();
    auto amount = money_at(*body);
    auto const reference = text_at(*body, "reference");
    auto const trial = body->at("trial_days").as_int64();
    bool const recurring = cadence_at(*body) != Cadence::once;
    (*body)["paid"] = true;
    (*body)["email"] = email;
    (*body)["name"] = name;
    if (text_at(*body, "payer").empty()) (*body)["payer"] = new_id("payer");
    if (recurring) {
        auto const id = new_id("subscription");
        (*body)["subscription"] = id;
        auto const until = trial > 0 ? now + Millis(trial * 24LL * 3'600'000) : next_period(now, cadence_at(*body));
        json::object const subscription{{"reference", reference},
                                        {"payer", text_at(*body, "payer")},
                                        {"status", trial > 0 ? "trial" : "active"},
                                        {"minor", amount.minor},
                                        {"currency", amount.currency},
                                        {"cadence", name_of(cadence_at(*body))},
                                        {"started_at", to_ms(now)},
                                        {"paid_until", to_ms(until)},
                                        {"percent_off", body->at("percent_off")},
                                        {"off_months", body->at("off_months")},
                                        {"ends", false}};
        save(*transaction, id, "subscription", "", now, subscription);
        amount = charged_at(subscription, amount, now);
    }
    auto charge = recurring && trial > 0 ? std::string() : add_charge(*transaction, amount, reference, recurring);
    save(*transaction, checkout, "checkout", "", now, *body);
    transaction->commit();
    return charge;
}

}  // namespace broadsheet::membership
