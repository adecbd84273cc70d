// Sockets that listen: opened here, given by systemd, or handed on by the server before. Private to http/, but for
// listens_on() and address_of().
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace broadsheet::http {

// Whether `socket` listens on this HOST:PORT (never where the port is 0, which means any). False for what cannot be
// resolved.
bool listens_on(int socket, std::string const& listen);

// `count` sockets on HOST:PORT between which the kernel shares out connections (SO_REUSEPORT); port 0 takes a free one.
// Throws std::runtime_error naming the address where it cannot be bound or is somebody else's.
std::vector<int> open_listening(std::string const& listen, std::size_t count);

// Where it listens, as HOST:PORT, or [HOST]:PORT for IPv6; throws std::runtime_error where it is no socket.
std::string address_of(int socket);

bool is_v6(int socket);  // throws std::runtime_error where it is no socket

// At least one for each of `count`: where there are fewer, they stand there several times.
std::vector<int> spread(std::vector<int> sockets, std::size_t count);

}  // namespace broadsheet::http
