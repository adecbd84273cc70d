// What the desk's API answers about money from readers. Private to membership/.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "desk_call/call.h"
#include "membership/membership.h"

namespace broadsheet::membership {

using desk_call::DeskCall;
using desk_call::Fields;
using desk_call::json_answer;
using desk_call::read_body;
using desk_call::unknown;

using DeskHandler = http::Response(DeskCall const& call, Members& parts);

DeskHandler show_settings, change_settings;  // desk_settings.cpp
DeskHandler list_tiers, create_tier, change_tier, delete_tier, order_tiers;
DeskHandler list_offers, create_offer, change_offer, delete_offer;
DeskHandler list_appeals, create_appeal, change_appeal, delete_appeal, order_appeals;
DeskHandler show_money;     // ?from=&to=&by=day|month|tier|appeal
DeskHandler export_ledger;  // CSV; ?from=&to=
DeskHandler compare_now;
DeskHandler list_members;         // ?query=&status=&before=
DeskHandler give_membership;      // a complimentary one: email, tier, until, note
DeskHandler end_membership;       // when: period, now
DeskHandler list_contributions;   // ?query=&before=
DeskHandler refund_contribution;  // charge, amount
DeskHandler record_transfer;      // money that came to the bank

// An amount in minor units, within what can be paid.
std::optional<std::int64_t> read_minor(Fields& fields, std::string_view name, std::int64_t least);
// "2026-09-01"; empty: it is none.
bool is_day(std::string_view text);
// A time of ISO 8601, or null for none.
void read_time(Fields& fields, char const* name, std::optional<Time>& into);
boost::json::value time_or_null(std::optional<Time> time);

}  // namespace broadsheet::membership
