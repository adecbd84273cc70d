// The open event streams of one core. A connection that asked for one leaves its session (buffers, parser, coroutine)
// and lives on as a Stream: a socket, a place in the shared entries, two waits. Only the core's thread. Private to
// http/.
#pragma once
#include <list>
#include <map>
#include <memory>
#include <random>

#include "http/broadcast.h"
#include "http/shared.h"

namespace broadsheet::http {

class Stream;

// The entries of one Broadcast as this core has heard them, and the streams that carry them.
class Channel {
  public:
    Channel(asio::io_context& context, Shared& shared, std::shared_ptr<Broadcast> broadcast);
    ~Channel();

    void add(tcp::socket socket, StreamPlace place, std::string first, std::int64_t after);
    void tick();     // heartbeats that are due; whoever has not taken his bytes in time is cut
    void end_all();  // tells them to come back later, each at a time of his own

    // The entry of this number, null where there is none yet. REQUIRES: it is not left behind.
    Broadcast::Entry const* entry(std::uint64_t number) const {
        return number - first_number_ < entries_.size() ? &entries_[number - first_number_] : nullptr;
    }
    bool has_left_behind(std::uint64_t number) const { return number < first_number_; }
    void remove(std::list<std::shared_ptr<Stream>>::iterator place);
    std::chrono::milliseconds between(std::chrono::milliseconds least, std::chrono::milliseconds most);
    Settings const& settings() const { return shared_.settings; }
    void note_cut() { ++shared_.streams_cut; }

  private:
    void hear(Broadcast::Entry entry);
    void deliver();
    void deliver_some();  // the rest follows behind whatever else the core has to do

    asio::io_context& context_;
    Shared& shared_;
    std::shared_ptr<Broadcast> broadcast_;
    std::uint64_t listener_ = 0;
    std::size_t keep_ = 0;
    std::int64_t floor_ = 0;
    std::deque<Broadcast::Entry> entries_;
    std::uint64_t first_number_ = 0;  // of entries_.front()
    std::list<std::shared_ptr<Stream>> streams_;
    std::list<std::shared_ptr<Stream>>::iterator next_ = streams_.end();  // whose turn it is in this round
    bool delivering_ = false;
    bool once_more_ = false;  // something came while the round was under way
    std::minstd_rand random_{std::random_device{}()};
};

class Streams {
  public:
    Streams(asio::io_context& context, Shared& shared) : context_(context), shared_(shared) {}

    // Sends `head` and the stream's first bytes, then what is published behind its position, until either side ends it.
    void add(tcp::socket socket, StreamPlace place, std::string head, EventStream const& stream);
    void tick();
    void end_all();

  private:
    asio::io_context& context_;
    Shared& shared_;
    std::map<Broadcast*, std::unique_ptr<Channel>> channels_;
};

}  // namespace broadsheet::http
