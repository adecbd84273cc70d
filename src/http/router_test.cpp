#include "http/router.h"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

Router site() {
    Router router;
    for (auto const& [method, pattern] : std::vector<std::pair<Method, std::string>>{
             {Method::get, "/"},
             {Method::get, "/{slug}/"},
             {Method::get, "/feed/"},
             {Method::get, "/feed/{year}/{month}/{day}/"},
             {Method::get, "/{slug}/edit/"},
             {Method::get, "/stories/{id}"},
             {Method::put, "/stories/{id}"},
             {Method::post, "/stories/new"},
             {Method::get, "/media/{rest...}"},
         })
        router.add({method, pattern, [pattern](Request const&) { return text_response(200, pattern); }});
    return router;
}

// "pattern name=value …", or "405 allowed", or "404".
std::string matched(Router const& router, Method method, std::string const& path) {
    auto const match = router.match(method, path);
    if (!match.route) return match.allowed.empty() ? "404" : "405 " + match.allowed;
    std::string out = match.route->pattern;
    for (auto const& [name, value] : match.parameters) out += " " + name + "=" + value;
    return out;
}

TEST(Router, FindsTheRoute) {
    auto const router = site();
    struct Row {
        Method method;
        char const *path, *result;
    };
    using enum Method;
    Row const rows[] = {
        {get, "/", "/"},
        {head, "/", "/"},
        {get, "/feed/", "/feed/"},
        {get, "/other/", "/{slug}/ slug=other"},
        {get, "/feed", "404"},
        {get, "/other", "404"},
        {get, "//", "404"},
        {get, "/feed/2026/09/01/", "/feed/{year}/{month}/{day}/ year=2026 month=09 day=01"},
        {get, "/feed//09/01/", "404"},
        {get, "/feed/edit/", "/{slug}/edit/ slug=feed"},
        {get, "/a%20b%2Fc/", "/{slug}/ slug=a b/c"},
        {get, "/%66eed/", "/{slug}/ slug=feed"},
        {get, "/stories/5", "/stories/{id} id=5"},
        {put, "/stories/5", "/stories/{id} id=5"},
        {delete_, "/stories/5", "405 GET, HEAD, PUT"},
        {post, "/stories/new", "/stories/new"},
        {get, "/stories/new", "405 POST"},
        {post, "/", "405 GET, HEAD"},
        {options, "/feed/", "405 GET, HEAD"},
        {post, "/nowhere", "404"},
        {get, "/media/a", "/media/{rest...} rest=a"},
        {get, "/media/a/b%20c/d.jpg", "/media/{rest...} rest=a/b c/d.jpg"},
        {get, "/media/", "/{slug}/ slug=media"},
        {get, "", "/"},
    };
    for (auto const& row : rows)
        EXPECT_EQ(matched(router, row.method, row.path), row.result) << method_name(row.method) << " " << row.path;
}

TEST(Router, TheOrderOfRoutesDoesNotMatterWhereOneIsMoreLiteral) {
    Router router;
    auto const nothing = [](Request const&) { return no_content(); };
    router.add({Method::get, "/{a}/{b}", nothing});
    router.add({Method::get, "/{a}/x", nothing});
    router.add({Method::get, "/y/x", nothing});
    EXPECT_EQ(matched(router, Method::get, "/y/x"), "/y/x");
    EXPECT_EQ(matched(router, Method::get, "/z/x"), "/{a}/x a=z");
    EXPECT_EQ(matched(router, Method::get, "/z/w"), "/{a}/{b} a=z b=w");
}

}  // namespace
}  // namespace broadsheet::http
