#include "live/live.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace broadsheet::live {
namespace {

// Shows at once that events come through, and lets those who lose the connection together come back one by one.
std::string hello() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return fmt::format("retry: {}\n\nevent: beat\ndata: {{}}\n\n", std::uniform_int_distribution(2000, 10'000)(random));
}

}  // namespace

Live::Live(store::Database& database, std::function<content::Site()> site)
    : database_(database),
      site_(std::move(site)),
      position_(store::log_position(*database.snapshot())),
      floor_(position_),
      broadcast_(std::make_shared<http::Broadcast>(position_, kept)) {}

void Live::hear(std::vector<store::Change> const& changes) {
    std::lock_guard const hearing(hear_mutex_);
    // Not an early return for "nothing for us": the position must follow.
    bool const missed = behind_ || changes.front().position != position_ + 1;
    behind_ = true;
    if (missed)
        catch_up();
    else
        tell(*database_.snapshot(), changes);
    behind_ = false;
}

void Live::catch_up_if_behind() {
    std::lock_guard const hearing(hear_mutex_);
    if (!behind_) return;
    catch_up();
    behind_ = false;
}

void Live::catch_up() {
    for (;;) {
        auto const reader = database_.snapshot();
        auto const news = store::changes_after(*reader, position_, 500);
        if (news.empty()) return;
        tell(*reader, news);
    }
}

void Live::tell(store::Reader& reader, std::vector<store::Change> const& changes) {
    auto const touched = touched_stories(changes);
    auto events = touched.size() > most_told ? std::vector{reset_event(changes.back().position)}
                                             : events_of(reader, site_(), touched);
    std::lock_guard const lock(mutex_);
    position_ = changes.back().position;
    for (auto& event : events) {
        broadcast_->publish(event.position, stream_text(event));
        events_.push_back(std::move(event));
        if (events_.size() <= kept) continue;
        floor_ = events_.front().position;
        events_.pop_front();
    }
}

std::size_t Live::count_behind(std::int64_t after) const {
    auto const first = std::partition_point(events_.begin(), events_.end(),
                                            [&](auto const& event) { return event.position <= after; });
    return static_cast<std::size_t>(events_.end() - first);
}

http::EventStream Live::stream(std::optional<std::int64_t> after) {
    std::unique_lock lock(mutex_);
    // A page may be made from what we have not heard of yet; a position that is nobody's means "from now on".
    if (after && *after > position_) {
        lock.unlock();
        if (*after > store::log_position(*database_.snapshot())) after.reset();
        lock.lock();
    }
    if (!after) return {broadcast_, position_, hello()};
    if (*after < floor_) {
        lock.unlock();
        return stream_from_log(*after);
    }
    if (count_behind(*after) <= most_told) return {broadcast_, *after, hello()};
    auto const last_left_out = events_[events_.size() - most_told - 1].position;
    return {broadcast_, last_left_out, hello() + stream_text(reset_event(last_left_out))};
}

http::EventStream Live::stream_from_log(std::int64_t after) {
    auto const reader = database_.snapshot();
    auto const position = store::log_position(*reader);
    auto from = std::max(after, position - most_looked_at);
    auto touched = touched_stories(store::changes_after(*reader, from, most_looked_at));
    if (touched.size() > most_told) {
        auto const first_told = touched.end() - most_told;
        from = (first_told - 1)->position;
        touched.erase(touched.begin(), first_told);
    }
    auto first = hello();
    if (from > after) first += stream_text(reset_event(from));
    for (auto const& event : events_of(*reader, site_(), touched)) first += stream_text(event);
    return {broadcast_, position, std::move(first)};
}

std::string Live::poll(std::optional<std::int64_t> after) {
    std::lock_guard const lock(mutex_);
    auto const count = after ? count_behind(*after) : 0;
    auto const told = std::min(count, most_told);
    std::string events;
    for (auto at = events_.size() - told; at < events_.size(); ++at)
        events += (events.empty() ? "" : ",") + poll_text(events_[at]);
    bool const reset = after && (*after < floor_ || count > told);
    return fmt::format(R"({{"position":{},"events":[{}]{}}})", position_, events, reset ? R"(,"reset":true)" : "");
}

}  // namespace broadsheet::live
