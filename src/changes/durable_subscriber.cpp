#include "changes/durable_subscriber.h"

#include <algorithm>

#include "base/log.h"

namespace broadsheet::changes {
namespace {

constexpr int changes_at_once = 100;
constexpr Millis between_batches{5};  // lets other writers in: SQLite has one at a time
constexpr int longest_back_off = 60'000;

}  // namespace

DurableSubscriber::DurableSubscriber(store::Database& database, DurableWork work, Millis poll)
    : database_(database), work_(std::move(work)), poll_(poll) {}

DurableSubscriber::~DurableSubscriber() { stop(); }

void DurableSubscriber::start() {
    thread_ = std::thread([this] { run_until_stopped(); });
}

void DurableSubscriber::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DurableSubscriber::wake() {
    {
        std::lock_guard const lock(mutex_);
        awake_ = true;
    }
    woken_.notify_all();
}

std::int64_t DurableSubscriber::behind(store::Reader& reader) const {
    auto const subscription = store::find_subscription(reader, work_.name);
    return store::log_position(reader) - (subscription && subscription->filled ? subscription->position : 0);
}

bool DurableSubscriber::advance() {
    {
        // Looking costs a read; only when there is something to do is the one writer asked for.
        auto const reader = database_.snapshot();
        auto const known = store::find_subscription(*reader, work_.name);
        if (known && known->filled && known->position >= store::log_position(*reader)) return false;
    }
    auto const transaction = database_.begin();
    auto subscription = store::hold_subscription(*transaction, work_.name);
    if (!subscription.filled) {
        auto progress = work_.fill(*transaction, subscription.progress);
        subscription.filled = !progress;
        subscription.progress = std::move(progress).value_or("");
    } else {
        auto const news = store::changes_after(*transaction, subscription.position, changes_at_once);
        if (news.empty()) return false;
        work_.hear(*transaction, news);
        subscription.position = news.back().position;
    }
    store::save_subscription(*transaction, work_.name, subscription);
    transaction->commit();
    return true;
}

// Works until there is nothing to do; how long to wait then, unless woken.
Millis DurableSubscriber::next_pause() {
    try {
        bool const more = advance();
        if (failures_ > 0) log_info("subscriber_back name={}", work_.name);
        failures_ = 0;
        return more ? between_batches : poll_;
    } catch (std::exception const& error) {
        auto const pause = Millis(std::min(longest_back_off, 500 << std::min(failures_, 7)));
        if (failures_++ == 0) log_error("subscriber_failed name={} error=\"{}\"", work_.name, error.what());
        return pause;
    }
}

void DurableSubscriber::run_until_stopped() {
    for (;;) {
        auto const pause = next_pause();
        std::unique_lock lock(mutex_);
        // What failed is not tried sooner because something new came.
        woken_.wait_for(lock, pause, [&] { return stopping_ || (awake_ && failures_ == 0); });
        if (stopping_) return;
        awake_ = false;
    }
}

}  // namespace broadsheet::changes
