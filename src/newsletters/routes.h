// The newsletters' public addresses. The first segments are reserved (content/address.cpp).
#pragma once
#include "app.h"
#include "http/router.h"
#include "newsletters/newsletters.h"

namespace broadsheet::newsletters {

// Where mail programs press "leave" for a reader, from wherever they run (RFC 8058); the link's key is the proof.
inline constexpr char const* one_click_path = "/newsletters/leave/";

std::vector<http::Route> routes(App& app, Newsletters& parts);
std::vector<http::Route> desk_routes(App& app, Newsletters& parts);  // /desk/api/newsletters …

}  // namespace broadsheet::newsletters
