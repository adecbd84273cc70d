// Members and givers, for the desk.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "accounts/addresses.h"
#include "base/log.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "mail/address.h"
#include "membership/calls.h"
#include "membership/desk_handlers.h"
#include "membership/receipts.h"
#include "store/appeals.h"
#include "store/audit.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;
using content::Membership;
using content::MembershipKind;

constexpr int page_length = 100;

json::value tier_json(store::Reader& reader, std::optional<content::TierId> id) {
    auto const tier = id ? store::find_tier(reader, *id) : std::nullopt;
    return tier ? json::value(json::object{{"id", tier->id.text()}, {"name", tier->name}}) : json::value(nullptr);
}

json::object member_json(store::Reader& reader, store::MemberLine const& line) {
    auto const& one = line.membership;
    return {{"id", one.id.text()},
            {"reader", one.reader.text()},
            {"email", line.email},
            {"name", line.name},
            {"tier", tier_json(reader, one.tier)},
            {"kind", content::name_of(one.kind)},
            {"status", content::name_of(one.status)},
            {"cadence", payments::name_of(one.cadence)},
            {"amount", one.amount.minor},
            {"currency", one.amount.currency},
            {"ends", one.ends},
            {"started_at", iso_time(one.started_at)},
            {"paid_until", time_or_null(one.paid_until)},
            {"note", one.note}};
}

json::array charges_json(store::Reader& reader, content::PledgeId pledge) {
    struct Charge {
        Time at{};
        payments::Money paid;
        std::int64_t back = 0;
    };
    std::map<std::string, Charge> charges;
    for (auto const& entry : store::entries_of_pledge(reader, pledge)) {
        auto const amount = paid_in(entry);
        auto& charge = charges[entry.charge];
        if (entry.kind == "charge" || entry.kind == "transfer") {
            charge.at = entry.at;
            charge.paid = amount;
        } else {
            charge.back -= amount.minor;
        }
    }
    json::array out;
    for (auto const& [id, charge] : charges)
        if (charge.paid.minor > 0)
            out.push_back({{"charge", id},
                           {"at", iso_time(charge.at)},
                           {"amount", charge.paid.minor},
                           {"currency", charge.paid.currency},
                           {"refunded", charge.back},
                           {"refundable", std::max<std::int64_t>(0, charge.paid.minor - charge.back)}});
    return out;
}

json::object contribution_json(store::Reader& reader, content::Pledge const& pledge) {
    auto const appeal = pledge.appeal ? store::find_appeal(reader, *pledge.appeal) : std::nullopt;
    return {{"id", pledge.id.text()},
            {"at", iso_time(pledge.settled_at.value_or(pledge.created_at))},
            {"email", pledge.email},
            {"name", pledge.name},
            {"cadence", payments::name_of(pledge.cadence)},
            {"amount", pledge.amount.minor},
            {"currency", pledge.amount.currency},
            {"state", content::name_of(pledge.state)},
            {"tier", tier_json(reader, pledge.tier)},
            {"appeal", appeal ? json::value(json::object{{"id", appeal->id.text()}, {"name", appeal->name}})
                              : json::value(nullptr)},
            {"dedication", pledge.dedication},
            {"anonymous", pledge.anonymous},
            {"gift", pledge.gift_months > 0},
            {"processor", pledge.processor},
            {"charges", charges_json(reader, pledge.id)}};
}

http::Response away() {
    return http::problem_response({ProblemKind::conflict,
                                   "processor_away",
                                   "The card processor does not answer just now. Nothing was changed.",
                                   {}});
}

Result<std::string> read_address(Fields& fields) {
    auto const address = mail::read_address(fields.text("email", 254).value_or(""), mail::LookAlikes::ignored);
    if (!address) return refuse(address.error());
    return address->email;
}

// Of the last hour, at once. What cannot be had now comes by itself later.
bool book_news(DeskCall const& call, Members& parts) try {
    parts.cashier.compare(call.app.clock.now() - Millis(3600 * 1000));
    return true;
} catch (payments::Unreachable const& error) {
    log_warning("compare_after_refund error=\"{}\"", error.what());
    return false;
}

std::int64_t refunded_of(json::object const& contribution, std::string_view charge) {
    for (auto const& one : contribution.at("charges").as_array())
        if (one.at("charge").as_string() == charge) return one.at("refunded").as_int64();
    return 0;
}

}  // namespace

