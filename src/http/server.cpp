#include "http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/time.h"
#include "http/listening.h"
#include "http/session.h"

namespace broadsheet::http {
namespace {

asio::awaitable<void> accept_all(Core& core, tcp::acceptor& acceptor) {
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!acceptor.is_open()) co_return;
        if (error) {  // out of descriptors, or the peer left already: wait for a moment rather than spin
            asio::steady_timer pause(core.context, std::chrono::milliseconds(20));
            co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        boost::system::error_code ignored;
        auto const peer = socket.remote_endpoint(ignored).address();
        auto const address = peer.is_v6() && peer.to_v6().is_v4_mapped()
                                 ? asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6()).to_string()
                                 : peer.to_string();
        if (!core.shared.admit(address)) continue;
        // Whoever holds connections without using them must not keep readers out.
        if (core.shared.is_overfull() && !core.make_room()) {
            core.shared.leave(address);
            continue;
        }
        socket.set_option(tcp::no_delay(true), ignored);
        socket.non_blocking(true, ignored);
        auto session = std::make_shared<Session>(core, std::move(socket), address);
        asio::co_spawn(
            core.context, [session]() { return session->run(); }, asio::detached);
    }
}

asio::awaitable<void> keep_time(Core& core) {
    for (;;) {
        core.tick();
        core.ticker.expires_after(std::chrono::milliseconds(500));
        auto const [error] = co_await core.ticker.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) co_return;
    }
}

}  // namespace

bool Shared::admit(std::string const& address) {
    std::lock_guard const lock(addresses_mutex);
    auto& open = addresses[address];
    if (open >= settings.connections_per_address && !proxies.trusts(address)) return false;
    ++open;
    ++connections;
    return true;
}

void Shared::leave(std::string const& address) {
    std::lock_guard const lock(addresses_mutex);
    auto const found = addresses.find(address);
    if (found != addresses.end() && --found->second == 0) addresses.erase(found);
    --connections;
}

StreamPlace::~StreamPlace() {
    if (shared_) shared_->leave_stream(address_);
}

std::expected<StreamPlace, int> Shared::admit_stream(std::string const& reader) {
    if (stopping) return std::unexpected(503);
    auto address = network_of(reader);
    std::lock_guard const lock(addresses_mutex);
    if (streams >= settings.stream_limit) return std::unexpected(503);
    auto& open = stream_addresses[address];
    if (open >= settings.streams_per_address && !proxies.trusts(reader)) return std::unexpected(429);
    ++open;
    ++streams;
    return StreamPlace(*this, std::move(address));
}

void Shared::leave_stream(std::string const& address) {
    std::lock_guard const lock(addresses_mutex);
    auto const found = stream_addresses.find(address);
    if (found != stream_addresses.end() && --found->second == 0) stream_addresses.erase(found);
    --streams;
}

std::string Shared::request_id(std::string const& peer, Request const& request) const {
    static auto const start = to_ms(std::chrono::floor<Millis>(std::chrono::system_clock::now()));
    auto const named = request.header("X-Request-Id");
    constexpr std::size_t longest = 64;
    bool const plain = !named.empty() && named.size() <= longest && std::ranges::all_of(named, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
               c == '.';
    });
    return plain && proxies.trusts(peer) ? std::string(named) : fmt::format("{:x}-{}", start, request.number);
}

void Core::tick() {
    now = std::chrono::steady_clock::now();
    auto const date = shared.settings.every_answer +
                      "Date: " + http_date(std::chrono::floor<Millis>(std::chrono::system_clock::now())) + "\r\n";
    keep_alive_end = date + "\r\n";
    close_end = date + "Connection: close\r\n\r\n";
    for (auto next = sessions.begin(); next != sessions.end();) (*next++)->cut_if_overdue(now);
    streams.tick();
}

bool Core::make_room() {
    auto const found = std::ranges::find_if(sessions, &Session::may_give_way);
    if (found == sessions.end()) return false;
    (*found)->cut();
    return true;
}

struct Server::Impl {
    Shared shared;
    std::vector<std::unique_ptr<Core>> cores;
    std::vector<std::thread> threads;
    std::uint16_t port = 0;
    bool stopped = false;

    Impl(Settings settings, Hooks hooks) : shared(std::move(settings), std::move(hooks)) {
        auto count =
            shared.settings.io_threads ? shared.settings.io_threads : std::max(1u, std::thread::hardware_concurrency());
        for (; count > 0; --count) cores.push_back(std::make_unique<Core>(shared));
    }
};

Server::Server(Settings settings, Hooks hooks) : impl_(std::make_unique<Impl>(std::move(settings), std::move(hooks))) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

std::uint16_t Server::port() const { return impl_->port; }

ServerStats Server::stats() const {
    auto const& shared = impl_->shared;
    return {shared.connections, shared.streams, shared.streams_cut};
}

std::vector<int> Server::sockets() const {
    std::vector<int> out;
    for (auto& core : impl_->cores)
        for (auto& acceptor : core->acceptors) out.push_back(acceptor.native_handle());
    return out;
}

void Server::start() {
    auto& given = impl_->shared.settings.sockets;
    if (given.empty()) given = open_listening(impl_->shared.settings.listen, impl_->cores.size());
    // Each core takes its share; one socket for several cores is the same one for all of them.
    std::size_t next = 0;
    for (auto const socket : spread(std::exchange(given, {}), impl_->cores.size())) {
        auto& core = *impl_->cores[next++ % impl_->cores.size()];
        core.acceptors.emplace_back(core.context, is_v6(socket) ? tcp::v6() : tcp::v4(), socket);
        impl_->port = core.acceptors.back().local_endpoint().port();
    }
    for (auto& core : impl_->cores) {
        core->tick();
        for (auto& acceptor : core->acceptors)
            asio::co_spawn(core->context, accept_all(*core, acceptor), asio::detached);
        asio::co_spawn(core->context, keep_time(*core), asio::detached);
        impl_->threads.emplace_back([&core] { core->context.run(); });
    }
}

void Server::stop(std::chrono::milliseconds grace, Idle idle) {
    if (impl_->stopped) return;
    impl_->stopped = true;
    auto& shared = impl_->shared;
    shared.stopping = true;
    for (auto& core : impl_->cores)
        asio::post(core->context, [&core, idle] {
            boost::system::error_code ignored;
            for (auto& acceptor : core->acceptors) acceptor.close(ignored);
            for (auto next = core->sessions.begin(); next != core->sessions.end();) (*next++)->finish_soon(idle);
            core->streams.end_all();
        });
    auto const end = std::chrono::steady_clock::now() + grace;
    while (shared.connections + shared.streams > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (auto& core : impl_->cores)
        asio::post(core->context, [&core] {
            core->ticker.cancel();
            for (auto next = core->sessions.begin(); next != core->sessions.end();) (*next++)->cut();
            core->streams.end_all();
        });
    shared.workers.join();  // handlers under way end before the parts they use do
    for (int i = 0; i < 200 && shared.connections + shared.streams > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (auto& core : impl_->cores) core->context.stop();
    for (auto& thread : impl_->threads) thread.join();
    impl_->threads.clear();
}

}  // namespace broadsheet::http
