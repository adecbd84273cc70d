// The public pages, one line each. main/ puts them into the router.
#pragma once
#include <vector>

#include "app.h"
#include "http/router.h"

namespace broadsheet::site {

std::vector<http::Route> routes(App& app);

}  // namespace broadsheet::site
