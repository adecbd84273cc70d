#include "frame/frame.h"
#include "media/blobs.h"
#include "media/sniff.h"
#include "site/handlers.h"

namespace broadsheet::site {
namespace {

// Of what may be served from among the blobs; nothing for the others (packed themes, say).
std::optional<std::string_view> type_of(std::string_view name) {
    auto const ending = name.substr(name.rfind('.') + 1);
    if (ending == "jpg") return "image/jpeg";
    if (ending == "webp") return "image/webp";
    if (ending == "avif") return "image/avif";
    if (ending == "png") return "image/png";
    if (ending == "gif") return "image/gif";
    return std::nullopt;
}

}  // namespace

http::Response send_media(App& app, http::Request const& request) {
    auto const name = request.parameter("folder") + "/" + request.parameter("name");
    auto const type = type_of(name);
    auto const path = type ? app.blobs.path(name) : std::nullopt;
    if (!path) return app.frame.error_page(404, request);
    http::Response response{200, {}, http::FileBody{*path, "\"" + request.parameter("name").substr(0, 24) + "\""}};
    response.headers.add("Content-Type", std::string(*type));
    response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");  // bytes of strangers
    return response;
}

http::Response send_robots(App& app, http::Request const&) {
    auto response = http::text_response(
        200,
        "User-agent: *\nDisallow: /desk/\nDisallow: /search/\nDisallow: /support/?\nDisallow: /members/\nSitemap: " +
            app.frame.site().url + "/sitemap.xml\nSitemap: " + app.frame.site().url + "/sitemap-news.xml\n");
    response.headers.add("Cache-Control", "public, max-age=3600");
    return response;
}

}  // namespace broadsheet::site
