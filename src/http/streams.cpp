#include "http/streams.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>

namespace broadsheet::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view beat_text = "event: beat\ndata: {}\n\n";
constexpr int streams_at_once = 64;         // half a millisecond, then it is others' turn
constexpr std::size_t entries_at_once = 8;  // of one gathered write
constexpr int send_buffer = 16 * 1024;      // whoever does not read is noticed soon, and costs the kernel little
constexpr std::size_t most_chatter = 4096;  // bytes that a reader may send us for nothing

void tune(tcp::socket& socket, milliseconds patience) {
    auto const timeout = static_cast<unsigned>(patience.count());
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
}

}  // namespace

class Stream : public std::enable_shared_from_this<Stream> {
  public:
    using Place = std::list<std::shared_ptr<Stream>>::iterator;

    Stream(Channel& channel, tcp::socket socket, StreamPlace place, std::string first, std::int64_t after,
           std::uint64_t next)
        : channel_(channel),
          socket_(std::move(socket)),
          admission_(std::move(place)),
          own_(std::move(first)),
          after_(after),
          next_(next),
          beat_at_(steady_clock::now() + channel.between(channel.settings().beat_time / 2, beat_time())) {}

    void start(Place place) {
        place_ = place;
        watch();
        flush();
    }

    // Sends what there is, as far as the socket takes it.
    void flush();
    bool is_overdue(Instant now) const {
        return channel_.has_left_behind(next_) || (waiting_ && now - progress_at_ > channel_.settings().stream_time);
    }
    void beat_if_due(Instant now) {
        if (now < beat_at_) return;
        beat_at_ += beat_time();
        if (!own_.empty() || channel_.entry(next_)) return;  // there is something better to send
        own_ = beat_text;
        flush();
    }
    void end(std::string const& last);
    void cut();
    void cut_slow() {
        channel_.note_cut();
        cut();
    }

  private:
    milliseconds beat_time() const { return channel_.settings().beat_time; }
    std::size_t gather(std::array<iovec, entries_at_once>& parts);
    void took(std::size_t bytes);
    void wait_for_room();
    void watch();  // for the peer's end
    bool hears_nothing();

    Channel& channel_;
    tcp::socket socket_;
    StreamPlace admission_;
    Place place_;
    std::string own_;  // goes before the entries: head, backlog, heartbeat
    std::size_t own_sent_ = 0;
    std::int64_t const after_;
    std::uint64_t next_;         // number of the entry that comes next …
    std::size_t next_sent_ = 0;  // … and what is sent of it
    std::size_t chatter_ = 0;
    Instant beat_at_;
    Instant progress_at_;
    bool waiting_ = false;
};

std::size_t Stream::gather(std::array<iovec, entries_at_once>& parts) {
    std::size_t count = 0;
    if (!own_.empty()) parts[count++] = {own_.data() + own_sent_, own_.size() - own_sent_};
    auto skip = next_sent_;
    for (auto number = next_; count < parts.size(); ++number, skip = 0) {
        auto const* const entry = channel_.entry(number);
        if (!entry) break;
        if (entry->position <= after_) {  // heard of late, but known to this reader; never behind one that is not
            next_ = number + 1;
            continue;
        }
        parts[count++] = {const_cast<char*>(entry->bytes->data()) + skip, entry->bytes->size() - skip};
    }
    return count;
}

void Stream::took(std::size_t bytes) {
    if (!own_.empty()) {
        auto const taken = std::min(bytes, own_.size() - own_sent_);
        own_sent_ += taken;
        bytes -= taken;
        if (own_sent_ < own_.size()) return;
        std::string().swap(own_);
        own_sent_ = 0;
    }
    while (bytes > 0) {
        auto const left = channel_.entry(next_)->bytes->size() - next_sent_;
        if (bytes < left) {
            next_sent_ += bytes;
            return;
        }
        bytes -= left;
        next_sent_ = 0;
        ++next_;
    }
}

void Stream::flush() {
    while (socket_.is_open() && !waiting_) {
        if (channel_.has_left_behind(next_)) return cut_slow();
        std::array<iovec, entries_at_once> parts;
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = gather(parts);
        if (message.msg_iovlen == 0) return;
        auto const sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            took(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait_for_room();
        } else if (errno != EINTR) {
            cut();
        }
    }
}

void Stream::wait_for_room() {
    waiting_ = true;
    progress_at_ = steady_clock::now();
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](boost::system::error_code error) {
        self->waiting_ = false;
        if (!error) self->flush();
    });
}

