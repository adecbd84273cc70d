#include "http/broadcast.h"

namespace broadsheet::http {

void Broadcast::publish(std::int64_t position, std::string bytes) {
    Entry const entry{position, std::make_shared<std::string const>(std::move(bytes))};
    std::lock_guard const lock(mutex_);
    entries_.push_back(entry);
    if (entries_.size() > keep_) {
        floor_ = entries_.front().position;
        entries_.pop_front();
    }
    for (auto const& [id, listener] : listeners_) listener(entry);
}

Broadcast::Joined Broadcast::join(Listener listener) {
    std::lock_guard const lock(mutex_);
    listeners_.emplace(++last_listener_, std::move(listener));
    return {last_listener_, {entries_.begin(), entries_.end()}, floor_, keep_};
}

void Broadcast::leave(std::uint64_t listener) {
    std::lock_guard const lock(mutex_);
    listeners_.erase(listener);
}

}  // namespace broadsheet::http
