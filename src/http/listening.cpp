#include "http/listening.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "base/descriptor.h"

namespace broadsheet::http {
namespace {

struct Address {
    sockaddr_storage bytes{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
    sockaddr const* get() const { return reinterpret_cast<sockaddr const*>(&bytes); }
};

[[noreturn]] void fail(std::string const& listen, std::string const& reason) {
    throw std::runtime_error("cannot listen on " + listen + ": " + reason);
}

Address resolve(std::string const& listen) {
    auto const colon = listen.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("listen: \"" + listen + "\" is not HOST:PORT");
    auto host = listen.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (int const error =
            ::getaddrinfo(host.empty() ? nullptr : host.c_str(), listen.c_str() + colon + 1, &hints, &found);
        error != 0)
        fail(listen, ::gai_strerror(error));
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> const kept(found, ::freeaddrinfo);
    Address address;
    std::memcpy(&address.bytes, found->ai_addr, found->ai_addrlen);
    address.size = found->ai_addrlen;
    return address;
}

Address bound(int socket) {
    Address address;
    if (::getsockname(socket, address.get(), &address.size) != 0)
        throw std::runtime_error(std::string("what was handed over is no socket: ") + std::strerror(errno));
    return address;
}

enum class Sharing { alone, shared };

Descriptor bind_to(Address const& address, std::string const& listen, Sharing sharing) {
    Descriptor made(::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    int const on = 1;
    bool const ready =
        made.get() >= 0 && ::setsockopt(made.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        (sharing == Sharing::alone || ::setsockopt(made.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) &&
        ::bind(made.get(), address.get(), address.size) == 0;
    if (!ready) fail(listen, std::strerror(errno));
    return made;
}

bool takes_any_port(Address const& address) {
    return address.bytes.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6 const&>(address.bytes).sin6_port == 0
                                               : reinterpret_cast<sockaddr_in const&>(address.bytes).sin_port == 0;
}

}  // namespace

bool listens_on(int socket, std::string const& listen) try {
    auto const wanted = resolve(listen);
    auto const there = bound(socket);
    if (wanted.bytes.ss_family != there.bytes.ss_family) return false;
    if (wanted.bytes.ss_family == AF_INET6) {
        auto const& a = reinterpret_cast<sockaddr_in6 const&>(wanted.bytes);
        auto const& b = reinterpret_cast<sockaddr_in6 const&>(there.bytes);
        return a.sin6_port == b.sin6_port && std::memcmp(&a.sin6_addr, &b.sin6_addr, sizeof a.sin6_addr) == 0;
    }
    auto const& a = reinterpret_cast<sockaddr_in const&>(wanted.bytes);
    auto const& b = reinterpret_cast<sockaddr_in const&>(there.bytes);
    return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
} catch (std::runtime_error const&) {
    return false;
}

std::vector<int> open_listening(std::string const& listen, std::size_t count) {
    constexpr int waiting = 1024;
    auto address = resolve(listen);
    // SO_REUSEPORT would let a second server share our port unnoticed: find out before we do the same to another.
    if (!takes_any_port(address)) bind_to(address, listen, Sharing::alone);
    std::vector<Descriptor> made;
    while (made.size() < count) {
        made.push_back(bind_to(address, listen, Sharing::shared));
        address = bound(made.back().get());  // the others on the port that the first one got
    }
    std::vector<int> out;
    for (auto& one : made) {
        if (::listen(one.get(), waiting) != 0) fail(listen, std::strerror(errno));
        out.push_back(one.release());
    }
    return out;
}

std::string address_of(int socket) {
    auto const there = bound(socket);
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    if (int const error = ::getnameinfo(there.get(), there.size, host.data(), host.size(), port.data(), port.size(),
                                        NI_NUMERICHOST | NI_NUMERICSERV);
        error != 0)
        throw std::runtime_error(std::string("where a socket listens cannot be read: ") + ::gai_strerror(error));
    auto const form = there.bytes.ss_family == AF_INET6 ? "[{}]:{}" : "{}:{}";
    return fmt::format(fmt::runtime(form), host.data(), port.data());
}

bool is_v6(int socket) { return bound(socket).bytes.ss_family == AF_INET6; }

std::vector<int> spread(std::vector<int> sockets, std::size_t count) {
    for (std::size_t i = 0; !sockets.empty() && sockets.size() < count; ++i) {
        int const copy = ::fcntl(sockets[i], F_DUPFD_CLOEXEC, 0);
        if (copy < 0) throw std::runtime_error(std::string("cannot share a socket: ") + std::strerror(errno));
        sockets.push_back(copy);
    }
    return sockets;
}

}  // namespace broadsheet::http
