// The newsletters' public addresses. The first segments are reserved (content/address.cpp).
#pragma once
#include "app.h"
#include "http/router.h"
#include "newsletters/newsletters.h"

namespace broadsheet::newsletters {

std::vector<http::Route> routes(App& app, Newsletters& parts);
std::vector<http::Route> desk_routes(App& app, Newsletters& parts);  // /desk/api/newsletters …

}  // namespace broadsheet::newsletters
