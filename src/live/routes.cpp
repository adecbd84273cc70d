#include "live/routes.h"

#include <charconv>

namespace broadsheet::live {
namespace {

// What is no position is none: then a reader is told what comes from now on.
std::optional<std::int64_t> asked_position(http::Request const& request) {
    auto text = std::string(request.header("Last-Event-ID"));
    if (text.empty()) text = request.query_value("after");
    std::int64_t position = -1;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    return whole && position >= 0 ? std::optional(position) : std::nullopt;
}

http::Response stream(Live& live, http::Request const& request) {
    http::Response response{200, {}, live.stream(asked_position(request))};
    response.headers.add("Content-Type", "text/event-stream; charset=utf-8");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Accel-Buffering", "no");  // nginx would collect it
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

http::Response poll(Live& live, http::Request const& request) {
    auto response = http::json_response(200, live.poll(asked_position(request)));
    response.headers.set("Cache-Control",
                         request.headers.has("Cookie") ? "private, no-cache" : "public, max-age=0, s-maxage=2");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace

std::vector<http::Route> routes(Live& live) {
    return {
        {http::Method::get, "/live", [&live](http::Request const& request) { return stream(live, request); }, 0},
        {http::Method::get, "/live/poll/", [&live](http::Request const& request) { return poll(live, request); }, 0},
    };
}

}  // namespace broadsheet::live
