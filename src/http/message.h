// What handlers take and give: plain values, no sockets. A response's body is a description that the server performs.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace broadsheet::http {

enum class Method { get, head, post, put, patch, delete_, options, other };
std::string_view method_name(Method method);

// Names compare without case (RFC 9110, 5.1); the first field of a name counts.
class Headers {
  public:
    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    void set(std::string_view name, std::string value);  // replaces every field of the name
    std::string_view get(std::string_view name) const;   // empty if absent
    bool has(std::string_view name) const;
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }
    void clear() { fields_.clear(); }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

bool equal_without_case(std::string_view a, std::string_view b);

struct Request {
    Method method = Method::get;
    std::string path;   // as sent, without query; starts with '/'
    std::string query;  // as sent, without '?'
    Headers headers;
    std::string body;
    std::string client;        // address of the reader; X-Forwarded-For counts only from trusted proxies
    bool secure = false;       // the reader's connection to the proxy, or ours, is TLS
    std::uint64_t number = 0;  // request id in the log
    std::vector<std::pair<std::string, std::string>> parameters;  // filled by the router, percent-decoded

    std::string_view header(std::string_view name) const { return headers.get(name); }
    std::string parameter(std::string_view name) const;    // of the route's path; empty if absent
    std::string query_value(std::string_view name) const;  // decoded; empty if absent
    std::string cookie(std::string_view name) const;       // empty if absent
};

// A part of an answer kept by someone else; `owner` keeps the bytes alive until they are sent.
struct Slice {
    std::shared_ptr<void const> owner;
    std::string_view bytes;
};

// An answer that was finished before the request came: sent with one gathered write. Immutable, shared between threads.
// `head` and `head_304` are status line and header fields without the closing empty line; the server adds Date and
// Connection.
struct PreparedAnswer {
    std::string head;
    std::string head_304;
    std::string etag;  // with its quotes
    std::vector<Slice> body;
    std::size_t length = 0;
};
using Prepared = std::shared_ptr<PreparedAnswer const>;

// A file, or the range of it that the request asks for (RFC 9110, 14): the server answers 206, 304 or 416 itself.
struct FileBody {
    std::filesystem::path path;
    std::string etag;  // strong, with quotes
};

class Broadcast;

// An event stream (text/event-stream): `first`, then what is published behind `after`, until either side ends it.
struct EventStream {
    std::shared_ptr<Broadcast> broadcast;
    std::int64_t after = 0;
    std::string first;
};

struct Response {
    int status = 200;
    Headers headers;
    std::variant<std::string, std::shared_ptr<std::string const>, FileBody, Prepared, EventStream> body;
};

Response text_response(int status, std::string text);
Response json_response(int status, std::string json);
Response redirect_response(int status, std::string location);
Response no_content();

std::string_view status_text(int status);
std::string percent_decode(std::string_view text, bool plus_is_space = false);
std::string percent_encode(std::string_view text);  // all but unreserved (RFC 3986, 2.3)

// Whether an If-None-Match value names the tag (weak comparison, RFC 9110, 13.1.2).
bool etag_listed(std::string_view if_none_match, std::string_view etag);

enum class Encoding { identity, gzip, brotli };
struct Accepted {
    bool gzip = false;
    bool brotli = false;
};
Accepted accepted_encodings(std::string_view accept_encoding);  // a quality of 0 refuses

}  // namespace broadsheet::http
