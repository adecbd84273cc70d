// Who is at the other end: networks that are trusted to say so (X-Forwarded-For, X-Forwarded-Proto), and limits by
// address.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace broadsheet::http {

// What limits by address count: the address, or the /64 that an IPv6 reader has to himself.
std::string network_of(std::string_view address);

class TrustedProxies {
  public:
    // Addresses or CIDR networks, IPv4 or IPv6. Throws std::invalid_argument naming the entry that is neither.
    explicit TrustedProxies(std::vector<std::string> const& networks);
    bool trusts(std::string_view address) const;

    struct Origin {
        std::string address;
        bool secure = false;
    };
    // The reader's address and scheme: X-Forwarded-For is read from the right, past trusted proxies.
    Origin origin(std::string_view peer, Headers const& headers) const;

  private:
    struct Network {
        std::vector<unsigned char> bytes;  // 16: IPv4 is kept mapped
        int bits = 128;
    };
    std::vector<Network> networks_;
};

}  // namespace broadsheet::http
