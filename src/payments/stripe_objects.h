// Stripe's objects as we read them (API version: stripe.h). What lacks a field that we need throws Unreachable: then it
// is not what we asked for. Private to payments/.
#pragma once
#include <boost/json/object.hpp>

#include "payments/processor.h"

namespace broadsheet::payments {

// Text of a field, the id of an object that may be expanded; empty where it is null or absent.
std::string text_in(boost::json::object const& object, std::string_view name);
std::string id_in(boost::json::object const& object, std::string_view name);
std::int64_t number_in(boost::json::object const& object, std::string_view name);
// The object at the end of these names; null if there is none.
boost::json::object const* object_in(boost::json::object const& object, std::initializer_list<std::string_view> names);

CheckoutState read_checkout(boost::json::object const& session);
// The last moment that an invoice pays for; zero: it names none.
Time period_end_of(boost::json::object const& invoice);
// But for the end of what is paid: the processor's period goes on, paid or not.
Subscription read_subscription(boost::json::object const& object);
// Without what it belongs to.
Movement read_balance_transaction(boost::json::object const& transaction);

// "EUR" for "eur".
std::string upper(std::string text);
std::string lower(std::string text);

}  // namespace broadsheet::payments
