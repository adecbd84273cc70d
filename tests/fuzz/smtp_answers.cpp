// Whatever a mail server says, over a real connection to a server in this process: handing a mail over ends, in one of
// its outcomes, with one printable line. Lines of the input are said one for each that we send; "-" hangs up.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include "base/utf8.h"
#include "mail/status.h"
#include "mail/transport.h"

using namespace broadsheet;

namespace {

class Server {
  public:
    Server() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0)
            std::abort();
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        std::thread([this] { serve(); }).detach();
    }
    int port() const { return port_; }
    void will_say(std::string_view text) {
        std::lock_guard const lock(mutex_);
        text_ = text;
    }

  private:
    void serve() {
        for (;;) {
            int const socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) continue;
            std::unique_lock lock(mutex_);
            auto const text = text_;
            lock.unlock();
            answer(socket, text);
            ::close(socket);
        }
    }

    static void answer(int socket, std::string_view text) {
        char heard[4096];
        do {
            auto const line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), line.size() + 1));
            if (line == "-") return;
            auto const said = std::string(line) + "\r\n";
            if (::send(socket, said.data(), said.size(), MSG_NOSIGNAL) < 0) return;
            // Answers of several lines are said at once.
            if (line.size() > 3 && line[3] == '-') continue;
            if (::recv(socket, heard, sizeof heard, 0) <= 0) return;
        } while (!text.empty());
    }

    int listener_, port_ = 0;
    std::mutex mutex_;
    std::string text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static auto& server = *new Server;
    static mail::Transport const transport(
        {"smtp://127.0.0.1:" + std::to_string(server.port()), "news@example.org", {}, {}, Millis(200)});
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const status = mail::status_in(text);
    mail::is_permanent(status, mail::smtp_code_in(text));
    server.will_say(text);
    auto connection = transport.connection();
    auto const handover = connection.send("news@example.org", "reader@example.org",
                                          "From: news@example.org\r\nSubject: Hello\r\n\r\nText.\r\n", Time{});
    if (handover.answer.size() > 600 || !is_clean_text(handover.answer) ||
        handover.answer.find_first_of("\r\n") != std::string::npos)
        std::abort();
    if (handover.code != 0 && (handover.code < 0 || handover.code > 999)) std::abort();
    return 0;
}
