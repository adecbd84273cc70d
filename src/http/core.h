// What one I/O thread owns: its io_context, its sessions, the coarse clock and the Date field. Only that thread touches
// a Core, except `context` (thread-safe by Asio). Private to http/.
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <list>
#include <mutex>
#include <unordered_map>

#include "http/address.h"
#include "http/server.h"

namespace broadsheet::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Instant = std::chrono::steady_clock::time_point;

class Session;

// What all cores share.
struct Shared {
    Settings settings;
    Hooks hooks;
    TrustedProxies proxies;
    asio::thread_pool workers;
    std::atomic<std::size_t> waiting{0};  // requests handed to the workers and not answered
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> stopping{false};
    std::mutex addresses_mutex;
    std::unordered_map<std::string, std::size_t> addresses;  // open connections of each address

    Shared(Settings given_settings, Hooks given_hooks)
        : settings(std::move(given_settings)),
          hooks(std::move(given_hooks)),
          proxies(settings.trusted_proxies),
          workers(settings.workers) {}

    bool admit(std::string const& address);  // false: too many connections
    void leave(std::string const& address);
};

struct Core {
    explicit Core(Shared& given) : shared(given), context(1), acceptor(context), ticker(context) {}

    void tick();  // once in half a second: clock, Date field, overdue sessions

    Shared& shared;
    asio::io_context context;
    tcp::acceptor acceptor;
    asio::steady_timer ticker;
    Instant now = std::chrono::steady_clock::now();
    std::string keep_alive_end;  // "Date: …\r\n\r\n"
    std::string close_end;       // "Date: …\r\nConnection: close\r\n\r\n"
    std::list<Session*> sessions;
};

}  // namespace broadsheet::http
