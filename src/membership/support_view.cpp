#include "membership/support_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "frame/appeals.h"
#include "http/problem.h"

namespace broadsheet::membership {
namespace {

using content::Cadence;
using content::Money;
using content::Tier;

constexpr std::array cadences = {Cadence::once, Cadence::month, Cadence::year};

std::vector<std::int64_t> const& suggested(content::Suggestion const& suggestion, Cadence cadence) {
    return cadence == Cadence::once ? suggestion.once : cadence == Cadence::month ? suggestion.month : suggestion.year;
}

// The amounts beside each other; the second is chosen where nothing else is, as most people take a middle one.
theme::Object cadence_values(frame::PageBuild& build, SupportForm const& form, Cadence cadence,
                             std::vector<Tier> const& tiers) {
    auto const& suggestion = *form.suggestion;
    auto const& amounts = suggested(suggestion, cadence);
    bool const chosen = form.cadence == cadence;
    bool any = false;
    theme::Array out;
    for (std::size_t at = 0; at < amounts.size(); ++at) {
        Money const money{amounts[at], suggestion.currency};
        auto const plain = payments::plain_amount(money);
        bool const taken = chosen && !form.amount.empty() && form.amount == plain;
        any = any || taken;
        auto const* const tier = content::tier_for(tiers, money, cadence);
        out.emplace_back(theme::Object{{"value", plain},
                                       {"label", payments::format_money(money, build.site.language)},
                                       {"tier", tier ? tier->name : std::string()},
                                       {"chosen", taken}});
    }
    bool const typed = chosen && !form.amount.empty() && !any;
    if (!any && !typed && !out.empty()) {
        auto usual = *out[std::min<std::size_t>(1, out.size() - 1)].object();
        usual.set("chosen", true);
        out[std::min<std::size_t>(1, out.size() - 1)] = theme::Value(std::move(usual));
    }
    return {{"name", payments::name_of(cadence)},
            {"once", cadence == Cadence::once},
            {"month", cadence == Cadence::month},
            {"chosen", chosen},
            {"amounts", std::move(out)},
            {"typed", typed || amounts.empty()},
            {"other", typed ? form.amount : std::string()}};
}

theme::Array tier_values(frame::PageBuild& build, SupportForm const& form, std::vector<Tier> const& tiers) {
    theme::Array out;
    for (auto const& tier : tiers) {
        if (!tier.offered) continue;
        theme::Array benefits;
        for (auto const& benefit : tier.benefits) benefits.emplace_back(benefit);
        theme::Object values{{"id", tier.id.text()},
                             {"name", tier.name},
                             {"description", tier.description},
                             {"benefits", std::move(benefits)},
                             {"trial_days", tier.trial_days}};
        for (auto const cadence : {Cadence::month, Cadence::year}) {
            auto const price = content::price_of(tier, form.suggestion->currency, cadence);
            if (price == 0) continue;
            values.set(std::string(payments::name_of(cadence)),
                       payments::format_money({price, form.suggestion->currency}, build.site.language));
            values.set(
                std::string(payments::name_of(cadence)) + "_url",
                fmt::format("/support/?cadence={}&amount={}&currency={}", payments::name_of(cadence),
                            payments::plain_amount({price, form.suggestion->currency}), form.suggestion->currency));
        }
        out.emplace_back(std::move(values));
    }
    return out;
}

theme::Array currency_values(frame::PageBuild& build, SupportForm const& form) {
    theme::Array out;
    for (auto const& one : form.settings.currencies)
        out.emplace_back(theme::Object{
            {"code", one.currency},
            {"name", payments::currency_name(one.currency, build.site.language)},
            {"chosen", one.currency == form.suggestion->currency},
            {"url",
             fmt::format("/support/?currency={}&cadence={}{}", one.currency, payments::name_of(form.cadence),
                         form.appeal ? fmt::format("&appeal={}&wording={}", form.appeal->text(), form.wording) : "")}});
    return out;
}

// A membership for less is chosen by its link: what it is, for how much and how long.
theme::Value offer_values(frame::PageBuild& build, SupportForm const& form, std::vector<Tier> const& tiers) {
    auto const price = offer_price(form, tiers);
    if (!price) return {};
    auto const& offer = *form.offer;
    auto const tier = std::ranges::find(tiers, offer.tier, &Tier::id);
    return theme::Object{{"code", offer.code},
                         {"name", offer.name},
                         {"tier", tier->name},
                         {"percent", offer.percent_off},
                         {"months", offer.months},
                         {"yearly", offer.cadence == Cadence::year},
                         {"usual", payments::format_money(*price, build.site.language)},
                         {"amount", payments::format_money(content::reduced(*price, offer), build.site.language)}};
}

frame::View closed_view() {
    frame::View view;
    view.template_name = "support";
    view.head.title = "Support us";
    view.head.path = "/support/";
    return view;
}

}  // namespace

frame::View support_view(frame::PageBuild& build, Members const& parts, SupportForm const& form) {
    auto view = closed_view();
    auto const& settings = form.settings;
    view.head.title = settings.headline.empty() ? "Support us" : settings.headline;
    view.values = {{"headline", settings.headline}, {"paragraphs", frame::paragraphs_of(settings.text)}};
    if (!settings.open || !form.suggestion) return view;
    auto const tiers = store::list_tiers(build.reader);
    theme::Array ways, brands;
    for (auto const cadence : cadences)
        if (!suggested(*form.suggestion, cadence).empty() || cadence == Cadence::once)
            ways.emplace_back(cadence_values(build, form, cadence, tiers));
    for (auto const& brand : settings.brands) brands.emplace_back(brand);
    view.values.set("open", true);
    view.values.set("offer", offer_values(build, form, tiers));
    view.values.set("offer_ended", !form.code.empty() && !form.offer);
    view.values.set("practice", parts.practice != nullptr);
    view.values.set("currency", form.suggestion->currency);
    view.values.set("currencies", form.settings.currencies.size() > 1 ? currency_values(build, form) : theme::Array());
    view.values.set("cadences", std::move(ways));
    view.values.set("tiers", tier_values(build, form, tiers));
    view.values.set("brands", std::move(brands));
    view.values.set("bank", frame::paragraphs_of(settings.bank));
    view.values.set("dedication", form.dedication);
    view.values.set("anonymous", form.anonymous);
    view.values.set("source", form.source);
    view.values.set("appeal", form.appeal ? form.appeal->text() : std::string());
    view.values.set("wording", form.wording);
    view.values.set("gift_email", form.gift_email);
    view.values.set("gift", form.is_gift);
    view.values.set("gift_months", form.gift_months);
    view.values.set("left", form.left);
    if (form.problem) {
        view.status = http::status_of(form.problem->kind);
        theme::Object errors;
        errors.set(form.problem->field.empty() ? "form" : form.problem->field, form.problem->message);
        view.values.set("errors", std::move(errors));
    }
    return view;
}

}  // namespace broadsheet::membership
