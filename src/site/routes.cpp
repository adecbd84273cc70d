#include "site/routes.h"

#include "frame/frame.h"
#include "site/handlers.h"

namespace broadsheet::site {
namespace {

using Show = http::Response (*)(App&, http::Request const&);

http::Route get(App& app, char const* pattern, Show show) {
    return {http::Method::get, pattern, [&app, show](http::Request const& request) { return show(app, request); }, 0};
}

}  // namespace

std::vector<http::Route> routes(App& app) {
    return {
        get(app, "/", show_front),
        get(app, "/section/{slug}/", show_section),
        get(app, "/section/{slug}/page/{page}/", show_section),
        get(app, "/tag/{slug}/", show_tag),
        get(app, "/tag/{slug}/page/{page}/", show_tag),
        get(app, "/author/{slug}/", show_author),
        get(app, "/author/{slug}/page/{page}/", show_author),
        get(app, "/feed/", show_feed),
        get(app, "/feed/page/{page}/", show_feed),
        get(app, "/feed/{year}/{month}/{day}/", show_feed_day),
        get(app, "/archive/", show_archive),
        get(app, "/archive/page/{page}/", show_archive),
        get(app, "/archive/{year}/{month}/", show_archive_month),
        get(app, "/archive/{year}/{month}/{day}/", show_archive_day),
        get(app, "/corrections/", show_corrections),
        get(app, "/corrections/before/{entry}/", show_corrections),
        get(app, "/media/{folder}/{name}", send_media),
        get(app, "/robots.txt", send_robots),
        {http::Method::get, "/assets/{rest...}",
         [&app](http::Request const& request) { return app.frame.asset(request); }, 0},
        get(app, "/desk/preview/front", preview_front),
        get(app, "/desk/preview/stories/{id}", preview_story),
        get(app, "/{slug}/", show_story),
        get(app, "/{slug}/edit/", edit_story),
    };
}

}  // namespace broadsheet::site
