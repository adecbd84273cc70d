// A reader's own memberships: change the amount or the card, pause, leave with one press, come back.
#include <fmt/format.h>

#include <algorithm>

#include "base/locale.h"
#include "base/log.h"
#include "frame/frame.h"
#include "frame/notice.h"
#include "http/posted_form.h"
#include "membership/calls.h"
#include "membership/handlers.h"
#include "membership/receipts.h"
#include "membership/routes.h"

namespace broadsheet::membership {
namespace {

using content::Membership;
using content::MembershipKind;
using payments::Change;
using payments::SubscriptionStatus;

constexpr char const* account_path = "/members/";

theme::Object membership_values(frame::PageBuild& build, Membership const& one,
                                std::vector<content::Tier> const& tiers) {
    auto const tier = std::ranges::find_if(tiers, [&](auto const& known) { return one.tier == known.id; });
    auto const open = content::is_open(one, build.now);
    bool const paid = one.kind == MembershipKind::paid;
    auto const until = one.paid_until == Time{} ? theme::Value() : theme::Value(to_ms(one.paid_until));
    return {{"id", one.id.text()},
            {"tier", tier == tiers.end() ? std::string() : tier->name},
            {"paid", paid},
            {"gift", one.kind == MembershipKind::gift},
            {"open", open},
            {"amount", paid ? payments::format_money(one.amount, build.site.language) : std::string()},
            {"plain", payments::plain_amount(one.amount)},
            {"currency", one.amount.currency},
            {"yearly", one.cadence == content::Cadence::year},
            {"until", until},
            {"ends", one.ends},
            {"trial", one.status == SubscriptionStatus::trial},
            {"past_due", one.status == SubscriptionStatus::past_due},
            {"paused", one.status == SubscriptionStatus::paused},
            {"ended", one.status == SubscriptionStatus::ended},
            {"changeable", paid && one.status != SubscriptionStatus::ended && !one.subscription.empty()}};
}

std::optional<Change::Kind> wished(std::string const& action) {
    if (action == "amount") return Change::Kind::amount;
    if (action == "cancel") return Change::Kind::end_at_period;
    if (action == "go_on") return Change::Kind::go_on;
    if (action == "pause") return Change::Kind::pause;
    if (action == "resume") return Change::Kind::resume;
    return std::nullopt;
}

http::Response told(App& app, http::Request const& request, Problem const& problem) {
    return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        frame::Notice notice;
        notice.status = problem.kind == ProblemKind::conflict ? 409 : 422;
        notice.title = build.words("Nothing was changed");
        notice.paragraphs = {build.words(problem.message)};
        notice.link = account_path;
        notice.link_text = build.words("Your account");
        return notice;
    });
}

Problem away() {
    return {ProblemKind::conflict,
            "processor_away",
            "The card processor does not answer just now. Nothing was changed; please try again in a few minutes.",
            {}};
}

// Written down, asked, written down again.
Result<void> change_at_processor(App& app, Members& parts, Membership const& membership, Change const& change,
                                 std::string const& what) {
    auto const subject =
        fmt::format("{} {}", membership.subscription,
                    change.kind == Change::Kind::amount ? payments::plain_amount(change.amount) : std::string());
    auto const changed = ask_once(app.database, what, subject, [&](std::string const& key) {
        return parts.processor->change(membership.subscription, change, key);
    });
    // What has ended already cannot be ended once more: that is seen below.
    bool const over =
        change.kind == Change::Kind::end_now && !changed && changed.error().kind == ProblemKind::not_found;
    if (!changed && !over) return refuse(changed.error());
    parts.settling.settle(parts.settling.ask_about_subscription(membership.subscription));
    return {};
}

Result<std::string> card_page(App& app, Members& parts, Membership const& membership) {
    return ask_once(app.database, "card", membership.payer, [&](std::string const& key) {
        return parts.processor->card_page(membership.payer, app.frame.site().url + account_path, key);
    });
}

Result<std::string> changed(App& app, Members& parts, Membership const& membership, http::PostedForm const& posted) {
    auto const action = posted.text("action");
    if (action == "card") return card_page(app, parts, membership);
    auto const kind = wished(action);
    if (!kind) return refuse(ProblemKind::invalid, "action_unknown", "This cannot be done.");
    Change change{*kind, {}};
    if (*kind == Change::Kind::amount) {
        auto const amount = payments::read_amount(posted.text("amount"), membership.amount.currency);
        if (!amount) return refuse(amount.error());
        change.amount = *amount;
    }
    if (auto const done = change_at_processor(app, parts, membership, change, action); !done)
        return refuse(done.error());
    return std::string(account_path) + "?saved=1";
}

}  // namespace

void add_account_values(Members& parts, frame::PageBuild& build, content::Reader const& reader, theme::Object& values) {
    auto const tiers = store::list_tiers(build.reader);
    theme::Array memberships;
    bool open = false;
    for (auto const& one : store::memberships_of(build.reader, reader.id)) {
        if (one.status == SubscriptionStatus::waiting) continue;
        open = open || content::is_open(one, build.now);
        memberships.emplace_back(membership_values(build, one, tiers));
    }
    theme::Object support{{"memberships", std::move(memberships)},
                          {"open", open},
                          {"practice", parts.practice != nullptr},
                          {"takes", store::support_settings(build.reader).open}};
    add_receipt_values(build, reader, support);
    values.set("support", std::move(support));
}

http::Response change_membership(App& app, Members& parts, http::Request const& request) {
    auto const identity = parts.readers.identify(request);
    http::PostedForm const posted(request);
    if (!identity || posted.text("csrf") != identity->csrf) return http::redirect_response(303, account_path);
    auto const id = content::MembershipId::parse(posted.text("membership"));
    auto const membership = id ? store::find_membership(*app.database.snapshot(), *id) : std::nullopt;
    if (!membership || membership->reader != identity->reader.id || membership->subscription.empty() ||
        membership->processor != parts.processor->name())
        return told(app, request, {ProblemKind::invalid, "membership_unknown", "There is no such membership.", {}});
    try {
        auto const where = changed(app, parts, *membership, posted);
        return where ? http::redirect_response(303, *where) : told(app, request, where.error());
    } catch (payments::Unreachable const& error) {
        log_error("membership_change_failed membership={} error=\"{}\"", membership->id.text(), error.what());
        return told(app, request, away());
    }
}

bool end_memberships(App& app, Members& parts, content::Reader const& reader) try {
    for (auto const& membership : store::memberships_of(*app.database.snapshot(), reader.id)) {
        if (membership.kind != MembershipKind::paid || membership.status == SubscriptionStatus::ended ||
            membership.processor != parts.processor->name())
            continue;
        if (!change_at_processor(app, parts, membership, {Change::Kind::end_now, {}}, "end")) return false;
    }
    return true;
} catch (payments::Unreachable const& error) {
    log_error("memberships_not_ended reader={} error=\"{}\"", reader.id.text(), error.what());
    return false;
}

}  // namespace broadsheet::membership
