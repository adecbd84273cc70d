#include "store/watch.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"

namespace broadsheet::store {

std::string with_connect_timeout(std::string const& url) {
    if (url.find("connect_timeout=") != std::string::npos) return url;
    auto const* const joint = url.ends_with('?') || url.ends_with('&') ? ""
                              : url.find('?') == std::string::npos     ? "?"
                                                                       : "&";
    return url + joint + "connect_timeout=5";
}

Watch::Watch(std::string const& url, Millis patience)
    : url_(with_connect_timeout(url)), patience_(patience), thread_([this] { run(); }) {}

Watch::~Watch() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    stop_wanted_.notify_all();
    thread_.join();
    for (auto const& [user, use] : uses_) ::close(use.socket);
}

void Watch::begins(void const* user, int socket) {
    int const ours = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (ours < 0) return;  // too many files are open: then it is waited for as before
    std::lock_guard const lock(mutex_);
    uses_[user] = {ours, std::chrono::steady_clock::now()};
}

void Watch::ends(void const* user) {
    std::lock_guard const lock(mutex_);
    auto const found = uses_.find(user);
    if (found == uses_.end()) return;
    ::close(found->second.socket);
    uses_.erase(found);
}

bool Watch::is_anybody_late() {
    auto const early = std::chrono::steady_clock::now() - patience_;
    std::lock_guard const lock(mutex_);
    return std::ranges::any_of(uses_, [&](auto const& entry) { return entry.second.since < early; });
}

// PQping counts every answer as one, "too many clients" and "starting up" as well.
void Watch::look() {
    bool const answers = PQping(url_.c_str()) != PQPING_NO_RESPONSE;
    if (away_ == answers) {
        if (answers)
            log_info("database_answers");
        else
            log_error("database_does_not_answer");
    }
    away_ = !answers;
    if (answers) return;
    std::lock_guard const lock(mutex_);
    for (auto const& [user, use] : uses_) ::shutdown(use.socket, SHUT_RDWR);
}

void Watch::run() {
    auto const pause = std::min(patience_, Millis(1000));
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (stop_wanted_.wait_for(lock, pause, [&] { return stopping_; })) return;
        }
        if (away_ || is_anybody_late()) look();
    }
}

}  // namespace broadsheet::store
