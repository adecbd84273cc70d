// Notices that PostgreSQL has stopped answering: a frozen machine, a network that swallows everything. libpq waits for
// ever then, and with it whoever asked. Where a connection has been in use for long, the server is asked for a sign of
// life on another one; where none comes, all that are in use are cut off, which ends their waiting in an error, and
// nothing new is begun until it answers. A statement that merely takes long is left alone. Owned by the pool; any
// thread.
#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/time.h"

namespace broadsheet::store {

class Watch {
  public:
    // `patience`: how long a connection may be in use before anybody asks.
    explicit Watch(std::string const& url, Millis patience = Millis(5000));
    ~Watch();

    void begins(void const* user, int socket);  // may be cut off from now on
    void ends(void const* user);
    bool is_away() const { return away_; }

  private:
    struct Use {
        int socket;  // one of our own for the same connection: libpq closes its own when it likes
        std::chrono::steady_clock::time_point since;
    };
    void run();
    bool is_anybody_late();
    void look();

    std::string url_;
    Millis patience_;
    std::mutex mutex_;
    std::condition_variable stop_wanted_;
    std::map<void const*, Use> uses_;
    std::atomic<bool> away_{false};
    bool stopping_ = false;
    std::thread thread_;
};

// The same database, with a limit for how long connecting may take, unless the URL says one.
std::string with_connect_timeout(std::string const& url);

}  // namespace broadsheet::store
