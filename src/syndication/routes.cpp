#include "syndication/routes.h"

#include "syndication/rss.h"
#include "syndication/sitemap.h"

namespace broadsheet::syndication {
namespace {

using Send = http::Response (*)(App&, http::Request const&);

http::Route get(App& app, char const* pattern, Send send) {
    return {http::Method::get, pattern, [&app, send](http::Request const& request) { return send(app, request); }, 0};
}

}  // namespace

std::vector<http::Route> routes(App& app) {
    return {get(app, "/rss/", send_rss), get(app, "/sitemap.xml", send_sitemap_index),
            get(app, "/sitemap-news.xml", send_news_sitemap), get(app, "/{name}", send_sitemap_month)};
}

}  // namespace broadsheet::syndication
