#include "content/support.h"

#include <unicode/ucurr.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/locale.h"

namespace broadsheet::content {
namespace {

namespace json = boost::json;
using payments::SubscriptionStatus;

template <class Value, std::size_t Count>
using Names = std::array<std::pair<Value, std::string_view>, Count>;

constexpr Names<PledgeState, 4> pledge_states{{{PledgeState::open, "open"},
                                               {PledgeState::pending, "pending"},
                                               {PledgeState::given, "given"},
                                               {PledgeState::ended, "ended"}}};
constexpr Names<MembershipKind, 3> membership_kinds{
    {{MembershipKind::paid, "paid"}, {MembershipKind::gift, "gift"}, {MembershipKind::complimentary, "complimentary"}}};
constexpr Names<SubscriptionStatus, 6> statuses{{{SubscriptionStatus::waiting, "waiting"},
                                                 {SubscriptionStatus::trial, "trial"},
                                                 {SubscriptionStatus::active, "active"},
                                                 {SubscriptionStatus::past_due, "past_due"},
                                                 {SubscriptionStatus::paused, "paused"},
                                                 {SubscriptionStatus::ended, "ended"}}};

template <class Value, std::size_t Count>
std::string_view named(Names<Value, Count> const& names, Value value) {
    for (auto const& [one, name] : names)
        if (one == value) return name;
    return {};
}

template <class Value, std::size_t Count>
std::optional<Value> valued(Names<Value, Count> const& names, std::string_view name) {
    for (auto const& [one, known] : names)
        if (known == name) return one;
    return std::nullopt;
}

std::string text_at(json::object const& object, char const* name) {
    auto const* const value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::int64_t> amounts_at(json::object const& object, char const* name) {
    std::vector<std::int64_t> out;
    if (auto const* const value = object.if_contains(name); value && value->is_array())
        for (auto const& one : value->get_array())
            if (one.is_int64()) out.push_back(one.get_int64());
    return out;
}

json::array amounts_json(std::vector<std::int64_t> const& amounts) {
    json::array out;
    for (auto const amount : amounts) out.emplace_back(amount);
    return out;
}

// "EUR" for "de-AT": of the place, or of where the language is mostly read.
std::string currency_of(std::string_view tag) {
    UErrorCode status = U_ZERO_ERROR;
    std::array<UChar, 8> code{};
    auto const length = ucurr_forLocale(with_territory(tag).c_str(), code.data(), code.size(), &status);
    std::string out;
    for (int32_t i = 0; U_SUCCESS(status) && i < length && i < 3; ++i)
        out += static_cast<char>(code[static_cast<std::size_t>(i)]);
    return out;
}

}  // namespace

std::string_view name_of(PledgeState state) { return named(pledge_states, state); }
std::optional<PledgeState> pledge_state(std::string_view name) { return valued(pledge_states, name); }
std::string_view name_of(MembershipKind kind) { return named(membership_kinds, kind); }
std::optional<MembershipKind> membership_kind(std::string_view name) { return valued(membership_kinds, name); }
std::string_view name_of(SubscriptionStatus status) { return named(statuses, status); }
std::optional<SubscriptionStatus> subscription_status(std::string_view name) { return valued(statuses, name); }

std::int64_t price_of(Tier const& tier, std::string_view currency, Cadence cadence) {
    auto const price = std::ranges::find(tier.prices, currency, &Price::currency);
    if (price == tier.prices.end() || cadence == Cadence::once) return 0;
    return cadence == Cadence::month ? price->month : price->year;
}

Tier const* tier_for(std::vector<Tier> const& tiers, Money const& amount, Cadence cadence) {
    Tier const* best = nullptr;
    for (auto const& tier : tiers) {
        auto const price = price_of(tier, amount.currency, cadence);
        if (tier.offered && price > 0 && amount.minor >= price) best = &tier;
    }
    return best;
}

bool is_open(Membership const& membership, Time now) {
    if (auto const end = closes_at(membership); end && *end <= now) return false;
    return membership.status != SubscriptionStatus::waiting;
}

std::optional<Time> closes_at(Membership const& membership) {
    switch (membership.status) {
        case SubscriptionStatus::ended:
        case SubscriptionStatus::paused:  // what is paid for is had
            return membership.paid_until;
        case SubscriptionStatus::waiting:
            return std::nullopt;
        default:
            break;
    }
    if (membership.paid_until == Time{}) return std::nullopt;
    if (membership.kind != MembershipKind::paid || membership.ends) return membership.paid_until;
    return membership.paid_until + payment_grace;
}

std::string audience_of(bool signed_in, std::vector<Membership> const& memberships, std::vector<Tier> const& tiers,
                        Time now) {
    bool paid = false;
    int reach = -1;
    for (auto const& membership : memberships) {
        if (!is_open(membership, now)) continue;
        paid = true;
        for (int at = 0; at < static_cast<int>(tiers.size()); ++at)
            if (membership.tier == tiers[static_cast<std::size_t>(at)].id) reach = std::max(reach, at);
    }
    if (!paid) return signed_in ? "member" : "public";
    std::string out = "paid";
    for (int at = 0; at <= reach; ++at) out += " " + tiers[static_cast<std::size_t>(at)].id.text();
    return out;
}

SupportSettings read_support_settings(json::object const& from) {
    SupportSettings out;
    auto const* const open = from.if_contains("open");
    out.open = open && open->is_bool() && open->get_bool();
    out.headline = text_at(from, "headline");
    out.text = text_at(from, "text");
    out.bank = text_at(from, "bank");
    if (auto const* const metered = from.if_contains("metered"); metered && metered->is_int64())
        out.metered = static_cast<int>(metered->get_int64());
    if (auto const* const brands = from.if_contains("brands"); brands && brands->is_array())
        for (auto const& brand : brands->get_array())
            if (brand.is_string()) out.brands.emplace_back(brand.get_string());
    if (auto const* const list = from.if_contains("currencies"); list && list->is_array())
        for (auto const& one : list->get_array())
            if (one.is_object())
                out.currencies.push_back({text_at(one.get_object(), "currency"), amounts_at(one.get_object(), "once"),
                                          amounts_at(one.get_object(), "month"), amounts_at(one.get_object(), "year")});
    return out;
}

json::object to_json(SupportSettings const& settings) {
    json::array currencies;
    for (auto const& one : settings.currencies)
        currencies.push_back(json::object{{"currency", one.currency},
                                          {"once", amounts_json(one.once)},
                                          {"month", amounts_json(one.month)},
                                          {"year", amounts_json(one.year)}});
    return {{"open", settings.open},
            {"headline", settings.headline},
            {"text", settings.text},
            {"currencies", std::move(currencies)},
            {"brands", json::array(settings.brands.begin(), settings.brands.end())},
            {"bank", settings.bank},
            {"metered", settings.metered}};
}

Suggestion const* currency_for(SupportSettings const& settings, std::string_view accept_language) {
    if (settings.currencies.empty()) return nullptr;
    for (bool const with_region : {true, false}) {
        for (auto rest = accept_language; !rest.empty();) {
            auto const part = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), part.size() + 1));
            auto tag = part.substr(0, part.find(';'));
            tag.remove_prefix(std::min(tag.size(), tag.find_first_not_of(' ')));
            if (!is_language_tag(tag) || (tag.find('-') != std::string_view::npos) != with_region) continue;
            auto const code = currency_of(tag);
            auto const found = std::ranges::find(settings.currencies, code, &Suggestion::currency);
            if (found != settings.currencies.end()) return &*found;
        }
    }
    return &settings.currencies.front();
}

}  // namespace broadsheet::content
