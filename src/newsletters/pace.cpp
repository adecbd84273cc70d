#include "newsletters/pace.h"

#include <algorithm>

namespace broadsheet::newsletters {
namespace {

constexpr Millis first_pause{30'000}, longest_pause{15 * 60'000};
constexpr Millis first_server_pause{1'000}, longest_server_pause{60'000};
constexpr std::size_t most_domains = 100'000;

}  // namespace

Time Pace::take_domain(std::string_view name, Time now) {
    std::lock_guard const lock(mutex_);
    auto found = domains_.find(name);
    if (settings_.domain_per_minute <= 0) return found == domains_.end() ? now : std::max(found->second.free_at, now);
    if (found == domains_.end()) {
        if (domains_.size() >= most_domains) domains_.clear();
        found = domains_.emplace(std::string(name), Domain{{}, now, settings_.domain_per_minute, now}).first;
    }
    auto& domain = found->second;
    if (domain.free_at > now) return domain.free_at;
    auto const per_ms = settings_.domain_per_minute / 60'000;
    domain.tokens = std::min(settings_.domain_per_minute,
                             domain.tokens + static_cast<double>((now - domain.filled_at).count()) * per_ms);
    domain.filled_at = now;
    if (domain.tokens < 1) return now + Millis(static_cast<std::int64_t>((1 - domain.tokens) / per_ms) + 1);
    domain.tokens -= 1;
    return now;
}

Millis Pace::take_turn(Time now) {
    if (settings_.mails_per_second <= 0) return Millis{};
    std::lock_guard const lock(mutex_);
    auto const at = static_cast<double>(to_ms(now));
    auto const turn = std::max(next_turn_, at);
    next_turn_ = turn + 1000 / settings_.mails_per_second;
    return Millis(static_cast<std::int64_t>(turn - at));
}

void Pace::put_off(std::string_view name, Time now) {
    std::lock_guard const lock(mutex_);
    if (domains_.size() >= most_domains) domains_.clear();
    auto& domain = domains_.try_emplace(std::string(name)).first->second;
    if (domain.free_at > now) return;  // others of the same moment
    domain.pause = std::clamp(domain.pause * 2, first_pause, longest_pause);
    domain.free_at = now + domain.pause;
}

void Pace::taken(std::string_view name) {
    std::lock_guard const lock(mutex_);
    if (auto const found = domains_.find(name); found != domains_.end()) found->second.pause = Millis{};
}

void Pace::server_failed(Time now) {
    std::lock_guard const lock(mutex_);
    if (server_free_at_ > now) return;
    server_pause_ = std::clamp(server_pause_ * 2, first_server_pause, longest_server_pause);
    server_free_at_ = now + server_pause_;
}

void Pace::server_works() {
    std::lock_guard const lock(mutex_);
    server_pause_ = Millis{};
}

Time Pace::server_free_at() const {
    std::lock_guard const lock(mutex_);
    return server_free_at_;
}

}  // namespace broadsheet::newsletters
