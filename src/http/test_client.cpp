#include "http/test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "http/message.h"

namespace broadsheet::http {
namespace {

constexpr int patience_ms = 8000;

}  // namespace

std::string Answer::field(std::string const& name) const {
    std::string_view rest = head;
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(std::min(rest.size(), line.size() + 2));
        if (auto const colon = line.find(": ");
            colon != std::string_view::npos && equal_without_case(line.substr(0, colon), name))
            return std::string(line.substr(colon + 2));
    }
    return {};
}

Client::Client(std::uint16_t port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

Client::~Client() { ::close(socket_); }

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool Client::more(int timeout_ms) {
    pollfd wait{socket_, POLLIN, 0};
    if (ended_ || ::poll(&wait, 1, timeout_ms) <= 0) return false;
    char chunk[65536];
    auto const count = ::recv(socket_, chunk, sizeof chunk, 0);
    if (count <= 0) {
        ended_ = true;
        return false;
    }
    buffer_.append(chunk, static_cast<std::size_t>(count));
    return true;
}

Answer Client::read(Expect expect) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!more(patience_ms)) return {};
    Answer answer;
    answer.head = buffer_.substr(0, end + 2);
    answer.status = std::stoi(answer.head.substr(9, 3));
    buffer_.erase(0, end + 4);
    auto const length = answer.field("Content-Length");
    if (expect == Expect::no_body || length.empty()) return answer;
    auto const size = std::stoull(length);
    while (buffer_.size() < size)
        if (!more(patience_ms)) break;
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
}

bool Client::is_closed(double seconds) {
    auto const end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!ended_) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        more(static_cast<int>(left));
        buffer_.clear();
    }
    return true;
}

std::string Client::read_until(std::string_view last, double seconds) {
    auto const end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::size_t found = 0;
    while ((found = buffer_.find(last)) == std::string::npos) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0 || !more(static_cast<int>(left))) return std::exchange(buffer_, {});
    }
    auto out = buffer_.substr(0, found + last.size());
    buffer_.erase(0, out.size());
    return out;
}

std::string Client::rest() {
    while (more(patience_ms)) {
    }
    return std::move(buffer_);
}

}  // namespace broadsheet::http
