// Whether another site made a reader's browser send what changes something here (CSRF). Pure.
#pragma once
#include <string_view>

#include "http/message.h"

namespace broadsheet::http {

// Only of methods that change something. Browsers say it themselves (Sec-Fetch-Site, else Origin, which must name the
// site or the host that was asked); what is no browser says neither, and is let through: it carries no stolen cookies.
bool is_from_elsewhere(Request const& request, std::string_view site_url);

}  // namespace broadsheet::http
