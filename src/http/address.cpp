#include "http/address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <stdexcept>

namespace broadsheet::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<std::vector<unsigned char>> address_bytes(std::string_view text) {
    boost::system::error_code error;
    auto const address = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    auto const v6 = address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
    auto const bytes = v6.to_bytes();
    return std::vector<unsigned char>(bytes.begin(), bytes.end());
}

bool same_prefix(std::vector<unsigned char> const& a, std::vector<unsigned char> const& b, int bits) {
    for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
        unsigned const mask = bits >= 8 ? 0xffu : (0xff00u >> bits) & 0xffu;
        if ((a[i] & mask) != (b[i] & mask)) return false;
    }
    return true;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

}  // namespace

std::string network_of(std::string_view address) {
    boost::system::error_code error;
    auto const parsed = ip::make_address(std::string(address), error);
    if (error || parsed.is_v4() || parsed.to_v6().is_v4_mapped()) return std::string(address);
    auto bytes = parsed.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::make_address_v6(bytes).to_string();
}

TrustedProxies::TrustedProxies(std::vector<std::string> const& networks) {
    for (auto const& text : networks) {
        auto const slash = text.find('/');
        auto const bytes = address_bytes(std::string_view(text).substr(0, slash));
        int bits = 128;
        bool const v4 = text.find(':') == std::string::npos;
        if (bytes && slash != std::string::npos) {
            auto const* const begin = text.data() + slash + 1;
            auto const [end, error] = std::from_chars(begin, text.data() + text.size(), bits);
            if (error != std::errc{} || end != text.data() + text.size() || bits < 0 || bits > (v4 ? 32 : 128))
                bits = -1;
            if (v4 && bits >= 0) bits += 96;
        }
        if (!bytes || bits < 0)
            throw std::invalid_argument("trusted_proxies: \"" + text + "\" is not an address or network");
        networks_.push_back({*bytes, bits});
    }
}

bool TrustedProxies::trusts(std::string_view address) const {
    if (networks_.empty()) return false;
    auto const bytes = address_bytes(address);
    if (!bytes) return false;
    for (auto const& network : networks_)
        if (same_prefix(*bytes, network.bytes, network.bits)) return true;
    return false;
}

TrustedProxies::Origin TrustedProxies::origin(std::string_view peer, Headers const& headers) const {
    Origin origin{std::string(peer), false};
    if (!trusts(peer)) return origin;
    origin.secure = equal_without_case(trim(headers.get("X-Forwarded-Proto")), "https");
    std::string chain;  // some proxies add a field of their own behind the one that came in
    for (auto const& [name, value] : headers)
        if (equal_without_case(name, "X-Forwarded-For")) chain += chain.empty() ? value : "," + value;
    std::string_view list = chain;
    while (!list.empty()) {
        auto const comma = list.rfind(',');
        auto const item = trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
        if (!address_bytes(item)) break;
        origin.address = item;
        if (!trusts(item) || comma == std::string_view::npos) break;
        list = list.substr(0, comma);
    }
    return origin;
}

}  // namespace broadsheet::http
