// Sitemaps (sitemaps.org 0.9): an index with a file for each month, and the last two days for news search.
#pragma once
#include "app.h"
#include "http/message.h"

namespace broadsheet::syndication {

http::Response send_sitemap_index(App& app, http::Request const& request);
http::Response send_sitemap_month(App& app, http::Request const& request);
http::Response send_news_sitemap(App& app, http::Request const& request);

}  // namespace broadsheet::syndication
