#include "http/public_address.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace broadsheet::http {
namespace {

template <std::size_t n>
struct Range {
    std::array<unsigned char, n> first;
    int bits;
};

constexpr Range<4> refused_v4[] = {
    {{0, 0, 0, 0}, 8},         // this network, unspecified
    {{10, 0, 0, 0}, 8},        // private
    {{100, 64, 0, 0}, 10},     // shared, RFC 6598; Alibaba's metadata 100.100.100.200
    {{127, 0, 0, 0}, 8},       // loopback
    {{168, 63, 129, 16}, 32},  // Azure's wire server: a public number that is answered by the host itself
    {{169, 254, 0, 0}, 16},    // link-local, metadata 169.254.169.254
    {{172, 16, 0, 0}, 12},     // private
    {{192, 0, 0, 0}, 24},      // IETF protocols; Oracle's metadata 192.0.0.192
    {{192, 0, 2, 0}, 24},      // documentation
    {{192, 88, 99, 0}, 24},    // 6to4 relays
    {{192, 168, 0, 0}, 16},    // private
    {{198, 18, 0, 0}, 15},     // benchmarks
    {{198, 51, 100, 0}, 24},   // documentation
    {{203, 0, 113, 0}, 24},    // documentation
    {{224, 0, 0, 0}, 4},       // multicast
    {{240, 0, 0, 0}, 4},       // reserved, broadcast
};

constexpr Range<16> global_v6{{0x20}, 3};
constexpr Range<16> refused_v6[] = {
    {{0x20, 0x01, 0x00}, 23},        // IETF protocols; Teredo 2001::/32
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: an IPv4 address inside
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};

template <std::size_t n>
bool lies_in(std::span<unsigned char const> address, Range<n> const& range) {
    for (int bit = 0; bit < range.bits; bit += 8) {
        auto const at = static_cast<std::size_t>(bit / 8);
        int const left = std::min(8, range.bits - bit);
        auto const mask = static_cast<unsigned char>(0xff << (8 - left));
        if ((address[at] & mask) != (range.first[at] & mask)) return false;
    }
    return true;
}

}  // namespace

bool is_public_address(std::span<unsigned char const> address) {
    auto const holds = [&](auto const& range) { return lies_in(address, range); };
    if (address.size() == 4) return std::none_of(std::begin(refused_v4), std::end(refused_v4), holds);
    if (address.size() == 16)
        return lies_in(address, global_v6) && std::none_of(std::begin(refused_v6), std::end(refused_v6), holds);
    return false;
}

bool is_public_address(sockaddr const& address) {
    std::array<unsigned char, 16> bytes{};
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::memcpy(bytes.data(), &v4.sin_addr, 4);
        return is_public_address(std::span(bytes).first(4));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        std::memcpy(bytes.data(), &v6.sin6_addr, 16);
        return is_public_address(std::span<unsigned char const>(bytes));
    }
    return false;
}

}  // namespace broadsheet::http
