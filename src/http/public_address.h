// Which addresses belong to the open internet: everything that a stranger could use to reach our own machines is not
// among them. Pure.
#pragma once
#include <netinet/in.h>
#include <sys/socket.h>

#include <span>

namespace broadsheet::http {

// 4 bytes (IPv4) or 16 (IPv6), in network order; anything else is not public. Not public are: unspecified, loopback,
// private, shared (RFC 6598), link-local, the metadata services of clouds, multicast, broadcast, documentation,
// benchmarks and reserved ranges; of IPv6 everything outside 2000::/3 (so mapped and NAT64 addresses too), and within
// it 6to4, Teredo and the IETF's own ranges, which carry IPv4 addresses inside.
bool is_public_address(std::span<unsigned char const> address);
// The same for what a socket is about to connect to.
bool is_public_address(sockaddr const& address);

}  // namespace broadsheet::http
