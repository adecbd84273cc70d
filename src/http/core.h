// What one I/O thread owns: its io_context, its sessions and streams, the coarse clock and the Date field. Only that
// thread touches a Core, except `context` (thread-safe by Asio). Private to http/.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <list>

#include "http/shared.h"
#include "http/streams.h"

namespace broadsheet::http {

class Session;

struct Core {
    explicit Core(Shared& given) : shared(given), context(1), ticker(context), streams(context, given) {}

    void tick();       // once in half a second: clock, Date field, overdue sessions, heartbeats
    bool make_room();  // cuts the session that has been silent for longest; false if none may be cut

    Shared& shared;
    asio::io_context context;
    std::list<tcp::acceptor> acceptors;
    asio::steady_timer ticker;
    Instant now = std::chrono::steady_clock::now();
    std::string keep_alive_end;    // "Date: …\r\n\r\n"
    std::string close_end;         // "Date: …\r\nConnection: close\r\n\r\n"
    std::list<Session*> sessions;  // whose last byte to or fro is longest ago first
    Streams streams;
};

}  // namespace broadsheet::http
