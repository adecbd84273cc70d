// The search page and its suggestions. main/ puts them into the router.
//
//   GET /search/?q=&section=SLUG&author=SLUG&from=YYYY-MM-DD&to=YYYY-MM-DD&sort=newest&page=N     the page
//       (with sort=newest instead of page: before=KEY, from the link to older ones)
//   GET /search/suggest/?q=PREFIX     {"suggestions":[{"text":"Night desk","url":"/author/night-desk/"}…]}, at most 8
#pragma once
#include <vector>

#include "app.h"
#include "http/router.h"
#include "search/search.h"

namespace broadsheet::search {

std::vector<http::Route> routes(App& app, Search& search);

}  // namespace broadsheet::search
