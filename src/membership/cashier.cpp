#include "membership/cashier.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <utility>

#include "base/log.h"
#include "store/changes.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;

constexpr int batch = 50;
constexpr char const* practice = "practice";
constexpr int most_failures = 3;  // behind each other: the processor is away
constexpr Millis minute{60'000}, hour{3'600'000}, day{24LL * 3'600'000};
constexpr Millis compare_every = hour;
constexpr Millis compare_behind = 7 * day;   // nothing the processor books comes later than that
constexpr Millis checkout_time = 25 * hour;  // its pages close after a day
constexpr int most_looks = 8;
constexpr Millis look_pause{250};

Millis pause_after(int attempts) { return std::min(hour, Millis(1000LL << std::min(attempts, 12))); }

}  // namespace

void Cashier::start() {
    looked_ = database_.clock().now() - day;
    if (processor_.name() != practice) end_practice();
    thread_ = std::thread([this] { run(); });
}

void Cashier::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    processor_.give_up();
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Cashier::wake() {
    {
        std::lock_guard const lock(mutex_);
        received_ = true;
    }
    woken_.notify_all();
}

void Cashier::run() {
    for (;;) {
        {
            std::lock_guard const lock(mutex_);
            if (stopping_) return;
            received_ = false;
        }
        try {
            if (settle_some()) continue;
            housekeeping();
        } catch (std::exception const& error) {
            log_error("cashier error=\"{}\"", error.what());
        }
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_ || received_; });
    }
}

// Several events in one transaction; where one of them cannot be settled, each in its own.
bool Cashier::settle_some() {
    auto const events = store::due_events(*database_.snapshot(), database_.clock().now(), batch);
    if (events.empty()) return false;
    std::map<std::pair<std::string, std::string>, Findings> found;
    try {
        for (auto const& event : events)
            if (auto const key = std::pair(event.kind, event.object); !found.contains(key))
                found.emplace(key, settling_.ask_about(event));
        auto const transaction = database_.begin();
        for (auto const& [key, findings] : found) settling_.apply(*transaction, findings);
        for (auto const& event : events) store::settle_event(*transaction, event.id);
        database_.commit(*transaction);
    } catch (std::exception const&) {
        std::string away;  // why the processor gave no answer: then the rest is not asked after either
        for (auto const& event : events)
            if (!is_stopping()) settle_alone(event, away);
    }
    return true;
}

bool Cashier::is_stopping() {
    std::lock_guard const lock(mutex_);
    return stopping_;
}

void Cashier::settle_alone(store::PaymentEvent const& event, std::string& away) {
    auto failure = away;
    if (away.empty()) {
        try {
            auto const findings = settling_.ask_about(event);
            auto const transaction = database_.begin();
            if (store::settle_event(*transaction, event.id)) settling_.apply(*transaction, findings);
            database_.commit(*transaction);
            return;
        } catch (payments::Unreachable const& error) {
            failure = away = error.what();
        } catch (std::exception const& error) {
            failure = error.what();
        }
    }
    if (!is_stopping()) put_off(event, failure);
}

void Cashier::put_off(store::PaymentEvent const& event, std::string const& failure) {
    log_warning("payment_event_postponed id={} type={} attempt={} error=\"{}\"", event.id, event.type,
                event.attempts + 1, failure);
    auto const transaction = database_.begin();
    store::postpone_event(*transaction, event.id, transaction->now() + pause_after(event.attempts), failure);
    transaction->commit();
}

void Cashier::housekeeping() {
    auto const now = database_.clock().now();
    if (now >= next_look_) {
        next_look_ = now + minute;
        look_after_memberships();
    }
    if (now < next_compare_) return;
    next_compare_ = now + compare_every;
    look_after_pledges();
    try {
        compare(now - compare_behind);
    } catch (payments::Unreachable const& error) {
        next_compare_ = now + 5 * minute;
        log_warning("cashier_compare error=\"{}\"", error.what());
    }
}

// Those whose time has run out by itself: pages and segments learn of it.
void Cashier::look_after_memberships() {
    auto const now = database_.clock().now();
    auto const closed = store::memberships_closed_between(*database_.snapshot(), looked_, now);
    if (!closed.empty()) {
        auto const transaction = database_.begin();
        for (auto const& membership : closed) note_membership(*transaction, membership.reader);
        database_.commit(*transaction);
    }
    looked_ = now;
}

void Cashier::look_after_pledges() {
    auto const now = database_.clock().now();
    int failures = 0;
    auto const try_one = [&](auto const& work) {
        if (failures >= most_failures || is_stopping()) return;
        try {
            work();
            failures = 0;
        } catch (payments::Unreachable const& error) {
            ++failures;
            log_warning("cashier_look error=\"{}\"", error.what());
        }
    };
    for (auto const& pledge : store::open_pledges(*database_.snapshot(), now - 10 * minute, 500))
        if (pledge.processor == processor_.name()) try_one([&] { look_after_pledge(pledge); });
    for (auto const& membership : store::memberships_to_ask(*database_.snapshot(), processor_.name(), now - day, 200))
        try_one([&] { settling_.settle(settling_.ask_about_subscription(membership.subscription)); });
}

