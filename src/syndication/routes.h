// Feeds and sitemaps.
#pragma once
#include <vector>

#include "app.h"
#include "http/router.h"

namespace broadsheet::syndication {

std::vector<http::Route> routes(App& app);

}  // namespace broadsheet::syndication
