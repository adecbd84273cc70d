// A client that sends exactly the bytes a test wants, and reads answers as they come. Every wait ends after some
// seconds.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::http {

struct Answer {
    int status = 0;  // 0: none came; the connection was closed or nothing was said in time
    std::string head;
    std::string body;
    std::string field(std::string const& name) const;
};

class Client {
  public:
    explicit Client(std::uint16_t port, int receive_buffer = 0);  // bytes; 0: as the system likes
    ~Client();
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;

    bool connected() const { return connected_; }
    void send(std::string_view bytes);  // ignores that the other side has gone
    enum class Expect { body, no_body };
    Answer read(Expect expect = Expect::body);  // the next answer; no_body: to a HEAD
    Answer ask(std::string_view request, Expect expect = Expect::body) {
        send(request);
        return read(expect);
    }
    // Whether the server ends the connection within `seconds`; what it says before that is thrown away.
    bool is_closed(double seconds = 5);
    std::string rest();  // everything until the end of the connection
    // The body of an answer without a length, up to and with `last`; what came in `seconds` if that does not.
    std::string read_until(std::string_view last, double seconds = 5);

  private:
    bool more(int timeout_ms);  // reads into buffer_; false: end of stream or timeout
    int socket_ = -1;
    bool connected_ = false;
    bool ended_ = false;
    std::string buffer_;
};

}  // namespace broadsheet::http
