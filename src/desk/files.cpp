#include "desk/files.h"

#include "base/embedded.h"

namespace broadsheet::desk {
namespace {

constexpr char const* policy =
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

http::Response shipped(std::string const& name) {
    for (auto const& file : embedded_files()) {
        if (file.path != "web/desk/" + name) continue;
        http::Response response{200, {}, std::string(file.bytes)};
        response.headers.add("Content-Type", name.ends_with(".css")  ? "text/css; charset=utf-8"
                                             : name.ends_with(".js") ? "text/javascript; charset=utf-8"
                                                                     : "text/html; charset=utf-8");
        response.headers.add("Cache-Control", "no-cache");
        response.headers.add("X-Content-Type-Options", "nosniff");
        response.headers.add("Referrer-Policy", "same-origin");
        response.headers.add("Content-Security-Policy", policy);
        return response;
    }
    return http::text_response(404, "There is nothing at this address.\n");
}

}  // namespace

http::Response desk_page(http::Request const&) { return shipped("index.html"); }
http::Response desk_file(http::Request const& request) { return shipped(request.parameter("name")); }

}  // namespace broadsheet::desk
