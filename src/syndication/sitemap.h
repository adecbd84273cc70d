// Sitemaps (sitemaps.org 0.9): an index of a file for each month's stories, one for all other pages, and one for news
// search with the stories of the last two days.
#pragma once
#include "app.h"
#include "http/message.h"

namespace broadsheet::syndication {

http::Response send_sitemap_index(App& app, http::Request const& request);
http::Response send_sitemap_month(App& app, http::Request const& request);
http::Response send_pages_sitemap(App& app, http::Request const& request);
http::Response send_news_sitemap(App& app, http::Request const& request);

}  // namespace broadsheet::syndication
