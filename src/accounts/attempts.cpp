#include "accounts/attempts.h"

#include <algorithm>

namespace broadsheet::accounts {
namespace {

constexpr int free_failures = 5;
constexpr Millis forget_after{60 * 60 * 1000};
constexpr Millis longest{15 * 60 * 1000};
constexpr std::size_t most_records = 50'000;

}  // namespace

Millis Attempts::wait(std::string const& key, Time now) {
    std::lock_guard const lock(mutex_);
    auto const found = records_.find(key);
    return found == records_.end() ? Millis(0) : std::max(Millis(0), Millis(found->second.free_at - now));
}

void Attempts::failed(std::string const& key, Time now) {
    std::lock_guard const lock(mutex_);
    if (records_.size() >= most_records)
        std::erase_if(records_, [&](auto const& entry) { return entry.second.free_at <= now; });
    auto& record = records_[key];
    if (now - record.last > forget_after) record.failures = 0;
    record.last = now;
    if (++record.failures >= free_failures)
        record.free_at = now + std::min(longest, Millis(1000LL << std::min(record.failures - free_failures, 12)));
}

void Attempts::succeeded(std::string const& key) {
    std::lock_guard const lock(mutex_);
    records_.erase(key);
}

}  // namespace broadsheet::accounts
