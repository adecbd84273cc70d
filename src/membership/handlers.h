// The room's pages. Private to membership/.
#pragma once
#include "app.h"
#include "http/message.h"
#include "membership/membership.h"

namespace broadsheet::membership {

using Handler = http::Response(App&, Members&, http::Request const&);

Handler show_support, give, show_thanks;                  // support_page.cpp, thanks.cpp
Handler show_practice, pay_practice;                      // practice_page.cpp
Handler take_event;                                       // webhook.cpp
Handler count_appeal, open_metered;                       // appeal_page.cpp, metered.cpp
Handler change_membership, show_receipt, show_statement;  // account.cpp, receipts.cpp

}  // namespace broadsheet::membership
