// One server to a data folder, and how the next one takes its place without refusing a connection: it is handed the
// listening sockets, begins to answer, and the one before ends what is under way and goes.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.h"

namespace broadsheet {

enum class Succession { refused, taken_over };  // where another server holds the folder already

class Handover {
  public:
    // Holds `folder` for this process alone (flock on serve.lock in it), or with `taken_over` asks the server that
    // holds it for its sockets (through serve.sock in it; processes of the same user and root only). Takes what systemd
    // has opened too (sd_listen_fds(3)). Throws std::runtime_error, naming the other process, where it is refused.
    Handover(std::filesystem::path folder, Succession succession);
    ~Handover();
    Handover(Handover const&) = delete;
    Handover& operator=(Handover const&) = delete;

    // Those of the sockets that listen on HOST:PORT, and with `all` whatever else systemd has opened; the caller's
    // from here on.
    std::vector<int> take(std::string const& listen, bool all = false);
    // This server answers: tells systemd, lets the one before go and waits until it has; from then on a successor may
    // ask for `sockets`, which stay the caller's. When it is ready this process gets SIGTERM, and was_asked() is true.
    void begin(std::vector<int> sockets);
    bool was_asked() const { return asked_; }
    // Starts the program that stands where this one was started from, with the same words and --take-over. Does not
    // wait; what becomes of it stands in the log.
    void start_successor() const;

  private:
    void ask();                // the server before, for its sockets
    void open_door();          // where a successor asks
    void answer_successors();  // on thread_
    bool let_go(int successor);

    std::filesystem::path folder_, program_;
    Descriptor lock_, before_, door_, stop_;
    std::vector<int> given_, of_systemd_, sockets_;
    std::atomic<bool> asked_{false};
    std::thread thread_;
};

}  // namespace broadsheet
