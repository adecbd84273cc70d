#include "syndication/routes.h"

#include "syndication/feeds.h"
#include "syndication/podcast.h"
#include "syndication/sitemap.h"

namespace broadsheet::syndication {
namespace {

using Send = http::Response (*)(App&, http::Request const&);

http::Route get(App& app, char const* pattern, Send send) {
    return {http::Method::get, pattern, [&app, send](http::Request const& request) { return send(app, request); }, 0};
}

http::Route feed(App& app, char const* pattern, FindList find, FeedFormat format) {
    return {http::Method::get, pattern,
            [&app, find, format](http::Request const& request) { return send_feed(app, request, find, format); }, 0};
}

}  // namespace

std::vector<http::Route> routes(App& app) {
    using enum FeedFormat;
    return {
        feed(app, "/rss/", news_list, rss),
        feed(app, "/atom.xml", news_list, atom),
        feed(app, "/feed.json", news_list, json),
        feed(app, "/feed/rss/", brief_list, rss),
        feed(app, "/feed/atom.xml", brief_list, atom),
        feed(app, "/feed/feed.json", brief_list, json),
        feed(app, "/section/{slug}/rss/", section_list, rss),
        feed(app, "/section/{slug}/atom.xml", section_list, atom),
        feed(app, "/section/{slug}/feed.json", section_list, json),
        feed(app, "/tag/{slug}/rss/", tag_list, rss),
        feed(app, "/tag/{slug}/atom.xml", tag_list, atom),
        feed(app, "/tag/{slug}/feed.json", tag_list, json),
        feed(app, "/author/{slug}/rss/", author_list, rss),
        feed(app, "/author/{slug}/atom.xml", author_list, atom),
        feed(app, "/author/{slug}/feed.json", author_list, json),

        get(app, "/podcast/rss/", send_podcast),
        get(app, "/podcast/rss/before/{before}/", send_podcast),
        get(app, "/podcast/{which}/rss/", send_podcast),
        get(app, "/podcast/{which}/rss/before/{before}/", send_podcast),

        get(app, "/sitemap.xml", send_sitemap_index),
        get(app, "/sitemap-news.xml", send_news_sitemap),
        get(app, "/sitemap-pages.xml", send_pages_sitemap),
        get(app, "/{name}", send_sitemap_month),
    };
}

}  // namespace broadsheet::syndication
