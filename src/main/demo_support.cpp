#include "main/demo_support.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "store/appeals.h"
#include "store/changes.h"
#include "store/support.h"

namespace broadsheet {
namespace {

namespace json = boost::json;

std::string text_at(json::object const& object, char const* name) {
    auto const* const value = object.if_contains(name);
    return value ? std::string(value->as_string()) : std::string();
}

content::Tier tier_from(json::object const& given, int position, Time now) {
    content::Tier tier;
    tier.id = content::TierId::make();
    tier.name = text_at(given, "name");
    tier.description = text_at(given, "description");
    for (auto const& benefit : given.at("benefits").as_array()) tier.benefits.emplace_back(benefit.as_string());
    auto const& years = given.at("year").as_object();
    for (auto const& month : given.at("month").as_object())
        tier.prices.push_back({std::string(month.key()), month.value().as_int64(), years.at(month.key()).as_int64()});
    tier.trial_days = static_cast<int>(given.at("trial_days").as_int64());
    tier.position = position;
    tier.created_at = now;
    return tier;
}

content::Appeal appeal_from(json::object const& given, int position, Time now) {
    content::Appeal appeal;
    appeal.id = content::AppealId::make();
    appeal.name = text_at(given, "name");
    appeal.place = content::appeal_place(text_at(given, "place")).value();
    if (auto const* const paragraph = given.if_contains("paragraph"))
        appeal.paragraph = static_cast<int>(paragraph->as_int64());
    for (auto const& item : given.at("wordings").as_array())
        appeal.wordings.push_back({text_at(item.as_object(), "headline"), text_at(item.as_object(), "text"), {}, {}});
    appeal.active = true;
    appeal.position = position;
    appeal.created_at = now;
    return appeal;
}

}  // namespace

void add_demo_support(store::Transaction& transaction, json::object const& given) {
    auto const settings = content::read_support_settings(given.at("settings").as_object());
    store::save_setting(transaction, "support", json::serialize(content::to_json(settings)));
    auto const now = transaction.now();
    int position = 0;
    for (auto const& one : given.at("tiers").as_array()) {
        auto const tier = tier_from(one.as_object(), ++position, now);
        store::save_tier(transaction, tier);
        store::place_tier(transaction, tier.id, position);
    }
    position = 0;
    for (auto const& one : given.at("appeals").as_array()) {
        auto const appeal = appeal_from(one.as_object(), ++position, now);
        store::save_appeal(transaction, appeal);
        store::place_appeal(transaction, appeal.id, position);
    }
}

}  // namespace broadsheet
