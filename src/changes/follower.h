// Reads the change log after commit and hands what is new to its subscribers, in one order, each change once. The
// committing thread calls catch_up() itself (Database::on_commit), so its own change is done when the write is
// answered; a thread of our own looks for what other processes wrote.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/changes.h"

namespace broadsheet::changes {

struct Subscriber {
    std::string name;
    std::function<void(std::vector<store::Change> const&)> hear;  // must not throw for what a later call could mend
};

class Follower {
  public:
    // Starts behind the newest change: what was before is no news to an empty cache.
    Follower(store::Database& database, std::vector<Subscriber> subscribers, Millis poll = Millis(200));
    ~Follower();

    void catch_up();
    void start(
        std::function<void()> every_poll);  // `every_poll` runs on the polling thread, for what time alone changes
    void stop();

  private:
    void poll_until_stopped();

    store::Database& database_;
    std::vector<Subscriber> subscribers_;
    Millis poll_;
    std::mutex mutex_;  // one catch-up at a time: keeps the order
    std::int64_t position_ = 0;
    std::function<void()> every_poll_;
    std::mutex stop_mutex_;
    std::condition_variable stop_wanted_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::changes
