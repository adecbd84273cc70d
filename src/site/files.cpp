#include "frame/frame.h"
#include "media/blobs.h"
#include "media/sniff.h"
#include "site/handlers.h"
#include "store/narrations.h"

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

std::optional<std::string_view> audio_type_of(std::string_view name) {
    auto const ending = name.substr(name.rfind('.') + 1);
    if (ending == "mp3") return "audio/mpeg";
    if (ending == "m4a") return "audio/mp4";
    if (ending == "opus" || ending == "ogg") return "audio/ogg";
    return std::nullopt;
}

// What is to be heard here: what a published story that everybody may read plays, or has played until lately.
int audio_status(App& app, std::string const& blob) {
    int out = 404;
    for (auto const& owner : store::owners_of_audio(*app.database.snapshot(), blob, app.clock.now())) {
        if (owner.status == content::StoryStatus::published && owner.visibility == "public") return 200;
        if (owner.status == content::StoryStatus::retracted) out = 410;
    }
    return out;
}

http::Response file_response(std::filesystem::path const& path, std::string const& name, std::string_view type) {
    http::Response response{200, {}, http::FileBody{path, "\"" + name.substr(0, 24) + "\""}};
    response.headers.add("Content-Type", std::string(type));
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");  // bytes of strangers
    return response;
}

// Unlike a picture it can be gone from one moment to the next.
http::Response send_audio(App& app, http::Request const& request, std::string const& blob, std::string_view type) {
    auto const path = app.blobs.path(blob);
    auto const status = audio_status(app, blob);
    if (status != 200 || !path) return app.frame.error_page(status == 410 ? 410 : 404, request);
    auto response = file_response(*path, request.parameter("name"), type);
    response.headers.add("Cache-Control", "public, max-age=3600, s-maxage=10");
    return response;
}

}  // namespace

http::Response send_media(App& app, http::Request const& request) {
    auto const name = request.parameter("folder") + "/" + request.parameter("name");
    if (auto const audio = audio_type_of(name)) return send_audio(app, request, name, *audio);
    auto const type = type_of(name);
    auto const path = type ? app.blobs.path(name) : std::nullopt;
    if (!path) return app.frame.error_page(404, request);
    auto response = file_response(*path, request.parameter("name"), *type);
    response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
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
