#include "changes/follower.h"

#include "base/log.h"

namespace broadsheet::changes {

Follower::Follower(store::Database& database, std::vector<Subscriber> subscribers, Millis poll)
    : database_(database),
      subscribers_(std::move(subscribers)),
      poll_(poll),
      position_(store::log_position(*database.snapshot())) {}

Follower::~Follower() { stop(); }

void Follower::catch_up() {
    std::lock_guard const lock(mutex_);
    for (;;) {
        auto const news = store::changes_after(*database_.snapshot(), position_, 500);
        if (news.empty()) return;
        position_ = news.back().position;
        for (auto const& subscriber : subscribers_) try {
                subscriber.hear(news);
            } catch (std::exception const& error) {
                log_error("subscriber_failed name={} error=\"{}\"", subscriber.name, error.what());
            }
    }
}

void Follower::start(std::function<void()> every_poll) {
    every_poll_ = std::move(every_poll);
    thread_ = std::thread([this] { poll_until_stopped(); });
}

void Follower::stop() {
    {
        std::lock_guard const lock(stop_mutex_);
        stopping_ = true;
    }
    stop_wanted_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Follower::poll_until_stopped() {
    bool away = false;
    for (;;) {
        {
            std::unique_lock lock(stop_mutex_);
            if (stop_wanted_.wait_for(lock, poll_, [&] { return stopping_; })) return;
        }
        try {
            catch_up();
            if (every_poll_) every_poll_();
            if (away) log_info("database_back");
            away = false;
        } catch (std::exception const& error) {
            if (!away) log_error("database_away error=\"{}\"", error.what());
            away = true;
        }
    }
}

}  // namespace broadsheet::changes
