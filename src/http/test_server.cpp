#include "http/test_server.h"

#include <unistd.h>

#include <fstream>

namespace broadsheet::http {
namespace {

Prepared prepared(int status, std::string text) {
    auto answer = std::make_shared<PreparedAnswer>();
    auto const body = std::make_shared<std::string const>(std::move(text));
    answer->head = "HTTP/1.1 " + std::to_string(status) + " " + std::string(status_text(status)) +
                   "\r\nETag: \"kept\"\r\nContent-Length: " + std::to_string(body->size()) + "\r\n";
    answer->head_304 = "HTTP/1.1 304 Not Modified\r\nETag: \"kept\"\r\n";
    if (status == 200) answer->etag = "\"kept\"";
    // More slices than go into one write.
    for (char const& c : *body) answer->body.push_back({body, std::string_view(&c, 1)});
    answer->length = body->size();
    return answer;
}

Prepared finished(FastRequest const& request) {
    static auto const kept = prepared(200, std::string(100, 'k') + "end"), gone = prepared(404, "gone");
    if (request.path == "/kept") return kept;
    return request.path == "/gone" ? gone : nullptr;
}

std::string field_lines(Request const& request) {
    std::string out;
    for (auto const& [name, value] : request.headers) out += name + ": " + value + "\n";
    return out;
}

Response splitting() {
    auto response = text_response(200, "body");
    response.headers.add("X-Evil", "a\r\nSet-Cookie: evil=1");
    response.headers.add("X-Other", "b\nSet-Cookie: evil=2");
    response.headers.add("X-Good", "yes");
    return response;
}

}  // namespace

ServerTest::ServerTest(Settings settings, std::size_t kept_events)
    : folder_(std::filesystem::temp_directory_path() / ("broadsheet_http_" + std::to_string(::getpid()))),
      events_(std::make_shared<Broadcast>(0, kept_events)) {
    std::filesystem::create_directories(folder_ / "folder");
    std::ofstream(folder_ / "file") << file_text;
    settings.listen = "127.0.0.1:0";
    if (settings.io_threads == 0) settings.io_threads = 2;
    Hooks hooks;
    hooks.finished = finished;
    hooks.handle = [this](Request const& given) { return handle(given); };
    hooks.body_limit = [](Method, std::string_view path) -> std::size_t {
        return path == "/archive" ? 2'000'000 : path == "/upload" ? 1'000'000 : 1000;
    };
    hooks.is_known = [](Request const& head) { return head.header("X-Known") == "yes"; };
    hooks.broken = [](int status, std::string_view) { return text_response(status, "broken"); };
    server_ = std::make_unique<Server>(std::move(settings), std::move(hooks));
    server_->start();
}

ServerTest::~ServerTest() {
    release();
    server_.reset();
    std::filesystem::remove_all(folder_);
}

Response ServerTest::handle(Request const& given) {
    auto const& path = given.path;
    if (path == "/echo" || path == "*" || path == "/upload" || path == "/archive")
        return text_response(200, std::string(method_name(given.method)) + " " + path +
                                      (given.query.empty() ? "" : "?" + given.query) + "\n" + given.body);
    if (path == "/headers") return text_response(200, field_lines(given));
    if (path == "/who") return text_response(200, given.client + (given.secure ? " https" : " http"));
    if (path == "/wait") return hold();
    if (path == "/file") return {200, {}, FileBody{folder_ / "file", "\"f\""}};
    if (path == "/nofile") return {200, {}, FileBody{folder_ / "missing", "\"f\""}};
    if (path == "/folder") return {200, {}, FileBody{folder_ / "folder", "\"f\""}};
    if (path == "/split") return splitting();
    if (path == "/empty") return no_content();
    if (path == "/live") {
        auto const after = given.query_value("after");
        Response response{200, {}, EventStream{events_, after.empty() ? 0 : std::stoll(after), "first\n\n"}};
        response.headers.add("Content-Type", "text/event-stream; charset=utf-8");
        return response;
    }
    if (path == "/text") return text_response(200, std::string(2000, 't'));
    if (path == "/large") return text_response(200, std::string(24 << 20, 'l'));
    if (path == "/private") {
        auto response = text_response(200, std::string(2000, 'p'));
        response.headers.add("Cache-Control", "private, no-store");
        return response;
    }
    return text_response(404, "not here");
}

Response ServerTest::hold() {
    std::unique_lock lock(mutex_);
    ++held_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return released_; });
    return text_response(200, "waited");
}

void ServerTest::wait_until_held() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(5), [this] { return held_ > 0; });
}

void ServerTest::release() {
    {
        std::lock_guard const lock(mutex_);
        released_ = true;
    }
    changed_.notify_all();
}

std::string get(std::string const& target, std::string const& more) { return request("GET", target, more); }

std::string request(std::string const& method, std::string const& target, std::string const& more,
                    std::string const& body) {
    return method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + more + "\r\n" + body;
}

}  // namespace broadsheet::http