void Cashier::look_after_pledge(content::Pledge const& pledge) {
    auto const findings = settling_.ask_about_pledge(pledge);
    bool const over = pledge.created_at < database_.clock().now() - checkout_time &&
                      pledge.state == content::PledgeState::open && !(findings.checkout && findings.checkout->finished);
    auto const transaction = database_.begin();
    if (over) {
        auto ended = pledge;
        ended.state = content::PledgeState::ended;
        store::update_pledge(*transaction, ended);
    } else {
        settling_.apply(*transaction, findings);
    }
    database_.commit(*transaction);
}

// Moves `since` on to the newest movement there is, by the processor's own clock.
int Cashier::book_missing(Time& since) {
    int booked = 0;
    std::string after;
    auto newest = since;
    for (bool more = true; more;) {
        auto const page = processor_.movements_since(since, after);
        if (page.movements.empty()) break;
        auto const transaction = database_.begin();
        for (auto const& movement : page.movements) {
            booked += settling_.book(*transaction, movement) ? 1 : 0;
            newest = std::max(newest, movement.at);
        }
        database_.commit(*transaction);
        after = page.movements.back().id;
        more = page.more;
    }
    since = newest;
    return booked;
}

// What was tried out opens nothing any more once readers pay with real money.
void Cashier::end_practice() {
    auto const transaction = database_.begin();
    for (auto membership : store::memberships_by(*transaction, practice)) {
        membership.status = payments::SubscriptionStatus::ended;
        membership.paid_until = std::min(membership.paid_until, transaction->now());
        store::save_membership(*transaction, membership);
        note_membership(*transaction, membership.reader);
    }
    database_.commit(*transaction);
}

std::map<std::string, std::int64_t> Cashier::booked_as_held() {
    std::map<std::string, std::int64_t> booked;
    auto const account = content::accounts::processor(processor_.name());
    auto const reader = database_.snapshot();
    for (auto const& sum :
         store::sum_ledger(*reader, store::Books::with_practice, store::LedgerGroup::whole, "0000", "9999"))
        if (sum.account == account) booked[sum.currency] += sum.amount;
    return booked;
}

// What the processor holds for us is what the books say it holds. The balance is asked between two bookings of what is
// missing, since payments do not wait: it agrees with the books before or with the books after.
Cashier::Look Cashier::look(Time since) {
    Look out;
    out.booked = book_missing(since);
    auto const before = booked_as_held();
    std::map<std::string, std::int64_t> held;
    for (auto const& money : processor_.balance()) held[money.currency] += money.minor;
    out.booked += book_missing(since);
    auto const after = booked_as_held();
    out.moved = before != after;
    auto const amount_in = [](auto const& sums, std::string const& currency) {
        auto const found = sums.find(currency);
        return found == sums.end() ? 0 : found->second;
    };
    std::set<std::string> currencies;
    for (auto const* sums : {&std::as_const(held), &after})
        for (auto const& [currency, amount] : *sums) currencies.insert(currency);
    for (auto const& currency : currencies) {
        auto const theirs = amount_in(held, currency), ours = amount_in(after, currency);
        if (theirs != ours && theirs != amount_in(before, currency))
            out.problems.push_back(fmt::format("The processor holds {} {}, the books say {}.",
                                               payments::plain_amount({theirs, currency}), currency,
                                               payments::plain_amount({ours, currency})));
    }
    if (auto wrong = store::check_ledger(*database_.snapshot()); !wrong.empty())
        out.problems.push_back("The books are wrong: " + wrong + ".");
    return out;
}

// Where several payments came between two questions, it looks once more: what is really wrong is wrong every time.
Cashier::Look Cashier::look_until_calm(Time since) {
    auto out = look(since);
    for (int more = most_looks; more > 1 && out.moved && !out.problems.empty() && !rest(look_pause); --more) {
        auto again = look(since);
        again.booked += out.booked;
        out = std::move(again);
    }
    return out;
}

bool Cashier::rest(Millis time) {
    std::unique_lock lock(mutex_);
    return woken_.wait_for(lock, time, [&] { return stopping_; });
}

void Cashier::compare(Time since) {
    std::lock_guard const one_at_a_time(comparing_);
    bool const first = !last_compared(*database_.snapshot()).at;
    auto found = look_until_calm(first ? Time{} : since);
    if (!found.problems.empty() && !first && since != Time{}) {
        // Older than the window, then: all of it, once.
        auto const booked = found.booked;
        found = look_until_calm(Time{});
        found.booked += booked;
    }
    if (found.booked > 0) log_info("cashier_booked_missing count={}", found.booked);
    for (auto const& problem : found.problems) log_error("ledger_disagrees problem=\"{}\"", problem);
    auto const transaction = database_.begin();
    json::array list(found.problems.begin(), found.problems.end());
    store::save_setting(
        *transaction, "support.compared",
        json::serialize(json::object{{"at", to_ms(transaction->now())}, {"problems", std::move(list)}}));
    store::forget_events_before(*transaction, transaction->now() - 90 * day);
    transaction->commit();
}

Compared last_compared(store::Reader& reader) {
    Compared out;
    auto const text = store::find_setting(reader, "support.compared");
    if (!text) return out;
    auto const value = json::parse(*text).as_object();
    out.at = from_ms(value.at("at").as_int64());
    for (auto const& problem : value.at("problems").as_array()) out.problems.emplace_back(problem.as_string());
    return out;
}

}  // namespace broadsheet::membership
