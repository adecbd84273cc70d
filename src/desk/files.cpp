#include "desk/files.h"

#include "base/embedded.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

constexpr char const* policy =
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'";

std::optional<std::string_view> shipped(std::string const& name) {
    for (auto const& file : embedded_files())
        if (file.path.starts_with("web/desk/dist/") && file.path.substr(14) == name) return file.bytes;
    return std::nullopt;
}

char const* type_of(std::string_view name) {
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    return "text/html; charset=utf-8";
}

bool accepts(http::Request const& request, std::string_view coding) {
    return request.header("Accept-Encoding").find(coding) != std::string_view::npos;
}

// The file as it was packed when the desk was built.
http::Response answer(http::Request const& request, std::string const& name, char const* cache) {
    auto const plain = shipped(name);
    if (!plain) return http::text_response(404, "There is nothing at this address.\n");
    http::Response response{200, {}, std::string(*plain)};
    for (auto const& [coding, ending] : {std::pair{"br", ".br"}, {"gzip", ".gz"}})
        if (auto const packed = shipped(name + ending); packed && accepts(request, coding)) {
            response = {200, {}, std::string(*packed)};
            response.headers.add("Content-Encoding", coding);
            break;
        }
    response.headers.add("Content-Type", type_of(name));
    response.headers.add("Cache-Control", cache);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Referrer-Policy", "same-origin");
    response.headers.add("Content-Security-Policy", policy);
    response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
    return response;
}

}  // namespace

http::Response desk_page(http::Request const& request) {
    if (request.path.starts_with("/desk/api/"))
        return http::problem_response({ProblemKind::not_found, "unknown_address", "There is no such address.", {}});
    return answer(request, "index.html", "no-cache");
}

// Their names change with their bytes, so browsers may keep them.
http::Response desk_file(http::Request const& request) {
    return answer(request, request.parameter("name"), "public, max-age=31536000, immutable");
}

}  // namespace broadsheet::desk
