#include "payments/stripe.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "base/url.h"
#include "payments/stripe_objects.h"

namespace broadsheet::payments {
namespace {

namespace json = boost::json;

constexpr std::size_t most_owners = 20'000;

std::string encode(std::string_view text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    std::string out;
    for (char const c : text)
        if (plain.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

std::string form(std::vector<std::pair<std::string, std::string>> const& fields) {
    std::string out;
    for (auto const& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += encode(name) + "=" + encode(value);
    }
    return out;
}

// An answer that says no. Those that only say "not now" are thrown; the processor's own words are for the log.
std::unexpected<Problem> refusal(json::object const& answer, int status) {
    auto const* const error = object_in(answer, {"error"});
    auto const code = error ? text_in(*error, "code") : std::string();
    if (code == "amount_too_small")
        return refuse(ProblemKind::invalid, "amount_small", "That is less than can be paid by card.", "amount");
    if (code == "amount_too_large")
        return refuse(ProblemKind::invalid, "amount_large", "That is more than can be paid by card at once.", "amount");
    if (code == "charge_already_refunded")
        return refuse(ProblemKind::conflict, "already_refunded", "This payment has been given back already.");
    if (status == 404 || code == "resource_missing")
        return refuse(ProblemKind::not_found, "processor_missing", "The card processor does not know this.");
    auto const words = error ? text_in(*error, "message") : std::string();
    return refuse(ProblemKind::invalid, "processor_refused", "The card processor refused this: " + words);
}

constexpr Millis answer_time{10'000};
constexpr int most_waiting = 4;

// Whoever waits for the processor holds a worker: some may, the others are told at once that it is busy.
class Turn {
  public:
    explicit Turn(std::atomic<int>& waiting) : waiting_(waiting) {
        if (++waiting_ <= most_waiting) return;
        --waiting_;
        throw Unreachable("too many wait for the card processor already");
    }
    ~Turn() { --waiting_; }
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;

  private:
    std::atomic<int>& waiting_;
};

void add_price(std::vector<std::pair<std::string, std::string>>& fields, std::string const& place, Money const& amount,
               Cadence cadence) {
    fields.emplace_back(place + "[currency]", lower(amount.currency));
    fields.emplace_back(place + "[unit_amount]", std::to_string(amount.minor));
    if (cadence != Cadence::once) fields.emplace_back(place + "[recurring][interval]", name_of(cadence));
}

// The languages of its pages; others get the browser's.
std::string locale_of(std::string_view language) {
    constexpr std::array known = {"bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fil", "fr", "hr",
                                  "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb",  "nl", "pl",
                                  "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh"};
    auto const base = language.substr(0, language.find('-'));
    return std::ranges::find(known, base) != known.end() ? std::string(base) : "auto";
}

}  // namespace

std::string_view name_of(Cadence cadence) {
    return cadence == Cadence::once ? "once" : cadence == Cadence::month ? "month" : "year";
}

std::optional<Cadence> cadence(std::string_view name) {
    if (name == "once") return Cadence::once;
    if (name == "month") return Cadence::month;
    if (name == "year") return Cadence::year;
    return std::nullopt;
}

Stripe::Stripe(StripeSettings const& settings)
    : authorization_("Bearer " + settings.secret_key),
      own_api_(!settings.api.empty()),
      client_(own_api_ ? settings.api : "https://api.stripe.com") {}

std::vector<std::string> Stripe::origins() const {
    if (own_api_) return {client_.origin()};
    return {"https://checkout.stripe.com", "https://billing.stripe.com"};
}

bool Stripe::is_ours(std::string const& url) const {
    return std::ranges::any_of(origins(), [&](auto const& origin) { return url.starts_with(origin + "/"); });
}

Result<json::object> Stripe::ask(http::Method method, std::string path, Fields const& fields, std::string const& key) {
    Turn const turn(waiting_);
    http::ServiceRequest request;
    request.time = answer_time;
    request.method = method;
    request.headers = {{"Authorization", authorization_}, {"Stripe-Version", version}};
    if (method == http::Method::post) {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = form(fields);
    } else if (!fields.empty()) {
        path += "?" + form(fields);
    }
    if (!key.empty()) request.headers.emplace_back("Idempotency-Key", key);
    request.path = std::move(path);
    auto const answer = client_.ask(request);
    if (answer.status == 0) throw Unreachable("the card processor could not be reached: " + answer.failure);
    boost::system::error_code error;
    auto const value = json::parse(answer.body, error);
    if (answer.status == 500) throw Failed(fmt::format("the card processor answered {}", answer.status));
    // 502 to 504: it was not asked, or is not done. 409: the same key is at work. 401 and 403: our key is wrong, which
    // no reader can mend.
    bool const not_now = answer.status > 500 || answer.status == 429 || answer.status == 409 || answer.status == 401 ||
                         answer.status == 403;
    if (error || !value.is_object() || not_now)
        throw Unreachable(fmt::format("the card processor answered {}", answer.status));
    if (answer.status >= 400) return refusal(value.get_object(), answer.status);
    return value.get_object();
}

json::object Stripe::need(std::string path, Fields const& fields) {
    auto answer = ask(http::Method::get, std::move(path), fields);
    if (!answer) throw Unreachable(answer.error().message);
    return std::move(*answer);
}

Result<std::string> Stripe::coupon(Order const& order) {
    auto const name = fmt::format("broadsheet-{}-{}", order.percent_off, order.off_months);
    Fields fields{{"id", name}, {"percent_off", std::to_string(order.percent_off)}};
    if (order.off_months == 0) {
        fields.emplace_back("duration", "forever");
    } else {
        fields.emplace_back("duration", "repeating");
        fields.emplace_back("duration_in_months", std::to_string(order.off_months));
    }
    if (ask(http::Method::get, "/v1/coupons/" + name, {})) return name;
    auto const made = ask(http::Method::post, "/v1/coupons", fields, "coupon-" + order.reference);
    // Somebody else may have made it meanwhile.
    if (!made && !ask(http::Method::get, "/v1/coupons/" + name, {})) return refuse(made.error());
    return name;
}

Result<Checkout> Stripe::open_checkout(Order const& order, std::string const& key) {
    bool const once = order.cadence == Cadence::once;
    Fields fields{
        {"mode", once ? "payment" : "subscription"},
        {"client_reference_id", order.reference},
        {"metadata[pledge]", order.reference},
        {once ? "payment_intent_data[metadata][pledge]" : "subscription_data[metadata][pledge]", order.reference},
        {"success_url", order.success_url},
        {"cancel_url", order.cancel_url},
        {"locale", locale_of(order.language)},
        {"line_items[0][quantity]", "1"},
        {"line_items[0][price_data][product_data][name]", order.what}};
    add_price(fields, "line_items[0][price_data]", order.amount, order.cadence);
    if (!order.payer.empty())
        fields.emplace_back("customer", order.payer);
    else if (!order.email.empty())
        fields.emplace_back("customer_email", order.email);
    if (once) fields.emplace_back("payment_intent_data[description]", order.what);
    if (order.trial_days > 0)
        fields.emplace_back("subscription_data[trial_period_days]", std::to_string(order.trial_days));
    if (!once && order.percent_off > 0) {
        auto const name = coupon(order);
        if (!name) return refuse(name.error());
        fields.emplace_back("discounts[0][coupon]", *name);
    }
    auto const session = ask(http::Method::post, "/v1/checkout/sessions", fields, key);
    if (!session) return refuse(session.error());
    Checkout out{text_in(*session, "id"), text_in(*session, "url")};
    if (out.id.empty() || !is_ours(out.url)) throw Unreachable("the card processor named a page that is not its own");
    return out;
}

Result<CheckoutState> Stripe::find_checkout(std::string const& id) {
    auto const session =
        ask(http::Method::get, "/v1/checkout/sessions/" + encode(id), {{"expand[]", "payment_intent"}});
    if (!session) return refuse(session.error());
    return read_checkout(*session);
}

Result<Subscription> Stripe::find_subscription(std::string const& id) {
    return with_paid_period(ask(http::Method::get, "/v1/subscriptions/" + encode(id), {}));
}

// What is paid for is said by the newest invoice that was paid: the subscription's own period goes on when a card fails
// or collecting is paused.
Result<Subscription> Stripe::with_paid_period(Result<json::object> const& object) {
    if (!object) return refuse(object.error());
    auto out = read_subscription(*object);
    if (out.status == SubscriptionStatus::ended || out.status == SubscriptionStatus::trial) return out;
    auto const list = need("/v1/invoices", {{"subscription", out.id}, {"status", "paid"}, {"limit", "1"}});
    out.paid_until = out.started_at;
    for (auto const& one : list.at("data").as_array())
        out.paid_until = std::max(out.paid_until, period_end_of(one.as_object()));
    return out;
}

// A price of its own is made for the new amount; it hangs on the product that the subscription began with.
Result<std::string> Stripe::product_of(std::string const& subscription, std::string& item) {
    auto const object = ask(http::Method::get, "/v1/subscriptions/" + encode(subscription), {});
    if (!object) return refuse(object.error());
    auto const* const items = object_in(*object, {"items"});
    auto const* const data = items ? items->if_contains("data") : nullptr;
    if (!data || !data->is_array() || data->get_array().empty()) throw Unreachable("a subscription without items");
    auto const& first = data->get_array().front().as_object();
    item = text_in(first, "id");
    auto const* const price = object_in(first, {"price"});
    return price ? id_in(*price, "product") : std::string();
}

Result<Subscription> Stripe::change(std::string const& subscription, Change const& change, std::string const& key) {
    auto const path = "/v1/subscriptions/" + encode(subscription);
    Fields fields;
    auto method = http::Method::post;
    switch (change.kind) {
        case Change::Kind::amount: {
            std::string item;
            auto const product = product_of(subscription, item);
            auto const known = product ? find_subscription(subscription) : refuse(product.error());
            if (!known) return refuse(known.error());
            fields = {
                {"items[0][id]", item}, {"items[0][price_data][product]", *product}, {"proration_behavior", "none"}};
            add_price(fields, "items[0][price_data]", change.amount, known->cadence);
            break;
        }
        case Change::Kind::end_at_period:
            fields = {{"cancel_at_period_end", "true"}};
            break;
        case Change::Kind::go_on:
            fields = {{"cancel_at_period_end", "false"}};
            break;
        case Change::Kind::pause:
            fields = {{"pause_collection[behavior]", "void"}};
            break;
        case Change::Kind::resume:
            fields = {{"pause_collection", ""}};
            break;
        case Change::Kind::end_now:
            method = http::Method::delete_;
            break;
    }
    return with_paid_period(ask(method, path, fields, key));
}

Result<std::string> Stripe::card_page(std::string const& payer, std::string const& return_url, std::string const& key) {
    auto const session =
        ask(http::Method::post, "/v1/billing_portal/sessions",
            {{"customer", payer}, {"return_url", return_url}, {"flow_data[type]", "payment_method_update"}}, key);
    if (!session) return refuse(session.error());
    auto const url = text_in(*session, "url");
    if (!is_ours(url)) throw Unreachable("the card processor named a page that is not its own");
    return url;
}

Result<void> Stripe::refund(std::string const& charge, Money const& amount, std::string const& key) {
    auto const made =
        ask(http::Method::post, "/v1/refunds", {{"charge", charge}, {"amount", std::to_string(amount.minor)}}, key);
    if (!made) return refuse(made.error());
    return {};
}

std::vector<Movement> Stripe::movements_of(std::string const& object) {
    auto const list = ask(http::Method::get, "/v1/balance_transactions",
                          {{"source", object}, {"limit", "100"}, {"expand[]", "data.source"}});
    std::vector<Movement> out;
    if (!list && list.error().kind == ProblemKind::not_found) return out;  // of another account
    if (!list) throw Unreachable(list.error().message);
    for (auto const& one : list->at("data").as_array()) out.push_back(read_movement(one.as_object()));
    return out;
}

Movements Stripe::movements_since(Time since, std::string const& after) {
    Fields fields{{"created[gte]", std::to_string(to_ms(since) / 1000)}, {"limit", "100"}, {"expand[]", "data.source"}};
    if (!after.empty()) fields.emplace_back("starting_after", after);
    auto const list = need("/v1/balance_transactions", fields);
    Movements out;
    for (auto const& one : list.at("data").as_array()) out.movements.push_back(read_movement(one.as_object()));
    out.more = list.at("has_more").as_bool();
    return out;
}

std::vector<Money> Stripe::balance() {
    auto const object = need("/v1/balance", {});
    std::vector<Money> out;
    for (auto const* const part : {"available", "pending"}) {
        auto const* const list = object.if_contains(part);
        if (!list || !list->is_array()) continue;
        for (auto const& one : list->get_array()) {
            Money const money{number_in(one.as_object(), "amount"), upper(text_in(one.as_object(), "currency"))};
            auto const same = std::ranges::find(out, money.currency, &Money::currency);
            if (same == out.end())
                out.push_back(money);
            else
                same->minor += money.minor;
        }
    }
    return out;
}

Movement Stripe::read_movement(json::object const& transaction) {
    auto out = read_balance_transaction(transaction);
    if (out.charge.empty()) return out;
    auto const* const source = out.kind == MovementKind::charge ? object_in(transaction, {"source"}) : nullptr;
    auto const owner = owner_of_charge(out.charge, source);
    out.reference = owner.reference;
    out.recurring = owner.recurring;
    return out;
}

Stripe::Owner Stripe::owner_of_charge(std::string const& charge, json::object const* known) {
    {
        std::lock_guard const lock(mutex_);
        if (auto const found = owners_.find(charge); found != owners_.end()) return found->second;
    }
    auto owner = look_up_owner(charge, known);
    if (owner.reference.empty()) return owner;  // may stand there a moment later
    std::lock_guard const lock(mutex_);
    if (owners_.size() >= most_owners) owners_.clear();
    return owners_[charge] = std::move(owner);
}

// What is paid once bears our reference itself; a subscription's payment leads to it over its invoice.
Stripe::Owner Stripe::look_up_owner(std::string const& charge, json::object const* known) {
    json::object fetched;
    if (!known) {
        fetched = need("/v1/charges/" + encode(charge), {});
        known = &fetched;
    }
    if (auto const* const metadata = object_in(*known, {"metadata"}))
        if (auto reference = text_in(*metadata, "pledge"); !reference.empty()) return {std::move(reference), false};
    auto const intent = id_in(*known, "payment_intent");
    if (intent.empty()) return {};
    auto const list =
        need("/v1/invoice_payments",
             {{"payment[type]", "payment_intent"}, {"payment[payment_intent]", intent}, {"expand[]", "data.invoice"}});
    for (auto const& one : list.at("data").as_array()) {
        auto const* const details = object_in(one.as_object(), {"invoice", "parent", "subscription_details"});
        auto const* const metadata = details ? object_in(*details, {"metadata"}) : nullptr;
        if (metadata) return {text_in(*metadata, "pledge"), true};
    }
    return {};
}

}  // namespace broadsheet::payments
