// How much one client may search: a bucket of wishes that fills up again with time. Any thread.
#pragma once
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace broadsheet::accounts {

class Limit {
  public:
    Limit(double most, double per_second, std::size_t most_clients = 20'000)
        : most_(most), per_second_(per_second), most_clients_(most_clients) {}

    // Takes one from the client's bucket; false if it is empty. Clients of one IPv6 /64 network share a bucket.
    bool take(std::string const& client, Time now);

  private:
    struct Bucket {
        double left = 0;
        Time at{};
    };
    double refilled(Bucket const& bucket, Time now) const;

    double most_, per_second_;
    std::size_t most_clients_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace broadsheet::accounts