void Stream::watch() {
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](boost::system::error_code error) {
        if (error || !self->socket_.is_open()) return;
        if (self->hears_nothing())
            self->watch();
        else
            self->cut();
    });
}

// A reader of a stream has nothing more to say: false once he leaves, or says too much.
bool Stream::hears_nothing() {
    std::array<char, 512> scrap;
    for (;;) {
        auto const count = ::recv(socket_.native_handle(), scrap.data(), scrap.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
        chatter_ += static_cast<std::size_t>(count);
        if (count == 0 || chatter_ > most_chatter) return false;
    }
}

void Stream::end(std::string const& last) {
    if (socket_.is_open() && own_.empty() && next_sent_ == 0)
        ::send(socket_.native_handle(), last.data(), last.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    cut();
}

void Stream::cut() {
    if (!socket_.is_open()) return;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    channel_.remove(place_);
}

Channel::Channel(asio::io_context& context, Shared& shared, std::shared_ptr<Broadcast> broadcast)
    : context_(context), shared_(shared), broadcast_(std::move(broadcast)) {
    auto joined = broadcast_->join(
        [this](Broadcast::Entry const& entry) { asio::post(context_, [this, entry] { hear(entry); }); });
    listener_ = joined.listener;
    keep_ = joined.keep;
    floor_ = joined.floor;
    entries_.assign(joined.entries.begin(), joined.entries.end());
}

Channel::~Channel() { broadcast_->leave(listener_); }

milliseconds Channel::between(milliseconds least, milliseconds most) {
    return milliseconds(std::uniform_int_distribution<std::int64_t>(least.count(), most.count())(random_));
}

void Channel::add(tcp::socket socket, StreamPlace place, std::string first, std::int64_t after) {
    if (after < floor_) return;  // so much came since the handler looked: he asks again
    tune(socket, 3 * settings().stream_time);
    auto const next = std::partition_point(entries_.begin(), entries_.end(),
                                           [&](auto const& entry) { return entry.position <= after; });
    auto stream = std::make_shared<Stream>(*this, std::move(socket), std::move(place), std::move(first), after,
                                           first_number_ + static_cast<std::uint64_t>(next - entries_.begin()));
    stream->start(streams_.insert(streams_.end(), stream));
}

void Channel::remove(std::list<std::shared_ptr<Stream>>::iterator place) {
    if (next_ == place) ++next_;
    streams_.erase(place);
}

void Channel::hear(Broadcast::Entry entry) {
    entries_.push_back(std::move(entry));
    if (entries_.size() > keep_) {
        floor_ = entries_.front().position;
        entries_.pop_front();
        ++first_number_;
    }
    deliver();
}

void Channel::deliver() {
    once_more_ = delivering_;
    if (delivering_) return;
    delivering_ = true;
    next_ = streams_.begin();
    deliver_some();
}

void Channel::deliver_some() {
    for (int i = 0; i < streams_at_once && next_ != streams_.end(); ++i) {
        auto const stream = *next_++;
        stream->flush();
    }
    if (next_ == streams_.end()) {
        if (!once_more_) {
            delivering_ = false;
            return;
        }
        once_more_ = false;
        next_ = streams_.begin();
    }
    asio::post(context_, [this] { deliver_some(); });
}

void Channel::tick() {
    auto const now = steady_clock::now();
    for (auto next = streams_.begin(); next != streams_.end();) {
        auto const stream = *next++;
        if (stream->is_overdue(now))
            stream->cut_slow();
        else
            stream->beat_if_due(now);
    }
}

void Channel::end_all() {
    for (auto next = streams_.begin(); next != streams_.end();) {
        auto const stream = *next++;
        stream->end(fmt::format("retry: {}\n\n", between(milliseconds(1000), milliseconds(10'000)).count()));
    }
}

void Streams::add(tcp::socket socket, StreamPlace place, std::string head, EventStream const& stream) {
    auto& channel = channels_[stream.broadcast.get()];
    if (!channel) channel = std::make_unique<Channel>(context_, shared_, stream.broadcast);
    channel->add(std::move(socket), std::move(place), std::move(head) + stream.first, stream.after);
}

void Streams::tick() {
    for (auto const& [broadcast, channel] : channels_) channel->tick();
}

void Streams::end_all() {
    for (auto const& [broadcast, channel] : channels_) channel->end_all();
}

}  // namespace broadsheet::http