http::Response list_members(DeskCall const& call, Members&) {
    auto const reader = call.app.database.snapshot();
    auto const before = content::MembershipId::parse(call.request.query_value("before"));
    auto const found = store::list_memberships(*reader, call.request.query_value("query"),
                                               call.request.query_value("status"), before, page_length);
    json::array out, counts;
    for (auto const& line : found) out.push_back(member_json(*reader, line));
    for (auto const& one : store::count_memberships(*reader))
        counts.push_back({{"tier", one.tier ? json::value(one.tier->text()) : json::value(nullptr)},
                          {"status", one.status},
                          {"kind", one.kind},
                          {"count", one.count}});
    bool const more = found.size() == page_length;
    return json_answer(
        200, json::object{{"members", std::move(out)},
                          {"next", more ? json::value(found.back().membership.id.text()) : json::value(nullptr)},
                          {"counts", std::move(counts)}});
}

http::Response give_membership(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const transaction = call.app.database.begin();
    auto const email = read_address(fields);
    if (!email) fields.refuse(email.error());
    auto const tier = content::TierId::parse(fields.text("tier", 13).value_or(""));
    if (!tier || !store::find_tier(*transaction, *tier))
        fields.refuse("tier", "unknown_record", "There is no tier with this id.");
    Membership given;
    if (auto const* const until = fields.value("until"); until && until->is_string()) {
        auto const time = parse_iso_time(std::string(until->get_string()));
        if (!time || *time <= transaction->now()) fields.refuse("until", "time_past", "This must be a time to come.");
        given.paid_until = time.value_or(Time{});
    }
    given.note = fields.text("note", 300).value_or("");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const reader =
        accounts::ensure_reader(*transaction, parts.seal, {*email, {}, call.app.frame.site().language, "desk"});
    given.id = content::MembershipId::make();
    given.reader = reader.id;
    given.kind = MembershipKind::complimentary;
    given.tier = tier;
    given.started_at = transaction->now();
    store::save_membership(*transaction, given);
    note_membership(*transaction, reader.id);
    store::append_audit(*transaction, {call.staff.id, "membership.given", "reader:" + reader.id.text(), reader.email});
    auto const answer = member_json(*transaction, {given, reader.email, reader.name});
    call.app.database.commit(*transaction);
    return json_answer(201, answer);
}

