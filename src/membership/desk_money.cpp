// The books, for the desk and the bookkeeper.
#include <algorithm>
#include <map>

#include "base/csv.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "membership/desk_handlers.h"
#include "store/appeals.h"
#include "store/audit.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;

// Income as it came, the rest as it went: every figure is positive in the usual case.
struct Row {
    std::int64_t contributions = 0, memberships = 0, other = 0, refunds = 0, disputes = 0, fees = 0;
    std::int64_t at_processor = 0, at_bank = 0;

    void add(store::LedgerSum const& sum) {
        namespace accounts = content::accounts;
        if (sum.account == accounts::contributions)
            contributions -= sum.amount;
        else if (sum.account == accounts::memberships)
            memberships -= sum.amount;
        else if (sum.account == accounts::other_income || sum.account == accounts::other)
            other -= sum.amount;
        else if (sum.account == accounts::refunds)
            refunds += sum.amount;
        else if (sum.account == accounts::disputes)
            disputes += sum.amount;
        else if (sum.account == accounts::fees)
            fees += sum.amount;
        else if (sum.account == accounts::bank)
            at_bank += sum.amount;
        else if (sum.account.starts_with("processor:"))
            at_processor += sum.amount;
    }
    json::object as_json() const {
        return {{"contributions", contributions},
                {"memberships", memberships},
                {"other", other},
                {"refunds", refunds},
                {"disputes", disputes},
                {"fees", fees},
                {"net", contributions + memberships + other - refunds - disputes - fees}};
    }
};

using Rows = std::map<std::pair<std::string, std::string>, Row>;  // by group and currency

store::Books books_of(Members const& parts) {
    return parts.practice ? store::Books::with_practice : store::Books::real;
}

Rows rows_of(store::Reader& reader, store::Books books, store::LedgerGroup group, std::string const& from,
             std::string const& to) {
    Rows out;
    for (auto const& sum : store::sum_ledger(reader, books, group, from, to)) out[{sum.group, sum.currency}].add(sum);
    return out;
}

std::optional<store::LedgerGroup> group_named(std::string const& name) {
    if (name == "day") return store::LedgerGroup::day;
    if (name == "month") return store::LedgerGroup::month;
    if (name == "tier") return store::LedgerGroup::tier;
    if (name == "appeal") return store::LedgerGroup::appeal;
    return std::nullopt;
}

std::string name_in(store::Reader& reader, store::LedgerGroup group, std::string const& id) {
    if (group == store::LedgerGroup::tier)
        if (auto const tier = content::TierId::parse(id))
            if (auto const found = store::find_tier(reader, *tier)) return found->name;
    if (group == store::LedgerGroup::appeal)
        if (auto const appeal = content::AppealId::parse(id))
            if (auto const found = store::find_appeal(reader, *appeal)) return found->name;
    return id;
}

struct Period {
    std::string from, to;
};

Result<Period> asked_period(DeskCall const& call) {
    Period out{call.request.query_value("from"), call.request.query_value("to")};
    auto const today = day_text(call.app.clock.now(), call.app.frame.site().timezone);
    if (out.to.empty()) out.to = today;
    if (out.from.empty()) out.from = today.substr(0, 8) + "01";
    for (auto const& [name, day] : {std::pair{"from", &out.from}, {"to", &out.to}})
        if (!is_day(*day))
            return refuse(ProblemKind::invalid, "day_shape", "This must be a day such as 2026-09-01.", name);
    if (out.from > out.to)
        return refuse(ProblemKind::invalid, "period_backwards", "This must not be before the first day.", "to");
    return out;
}

// A spreadsheet would take these for formulas.
std::string cell(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (char const c : text) (out += c) += c == '"' ? "\"" : "";
    return out + "\"";
}

}  // namespace

http::Response show_money(DeskCall const& call, Members& parts) {
    auto const books = books_of(parts);
    auto const period = asked_period(call);
    if (!period) return http::problem_response(period.error());
    auto const by = call.request.query_value("by");
    auto const group = group_named(by.empty() ? "month" : by);
    if (!group)
        return http::problem_response(
            {ProblemKind::invalid, "unknown_group", "This must be day, month, tier or appeal.", "by"});
    auto const reader = call.app.database.snapshot();
    json::array rows, totals;
    for (auto const& [key, row] : rows_of(*reader, books, *group, period->from, period->to)) {
        auto one = row.as_json();
        one["group"] = key.first;
        one["name"] = name_in(*reader, *group, key.first);
        one["currency"] = key.second;
        rows.push_back(std::move(one));
    }
    auto const whole = rows_of(*reader, books, store::LedgerGroup::whole, "0000-00-00", "9999-99-99");
    auto in_period = rows_of(*reader, books, store::LedgerGroup::whole, period->from, period->to);
    for (auto const& [key, row] : whole) {
        auto one = in_period[key].as_json();
        one["currency"] = key.second;
        one["at_processor"] = row.at_processor;
        one["at_bank"] = row.at_bank;
        totals.push_back(std::move(one));
    }
    return json_answer(200, json::object{{"from", period->from},
                                         {"to", period->to},
                                         {"by", by.empty() ? "month" : by},
                                         {"rows", std::move(rows)},
                                         {"totals", std::move(totals)}});
}

http::Response export_ledger(DeskCall const& call, Members& parts) {
    auto const period = asked_period(call);
    if (!period) return http::problem_response(period.error());
    auto const reader = call.app.database.snapshot();
    std::string csv = "day,time,entry,kind,account,debit,credit,currency,charge,tier,appeal,note\r\n";
    for (auto const& entry : store::entries_between(*reader, books_of(parts), period->from, period->to))
        for (auto const& line : entry.lines) {
            bool const debit = line.amount.minor > 0;
            auto const amount =
                payments::plain_amount({debit ? line.amount.minor : -line.amount.minor, line.amount.currency});
            for (auto const& text :
                 {entry.day, iso_time(entry.at), entry.key, entry.kind, line.account, debit ? amount : std::string(),
                  debit ? std::string() : amount, line.amount.currency, entry.charge,
                  entry.tier ? name_in(*reader, store::LedgerGroup::tier, entry.tier->text()) : std::string(),
                  entry.appeal ? name_in(*reader, store::LedgerGroup::appeal, entry.appeal->text()) : std::string()})
                csv += cell(text) + ",";
            csv += cell(entry.note) + "\r\n";
        }
    http::Response response{200, {}, std::move(csv)};
    response.headers.add("Content-Type", "text/csv; charset=utf-8");
    response.headers.add("Content-Disposition",
                         "attachment; filename=\"ledger-" + period->from + "-" + period->to + ".csv\"");
    response.headers.add("Cache-Control", "private, no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

http::Response compare_now(DeskCall const& call, Members& parts) {
    auto const before = store::count_entries(*call.app.database.snapshot());
    try {
        parts.cashier.compare(Time{});
    } catch (payments::Unreachable const& error) {
        return http::problem_response(
            {ProblemKind::conflict, "processor_away", "The card processor does not answer just now.", {}});
    }
    auto const reader = call.app.database.snapshot();
    auto const compared = last_compared(*reader);
    json::array problems(compared.problems.begin(), compared.problems.end());
    return json_answer(200, json::object{{"at", time_or_null(compared.at)},
                                         {"problems", std::move(problems)},
                                         {"booked", store::count_entries(*reader) - before}});
}

}  // namespace broadsheet::membership
