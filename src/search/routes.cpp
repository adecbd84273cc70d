#include "search/routes.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/utf8.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "search/handlers.h"
#include "search/query.h"

namespace broadsheet::search {
namespace {

http::Response too_many(http::Response response) {
    response.headers.set("Retry-After", "5");
    return response;
}

}  // namespace

http::Response send_suggestions(App& app, Search& search, http::Request const& request) {
    if (!search.suggestion_calls.take(request.client, app.clock.now()))
        return too_many(http::problem_response(429, "Too many requests; please wait a moment."));
    auto const text = clean_text(request.query_value("q"));
    boost::json::array found;
    if (count_code_points(text) <= most_characters)
        for (auto const& suggestion : search.suggestions.find(text))
            found.push_back({{"text", suggestion.text}, {"url", suggestion.path}});
    auto response =
        http::json_response(200, boost::json::serialize(boost::json::object{{"suggestions", std::move(found)}}));
    response.headers.set("Cache-Control", "public, max-age=60");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

std::vector<http::Route> routes(App& app, Search& search) {
    return {{http::Method::get, "/search/",
             [&app, &search](http::Request const& request) {
                 if (!request.query_value("q").empty() && !search.searches.take(request.client, app.clock.now()))
                     return too_many(app.frame.error_page(429, request));
                 return show_search(app, search, request);
             },
             0},
            {http::Method::get, "/search/suggest/",
             [&app, &search](http::Request const& request) { return send_suggestions(app, search, request); }, 0}};
}

}  // namespace broadsheet::search
