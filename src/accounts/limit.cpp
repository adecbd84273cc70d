#include "accounts/limit.h"

#include <arpa/inet.h>

#include <algorithm>

namespace broadsheet::accounts {
namespace {

std::string network_of(std::string const& client) {
    in6_addr address{};
    if (inet_pton(AF_INET6, client.c_str(), &address) != 1) return client;
    return std::string(reinterpret_cast<char const*>(address.s6_addr), 8);
}

}  // namespace

double Limit::refilled(Bucket const& bucket, Time now) const {
    auto const seconds = std::max(0.0, static_cast<double>((now - bucket.at).count()) / 1000);
    return std::min(most_, bucket.left + seconds * per_second_);
}

bool Limit::take(std::string const& client, Time now) {
    std::lock_guard const lock(mutex_);
    if (buckets_.size() >= most_clients_) {
        std::erase_if(buckets_, [&](auto const& entry) { return refilled(entry.second, now) >= most_; });
        // More at once than we can tell apart: all begin anew rather than one of them being shut out.
        if (buckets_.size() >= most_clients_) buckets_.clear();
    }
    auto& bucket = buckets_.try_emplace(network_of(client), Bucket{most_, now}).first->second;
    bucket.left = refilled(bucket, now);
    bucket.at = now;
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
}

}  // namespace broadsheet::accounts
