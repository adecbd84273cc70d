// The handlers behind routes.cpp. Private to search/.
#pragma once
#include "app.h"
#include "http/message.h"
#include "search/search.h"

namespace broadsheet::search {

http::Response show_search(App& app, Search& search, http::Request const& request);
http::Response send_suggestions(App& app, Search& search, http::Request const& request);

}  // namespace broadsheet::search
