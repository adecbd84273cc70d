// The HTTP/1.1 server (RFC 9110, 9112): one io_context per core with its own listening socket (SO_REUSEPORT), a worker
// pool for handlers, limits on everything a stranger can send. TLS and HTTP/2 are the proxy's.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace broadsheet::http {

struct Settings {
    std::string listen = "127.0.0.1:8080";     // HOST:PORT or [V6]:PORT; port 0 takes a free one
    std::vector<int> sockets;                  // that listen already, ours from here on; none: `listen` is opened
    std::vector<std::string> trusted_proxies;  // addresses or networks (10.0.0.0/8) whose X-Forwarded-* count
    unsigned io_threads = 0;                   // 0: one a core
    unsigned workers = 8;
    std::size_t header_limit = 16 * 1024;
    std::size_t connection_limit = 8192;         // beyond it a new one takes the place of the most silent
    std::size_t connections_per_address = 1024;  // not for trusted proxies
    std::size_t stream_limit = 4096;             // event streams have places of their own
    std::size_t streams_per_address = 64;        // of a reader (IPv6: of a /64); 429 beyond
    std::string every_answer;                    // header lines that all answers carry, each with its CRLF
    std::chrono::seconds header_time{10};        // from the first byte of a request to the end of its header
    std::chrono::seconds body_time{30};          // without progress in a body that is read or written
    std::chrono::seconds idle_time{75};
    std::chrono::milliseconds stream_time{10'000};  // without progress in what a stream's reader is to take
    std::chrono::milliseconds beat_time{20'000};    // between a stream's heartbeats
};

// What the kept-page look-up needs of a GET or HEAD; views into the connection's buffer.
struct FastRequest {
    std::string_view path;
    std::string_view cookies;  // the Cookie field
    Accepted accepted;
};

struct Hooks {
    // Finished bytes for this request, or null: called on the I/O thread, must not block.
    std::function<Prepared(FastRequest const&)> finished;
    // Everything else, on a worker thread. Must not throw.
    std::function<Response(Request const&)> handle;
    // The largest body that this route takes, in bytes; asked before the body is read.
    std::function<std::size_t(Method, std::string_view path)> body_limit;
    // Whether this is somebody from whom a body of megabytes is taken; its headers are all there is. On a worker
    // thread.
    std::function<bool(Request const& head)> is_known;
    // The answer to a request that could not be read (400, 408, 413, 431, 501, 503, 505); on a worker thread.
    std::function<Response(int status, std::string_view path)> broken;
};

struct ServerStats {
    std::size_t connections = 0;    // without streams
    std::size_t streams = 0;        // open event streams
    std::uint64_t streams_cut = 0;  // whose readers did not take their bytes
};

// What becomes of connections on which no request is under way when the server stops: cut, or kept to the end of the
// grace for the request that may already be on its way.
enum class Idle { cut, served };

class Server {
  public:
    Server(Settings settings, Hooks hooks);
    ~Server();  // stops at once
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    void start();  // throws std::runtime_error naming the address if it cannot be bound
    std::uint16_t port() const;
    ServerStats stats() const;
    std::vector<int> sockets() const;  // the listening ones, still the server's; for whoever takes over
    // Takes no new connection, lets requests under way finish for at most `grace`, then cuts. Blocks.
    void stop(std::chrono::milliseconds grace, Idle idle = Idle::cut);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::http
