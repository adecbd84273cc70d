// One source of events for any number of open event streams: what is published goes to every stream of every server
// that carries it, as the same bytes, and stays for a while for those who come back. Any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace broadsheet::http {

class Broadcast {
  public:
    struct Entry {
        std::int64_t position = 0;
        std::shared_ptr<std::string const> bytes;
    };
    // Called in the order of positions, under our lock: must neither block nor call us.
    using Listener = std::function<void(Entry const&)>;

    // `position`: what was before it is not ours to give. The newest `keep` entries stay.
    explicit Broadcast(std::int64_t position, std::size_t keep = 256) : keep_(keep), floor_(position) {}
    Broadcast(Broadcast const&) = delete;
    Broadcast& operator=(Broadcast const&) = delete;

    // REQUIRES: `position` is higher than any before. `bytes`: whole events, each ended by an empty line.
    void publish(std::int64_t position, std::string bytes);

    struct Joined {
        std::uint64_t listener = 0;
        std::vector<Entry> entries;  // all that were published behind `floor`; the listener hears what comes next
        std::int64_t floor = 0;
        std::size_t keep = 0;
    };
    Joined join(Listener listener);
    void leave(std::uint64_t listener);  // it is not called any more when this returns

  private:
    std::size_t const keep_;
    std::mutex mutex_;
    std::deque<Entry> entries_;
    std::int64_t floor_;
    std::uint64_t last_listener_ = 0;
    std::map<std::uint64_t, Listener> listeners_;
};

}  // namespace broadsheet::http
