// News for open pages: hears the change log, keeps the newest events in memory, and gives them to streams and polls
// behind any position without gap or doubling. Any thread.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "http/broadcast.h"
#include "http/message.h"
#include "live/events.h"

namespace broadsheet::live {

class Live {
  public:
    static constexpr std::size_t kept = 256;              // events in memory
    static constexpr std::size_t most_told = 100;         // at once; beyond that a `reset` says that there was more
    static constexpr std::int64_t most_looked_at = 2000;  // entries of the log, for whoever comes back late

    Live(store::Database& database, std::function<content::Site()> site);

    // A subscriber; behind the page cache, so that a page asked for on an event has it. Reads the log itself where
    // something is missing. Throws where the database is away; then catch_up_if_behind() makes up for it.
    void hear(std::vector<store::Change> const& changes);
    void catch_up_if_behind();

    // What is told behind `after`; nothing: from now on. Asks the database only for whoever was away for long.
    http::EventStream stream(std::optional<std::int64_t> after);
    // {"position":N,"events":[{event id data}…]}, with "reset":true where there was more than is told. No SQL.
    std::string poll(std::optional<std::int64_t> after);

  private:
    void catch_up();
    void tell(store::Reader& reader, std::vector<store::Change> const& changes);
    http::EventStream stream_from_log(std::int64_t after);
    // How many events are behind `after`; REQUIRES: mutex_ is held.
    std::size_t count_behind(std::int64_t after) const;

    store::Database& database_;
    std::function<content::Site()> site_;
    std::mutex hear_mutex_;  // one hears at a time
    bool behind_ = false;
    std::mutex mutex_;  // guards what follows
    std::int64_t position_;
    std::int64_t floor_;  // every event behind it is in events_
    std::deque<Event> events_;
    std::shared_ptr<http::Broadcast> broadcast_;
};

}  // namespace broadsheet::live
