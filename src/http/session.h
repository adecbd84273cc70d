// One connection: reads requests one after another (pipelined ones from the same buffer), answers each in order. Lives
// on its core's thread as one coroutine; ends by itself. Private to http/.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "http/core.h"
#include "http/parser.h"

namespace broadsheet::http {

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Core& core, tcp::socket socket, std::string peer);
    ~Session();

    asio::awaitable<void> run();
    // Called by the core's tick: closes the connection if it has overstayed.
    void cut_if_overdue(Instant now);
    // Called when the server stops: a busy connection ends after its answer, an idle one at once, or with Idle::served
    // after the next request's.
    void finish_soon(Idle idle);
    // Whether it may be cut to make room for another: while a handler works for it, it may not.
    bool may_give_way() const { return socket_.is_open() && deadline_ != Instant::max(); }
    void cut();

  private:
    enum class Outcome { keep, close };

    asio::awaitable<Outcome> serve_one();
    asio::awaitable<bool> fill();                      // reads more bytes; false at the end of the stream
    asio::awaitable<int> read_header(Parser& parser);  // 0, or the status to refuse with; -1 the peer has left
    asio::awaitable<int> read_body(Parser& parser);
    asio::awaitable<Outcome> refuse(int status);
    // The connection lives on as a stream, or is told why not.
    asio::awaitable<Outcome> hand_over(Response const& response, Request const& request);
    asio::awaitable<Response> respond(Request request, int broken_status);
    asio::awaitable<bool> is_known();
    template <class Answer, class Work>
    asio::awaitable<Answer> on_worker(Work const& work);

    asio::awaitable<void> send_prepared(PreparedAnswer const& answer,
                                        std::string_view more = {});  // `more`: header lines behind its own
    asio::awaitable<void> send_response(Response const& response, Request const& request);
    asio::awaitable<void> send_file(Response const& response, FileBody const& file, Request const& request);
    asio::awaitable<void> write(asio::const_buffer const* buffers, std::size_t count);
    std::string const& head_end() const { return closing_ ? core_.close_end : core_.keep_alive_end; }
    void allow(std::chrono::seconds time) { deadline_ = core_.now + time; }
    void note_progress() { core_.sessions.splice(core_.sessions.end(), core_.sessions, place_); }

    Core& core_;
    tcp::socket socket_;
    std::string peer_;
    std::list<Session*>::iterator place_;
    Instant deadline_;
    bool idle_ = true;
    bool closing_ = false;
    WireRequest wire_;
    std::unique_ptr<char[]> buffer_;
    std::size_t begin_ = 0, end_ = 0;
};

}  // namespace broadsheet::http
