#include "http/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <thread>

#include "base/log.h"
#include "base/time.h"
#include "http/session.h"

namespace broadsheet::http {
namespace {

struct HostPort {
    std::string host;
    std::string port;
};

HostPort split_listen(std::string const& listen) {
    auto const colon = listen.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("listen: \"" + listen + "\" is not HOST:PORT");
    auto host = listen.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    return {host, listen.substr(colon + 1)};
}

tcp::endpoint resolve(asio::io_context& context, std::string const& listen) {
    auto const [host, port] = split_listen(listen);
    boost::system::error_code error;
    auto const found = tcp::resolver(context).resolve(host, port, tcp::resolver::passive, error);
    if (error) throw std::runtime_error("cannot listen on " + listen + ": " + error.message());
    return found.begin()->endpoint();
}

void open_acceptor(tcp::acceptor& acceptor, tcp::endpoint const& endpoint) {
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    int const on = 1;
    if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        throw std::runtime_error("SO_REUSEPORT is not available");
    acceptor.bind(endpoint);
    acceptor.listen(1024);
}

// SO_REUSEPORT would let a second server share our port unnoticed: find out before we do the same to another.
void refuse_if_taken(asio::io_context& context, tcp::endpoint const& endpoint, std::string const& listen) {
    if (endpoint.port() == 0) return;
    tcp::acceptor probe(context);
    boost::system::error_code error;
    probe.open(endpoint.protocol());
    probe.set_option(tcp::acceptor::reuse_address(true));
    probe.bind(endpoint, error);
    if (error) throw std::runtime_error("cannot listen on " + listen + ": " + error.message());
}

asio::awaitable<void> accept_all(Core& core) {
    for (;;) {
        auto [error, socket] = co_await core.acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!core.acceptor.is_open()) co_return;
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

void Server::start() {
    auto& shared = impl_->shared;
    auto endpoint = resolve(impl_->cores.front()->context, shared.settings.listen);
    refuse_if_taken(impl_->cores.front()->context, endpoint, shared.settings.listen);
    for (auto& core : impl_->cores) {
        open_acceptor(core->acceptor, endpoint);
        endpoint.port(core->acceptor.local_endpoint().port());
    }
    impl_->port = endpoint.port();
    for (auto& core : impl_->cores) {
        core->tick();
        asio::co_spawn(core->context, accept_all(*core), asio::detached);
        asio::co_spawn(core->context, keep_time(*core), asio::detached);
        impl_->threads.emplace_back([&core] { core->context.run(); });
    }
}

void Server::stop(std::chrono::milliseconds grace) {
    if (impl_->stopped) return;
    impl_->stopped = true;
    auto& shared = impl_->shared;
    shared.stopping = true;
    for (auto& core : impl_->cores)
        asio::post(core->context, [&core] {
            boost::system::error_code ignored;
            core->acceptor.close(ignored);
            for (auto next = core->sessions.begin(); next != core->sessions.end();) (*next++)->finish_soon();
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
