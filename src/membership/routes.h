#pragma once
#include <vector>

#include "http/router.h"
#include "membership/membership.h"

namespace broadsheet {
struct App;
}

namespace broadsheet::membership {

std::vector<http::Route> routes(App& app, Members& parts);
std::vector<http::Route> desk_routes(App& app, Members& parts);

// The reader's memberships and receipts, for their account's page: `support`.
void add_account_values(Members& parts, frame::PageBuild& build, content::Reader const& reader, theme::Object& values);
// All they pay for ends now; false: the processor cannot be reached.
bool end_memberships(App& app, Members& parts, content::Reader const& reader);
// Whether a Cookie field names the cookie of stories that everybody may open; and whether it names the request's.
bool may_be_metered(std::string_view cookies);
bool is_metered_open(Members const& parts, http::Request const& request, Time now);

}  // namespace broadsheet::membership
