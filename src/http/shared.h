// What all cores of a server share: settings, hooks, workers, and who has how many connections. Private to http/.
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <expected>
#include <mutex>
#include <unordered_map>

#include "http/address.h"
#include "http/server.h"

namespace broadsheet::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Instant = std::chrono::steady_clock::time_point;

struct Shared;

// The right to one open stream; given back when it ends.
class StreamPlace {
  public:
    StreamPlace(Shared& shared, std::string address) : shared_(&shared), address_(std::move(address)) {}
    StreamPlace(StreamPlace&& other) noexcept
        : shared_(std::exchange(other.shared_, nullptr)), address_(std::move(other.address_)) {}
    StreamPlace& operator=(StreamPlace&&) = delete;
    ~StreamPlace();

  private:
    Shared* shared_;
    std::string address_;
};

struct Shared {
    Settings settings;
    Hooks hooks;
    TrustedProxies proxies;
    asio::thread_pool workers;
    std::atomic<std::size_t> waiting{0};  // requests handed to the workers and not answered
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::size_t> connections{0};  // without streams
    std::atomic<std::size_t> streams{0};
    std::atomic<std::uint64_t> streams_cut{0};
    std::atomic<bool> stopping{false};
    std::mutex addresses_mutex;
    std::unordered_map<std::string, std::size_t> addresses;         // open connections of each address
    std::unordered_map<std::string, std::size_t> stream_addresses;  // open streams of each reader's network

    Shared(Settings given_settings, Hooks given_hooks)
        : settings(std::move(given_settings)),
          hooks(std::move(given_hooks)),
          proxies(settings.trusted_proxies),
          workers(settings.workers) {}

    bool admit(std::string const& address);  // false: too many connections of this address
    bool is_overfull() const { return connections > settings.connection_limit; }
    void leave(std::string const& address);
    // `reader`: the address of the one who reads. Refused with 429 (too many of his) or 503 (too many).
    std::expected<StreamPlace, int> admit_stream(std::string const& reader);
    void leave_stream(std::string const& address);
    // The request's name in the log: what a trusted proxy calls it, or one of our own.
    std::string request_id(std::string const& peer, Request const& request) const;
};

}  // namespace broadsheet::http
