// /support/: one screen, then the processor's page. Works without a script; amounts and tiers are worked out here.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/secrets.h"
#include "base/log.h"
#include "base/utf8.h"
#include "frame/frame.h"
#include "frame/notice.h"
#include "http/posted_form.h"
#include "http/problem.h"
#include "mail/address.h"
#include "membership/handlers.h"
#include "membership/support_form.h"
#include "membership/support_view.h"
#include "store/appeals.h"
#include "store/offers.h"

namespace broadsheet::membership {
namespace {

using content::Cadence;
using content::Money;
using content::Pledge;
using content::Tier;

// Where nobody has chosen: the currency of the reader's languages.
void choose_currency(SupportForm& form, std::string const& code, http::Request const& request) {
    auto const found = std::ranges::find(form.settings.currencies, code, &content::Suggestion::currency);
    form.suggestion = found != form.settings.currencies.end()
                          ? &*found
                          : content::currency_for(form.settings, request.header("Accept-Language"));
}

// A membership for somebody else costs what the tier does; what the form says about money does not count.
Result<Money> gift_price(SupportForm const& form, std::vector<Tier> const& tiers) {
    auto const tier = std::ranges::find_if(tiers, [&](auto const& one) { return one.id.text() == form.gift_tier; });
    if (tier == tiers.end() || !tier->offered)
        return refuse(ProblemKind::invalid, "tier_unknown", "Please choose what you give.", "gift_tier");
    auto const month = content::price_of(*tier, form.suggestion->currency, Cadence::month);
    auto const year = content::price_of(*tier, form.suggestion->currency, Cadence::year);
    if (form.gift_months == 12 && year > 0) return Money{year, form.suggestion->currency};
    if (month == 0 || form.gift_months < 1 || form.gift_months > 12)
        return refuse(ProblemKind::invalid, "gift_months", "It cannot be given for so long.", "gift_months");
    return Money{month * form.gift_months, form.suggestion->currency};
}

// For how much: the form's word counts only where nothing has a price of its own.
Result<Money> amount_of(SupportForm const& form, std::vector<Tier> const& tiers) {
    if (form.is_gift) return gift_price(form, tiers);
    if (form.code.empty()) return payments::read_amount(form.amount, form.suggestion->currency);
    auto const price = offer_price(form, tiers);
    if (!price) return refuse(ProblemKind::invalid, "offer_ended", "This offer has ended.", "offer");
    return *price;
}

Result<Pledge> pledge_from(SupportForm const& form, std::vector<Tier> const& tiers) {
    Pledge pledge;
    pledge.cadence = form.cadence;
    auto amount = amount_of(form, tiers);
    if (!amount) return refuse(amount.error());
    pledge.amount = *amount;
    if (form.offer && !form.is_gift) {
        pledge.offer = form.offer->id;
        pledge.cadence = form.offer->cadence;
        pledge.tier = form.offer->tier;
    }
    if (form.is_gift) {
        auto const address = mail::read_address(form.gift_email, mail::LookAlikes::ignored);
        if (!address) {
            auto problem = address.error();
            problem.field = "gift_email";
            return refuse(problem);
        }
        pledge.cadence = Cadence::once;
        pledge.gift_email = address->email;
        pledge.gift_months = form.gift_months;
        pledge.tier = content::TierId::parse(form.gift_tier);
    } else if (!pledge.tier) {
        auto const* const tier = content::tier_for(tiers, pledge.amount, pledge.cadence);
        if (tier) pledge.tier = tier->id;
    }
    pledge.dedication = form.dedication;
    pledge.anonymous = form.anonymous;
    pledge.appeal = form.appeal;
    pledge.wording = form.wording;
    pledge.source = form.source;
    return pledge;
}

// Free days are for those who have not been members before, as far as we know them.
int trial_of(Pledge const& pledge, std::vector<Tier> const& tiers, std::vector<content::Membership> const& had) {
    if (pledge.cadence == Cadence::once || pledge.offer || !had.empty()) return 0;
    auto const tier = std::ranges::find_if(tiers, [&](auto const& one) { return pledge.tier == one.id; });
    return tier == tiers.end() ? 0 : tier->trial_days;
}

std::string browser_cookie(Members const& parts, std::string const& secret) {
    return fmt::format("{}={}; Path=/support/; HttpOnly; SameSite=Lax; Max-Age=172800{}", support_cookie, secret,
                       parts.secure ? "; Secure" : "");
}

// To the form as it was, for whoever turns back before paying.
std::string way_back(Pledge const& pledge) {
    auto out = fmt::format("/support/?left=1&cadence={}&currency={}&amount={}", payments::name_of(pledge.cadence),
                           pledge.amount.currency, payments::plain_amount(pledge.amount));
    if (pledge.appeal) out += fmt::format("&appeal={}&wording={}", pledge.appeal->text(), pledge.wording);
    if (!pledge.source.empty()) out += "&from=" + pledge.source;
    return out;
}

payments::Order order_for(App& app, Pledge const& pledge, std::optional<content::Reader> const& reader,
                          std::vector<content::Membership> const& had, Members const& parts, int trial_days,
                          std::optional<content::Offer> const& offer) {
    auto const publication = app.frame.publication();
    auto const& site = publication->site;
    auto const words = [&](char const* text) {
        return frame::fill(frame::translated(*publication->catalogs, site.language, text), "publication", site.title);
    };
    payments::Order order;
    order.reference = pledge.id.text();
    order.cadence = pledge.cadence;
    order.amount = pledge.amount;
    order.what = pledge.gift_months > 0            ? words("A membership of {publication} as a gift")
                 : pledge.cadence == Cadence::once ? words("Contribution to {publication}")
                                                   : words("Membership of {publication}");
    order.language = pledge.language;
    order.success_url = site.url + "/support/thanks/?pledge=" + pledge.id.text();
    order.cancel_url = site.url + way_back(pledge);
    order.trial_days = trial_days;
    if (offer) {
        order.percent_off = offer->percent_off;
        order.off_months = offer->months;
    }
    if (reader) order.email = reader->email;
    for (auto const& membership : had)
        if (order.payer.empty() && membership.processor == parts.processor->name()) order.payer = membership.payer;
    return order;
}

// Written down first: whatever happens from here on, it is known what was meant.
Result<std::string> open_pledge(App& app, Members& parts, http::Request const& request, Pledge& pledge,
                                std::vector<Tier> const& tiers, std::optional<content::Offer> const& offer,
                                std::string const& browser) {
    auto const identity = parts.readers.identify(request);
    auto const reader = identity ? std::optional(identity->reader) : std::nullopt;
    auto const had =
        reader ? store::memberships_of(*app.database.snapshot(), reader->id) : std::vector<content::Membership>{};
    if (offer && std::ranges::any_of(had, [&](auto const& one) { return content::is_open(one, app.clock.now()); }))
        return refuse(ProblemKind::conflict, "offer_for_new", "This offer is for those who are not members yet.",
                      "offer");
    pledge.id = content::PledgeId::make();
    pledge.processor = parts.processor->name();
    pledge.language = app.frame.site().language;
    pledge.browser = accounts::secret_hash(browser);
    if (reader) pledge.reader = reader->id;
    pledge.created_at = app.clock.now();
    {
        auto const transaction = app.database.begin();
        store::insert_pledge(*transaction, pledge);
        transaction->commit();
    }
    auto const order = order_for(app, pledge, reader, had, parts, trial_of(pledge, tiers, had), offer);
    auto const checkout = parts.processor->open_checkout(order, "pledge-" + pledge.id.text());
    if (!checkout) return refuse(checkout.error());
    pledge.checkout = checkout->id;
    auto const transaction = app.database.begin();
    store::update_pledge(*transaction, pledge);
    transaction->commit();
    return checkout->url;
}

std::optional<content::Offer> open_offer(App& app, std::string const& code) {
    auto offer = code.empty() ? std::nullopt : store::find_offer_by_code(*app.database.snapshot(), code);
    return offer && content::is_open(*offer, app.clock.now()) ? offer : std::nullopt;
}

}  // namespace

http::Response show_support(App& app, Members& parts, http::Request const& request) {
    auto form = SupportForm::asked(request, store::support_settings(*app.database.snapshot()));
    form.offer = open_offer(app, form.code);
    choose_currency(form, request.query_value("currency"), request);
    if (form.appeal && !form.left) parts.counts.count(*form.appeal, form.wording, AppealCounts::What::clicked);
    return app.frame.serve_once(request, [&](frame::PageBuild& build) { return support_view(build, parts, form); });
}

http::Response give(App& app, Members& parts, http::Request const& request) {
    http::PostedForm const posted(request);
    auto form = SupportForm::posted(posted, store::support_settings(*app.database.snapshot()));
    form.offer = open_offer(app, form.code);
    choose_currency(form, posted.text("currency"), request);
    auto const no = [&](Problem problem) {
        form.problem = std::move(problem);
        return app.frame.serve_once(request, [&](frame::PageBuild& build) { return support_view(build, parts, form); });
    };
    if (!form.settings.open || !form.suggestion)
        return no({ProblemKind::conflict, "support_closed", "We take nothing at present.", ""});
    if (form.suggestion->currency != posted.text("currency"))
        return no({ProblemKind::invalid, "currency_unknown", "Please choose one of these currencies.", "currency"});
    auto const tiers = store::list_tiers(*app.database.snapshot());
    auto pledge = pledge_from(form, tiers);
    if (!pledge) return no(pledge.error());
    if (!parts.checkouts.take(request.client, app.clock.now()))
        return no({ProblemKind::too_many, "too_many",
                   "Too many payments were begun from your network; please try again in a few minutes.", ""});
    auto const browser = accounts::random_secret();
    try {
        auto const url = open_pledge(app, parts, request, *pledge, tiers, form.offer, browser);
        if (!url) return no(url.error());
        auto response = http::redirect_response(303, *url);
        response.headers.add("Set-Cookie", browser_cookie(parts, browser));
        return response;
    } catch (payments::Unreachable const& error) {
        log_error("checkout_failed pledge={} error=\"{}\"", pledge->id.text(), error.what());
        return no(
            {ProblemKind::conflict, "processor_away",
             "The card processor does not answer just now. Nothing was charged; please try again in a few minutes.",
             ""});
    }
}

}  // namespace broadsheet::membership