http::Response end_membership(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const when = fields.text("when", 10).value_or("period");
    if (when != "period" && when != "now") fields.refuse("when", "unknown_time", "This must be period or now.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const id = content::MembershipId::parse(call.request.parameter("id"));
    auto membership = id ? store::find_membership(*call.app.database.snapshot(), *id) : std::nullopt;
    if (!membership) return http::problem_response(unknown("membership"));
    if (!membership->subscription.empty()) {
        using Kind = payments::Change::Kind;
        try {
            auto const kind = when == "now" ? Kind::end_now : Kind::end_at_period;
            auto const changed =
                ask_once(call.app.database, "end_" + when, membership->subscription, [&](std::string const& key) {
                    return parts.processor->change(membership->subscription, {kind, {}}, key);
                });
            if (!changed && changed.error().kind != ProblemKind::not_found)
                return http::problem_response(changed.error());
            parts.settling.settle(parts.settling.ask_about_subscription(membership->subscription));
        } catch (payments::Unreachable const&) {
            return away();
        }
    } else {
        auto const transaction = call.app.database.begin();
        membership->status = payments::SubscriptionStatus::ended;
        membership->paid_until = transaction->now();
        store::save_membership(*transaction, *membership);
        note_membership(*transaction, membership->reader);
        call.app.database.commit(*transaction);
    }
    auto const transaction = call.app.database.begin();
    store::append_audit(*transaction, {call.staff.id, "membership.ended", "reader:" + membership->reader.text(), when});
    auto const person = store::find_reader(*transaction, membership->reader);
    auto const answer = member_json(*transaction, {store::find_membership(*transaction, *id).value_or(*membership),
                                                   person ? person->email : "", person ? person->name : ""});
    transaction->commit();
    return json_answer(200, answer);
}

http::Response list_contributions(DeskCall const& call, Members&) {
    auto const reader = call.app.database.snapshot();
    auto const before = content::PledgeId::parse(call.request.query_value("before"));
    auto const found = store::list_pledges(*reader, call.request.query_value("query"), before, page_length);
    json::array out;
    for (auto const& pledge : found) out.push_back(contribution_json(*reader, pledge));
    bool const more = found.size() == page_length;
    return json_answer(200, json::object{{"contributions", std::move(out)},
                                         {"next", more ? json::value(found.back().id.text()) : json::value(nullptr)}});
}

http::Response refund_contribution(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const charge = fields.text("charge", 255).value_or("");
    auto const amount = read_minor(fields, "amount", 1);
    if (!amount) fields.refuse("amount", "amount_missing", "Please give an amount.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const id = content::PledgeId::parse(call.request.parameter("id"));
    auto const pledge = id ? store::find_pledge(*call.app.database.snapshot(), *id) : std::nullopt;
    if (!pledge) return http::problem_response(unknown("contribution"));
    auto const charges = charges_json(*call.app.database.snapshot(), pledge->id);
    auto const known =
        std::ranges::find_if(charges, [&](auto const& one) { return one.at("charge").as_string() == charge; });
    if (known == charges.end() || pledge->processor != parts.processor->name())
        return http::problem_response({ProblemKind::invalid, "charge_unknown", "There is no such payment.", "charge"});
    if (*amount > known->at("refundable").as_int64())
        return http::problem_response(
            {ProblemKind::invalid, "refund_large", "That is more than is left of it.", "amount"});
    payments::Money const money{*amount, std::string(known->at("currency").as_string())};
    auto const subject = fmt::format("{} {}", charge, payments::plain_amount(money));
    bool const once_more = store::is_call_open(*call.app.database.snapshot(), "refund", subject);
    try {
        auto const done = ask_once(call.app.database, "refund", subject,
                                   [&](std::string const& key) { return parts.processor->refund(charge, money, key); });
        if (!done) return http::problem_response(done.error());
    } catch (payments::Unreachable const&) {
        return away();
    }
    auto const transaction = call.app.database.begin();
    store::append_audit(*transaction, {call.staff.id, "contribution.refunded", "pledge:" + pledge->id.text(),
                                       payments::plain_amount(money) + " " + money.currency});
    transaction->commit();
    bool const booked = book_news(call, parts);
    auto const answer = contribution_json(*call.app.database.snapshot(), *pledge);
    if (once_more && booked && refunded_of(answer, charge) == known->at("refunded").as_int64())
        return http::problem_response({ProblemKind::conflict, "refund_was_made",
                                       "An earlier try, of which we had no answer, had given it back already. Nothing "
                                       "more was given back now.",
                                       "amount"});
    return json_answer(200, answer);
}

http::Response record_transfer(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    content::Pledge pledge;
    pledge.processor = "bank";
    pledge.name = fields.text("name", 200).value_or("");
    if (auto const typed = fields.value("email"); typed && typed->is_string() && !typed->get_string().empty()) {
        auto const email = read_address(fields);
        if (email)
            pledge.email = *email;
        else
            fields.refuse(email.error());
    }
    pledge.amount.currency = fields.text("currency", 3).value_or("");
    if (!payments::is_currency(pledge.amount.currency))
        fields.refuse("currency", "unknown_currency", "This must be a currency such as EUR.");
    auto const minor = read_minor(fields, "amount", 1);
    if (!minor) fields.refuse("amount", "amount_missing", "Please give an amount.");
    pledge.amount.minor = minor.value_or(0);
    auto const cadence = payments::cadence(fields.text("cadence", 10).value_or("once"));
    if (!cadence) fields.refuse("cadence", "unknown_cadence", "This must be once, month or year.");
    pledge.cadence = cadence.value_or(content::Cadence::once);
    pledge.dedication = fields.text("dedication", 300).value_or("");
    pledge.anonymous = fields.boolean("anonymous").value_or(false);
    auto const site = call.app.frame.site();
    auto const day = fields.text("day", 10).value_or(day_text(call.app.clock.now(), site.timezone));
    if (!is_day(day) || day > day_text(call.app.clock.now(), site.timezone))
        fields.refuse("day", "day_shape", "This must be a day such as 2026-09-01, and not one to come.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const transaction = call.app.database.begin();
    pledge.id = content::PledgeId::make();
    pledge.language = site.language;
    pledge.state = content::PledgeState::given;
    pledge.created_at = transaction->now();
    pledge.settled_at = *parse_iso_time(day + "T12:00:00Z");
    if (!pledge.email.empty())
        pledge.reader =
            accounts::ensure_reader(*transaction, parts.seal, {pledge.email, pledge.name, site.language, "desk"}).id;
    store::insert_pledge(*transaction, pledge);
    content::LedgerEntry entry;
    entry.key = "bank:" + pledge.id.text();
    entry.kind = "transfer";
    entry.at = *pledge.settled_at;
    entry.day = day;
    entry.pledge = pledge.id;
    entry.charge = entry.key;
    entry.note = pledge.anonymous ? "" : pledge.name;
    entry.lines = content::lines_of_transfer(pledge.amount, pledge.cadence);
    store::book(*transaction, entry);
    store::append_audit(*transaction, {call.staff.id, "transfer.recorded", "pledge:" + pledge.id.text(),
                                       payments::plain_amount(pledge.amount) + " " + pledge.amount.currency});
    auto const answer = contribution_json(*transaction, pledge);
    call.app.database.commit(*transaction);
    return json_answer(201, answer);
}

}  // namespace broadsheet::membership
