// A conversation with a mail server, kept open: libcurl connects, agrees on TLS and signs in (SMTP or IMAP), then bytes
// go to and fro. Private to mail/. One thread at a time.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace broadsheet::mail {

// What an address of a mail server says, without its password.
struct ServerAddress {
    std::string scheme, host, path;
    bool tls = false;  // from the first byte on
    bool password = false;
    bool this_machine = false;
};
std::optional<ServerAddress> read_server_address(std::string const& url);  // nothing if it is no URL

// The text as one line that can be logged and shown: UTF-8, no control characters, 500 bytes at most.
std::string printable_line(std::string_view text);

// Any number of times, any thread; throws if libcurl is broken.
void start_curl();

class Wire {
  public:
    struct Settings {
        std::string url;                // with a path: what SMTP's EHLO says
        std::filesystem::path ca_file;  // empty: the system's certificate authorities
        Millis time_limit{};            // for connecting, TLS and signing in together
        bool must_tls = false;
        // Sees each line that the server says meanwhile; false ends it all.
        std::function<bool(std::string_view)> hear;
    };

    Wire();
    ~Wire();
    Wire(Wire&&) noexcept;
    Wire& operator=(Wire&&) noexcept;

    // Refused ("mail_connection") with libcurl's words; one printable line.
    Result<void> open(Settings const& settings);
    bool is_open() const { return open_ && handle_; }
    void close();  // at once, without a word

    // From now on everything together must be done by then; what is not, fails as if the connection had ended.
    void set_time_limit(Millis limit);

    // How many of the bytes were handed to this machine's network: all, or fewer where the connection ended or the time
    // ran out.
    std::size_t write(std::string_view bytes);

    // Each gives nothing where the connection ended or the time ran out. A line comes without its end and is at most
    // `longest` bytes (what goes beyond is left out).
    std::optional<std::string> read_line(std::size_t longest = 2000);
    std::optional<std::string> read_bytes(std::size_t count);

    // Whether something is there to be read, or the other side has gone; does not wait.
    bool has_input();

  private:
    struct Handle;
    bool wait(bool to_write);
    bool fill(bool may_wait);

    std::unique_ptr<Handle> handle_;
    std::string input_;  // read and not yet taken, from taken_ on
    std::size_t taken_ = 0;
    std::chrono::steady_clock::time_point end_{};
    bool open_ = false;
};

}  // namespace broadsheet::mail
