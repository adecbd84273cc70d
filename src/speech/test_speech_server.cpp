#include "speech/test_speech_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>

namespace broadsheet::speech {
namespace {

// Until the body that its head announces is there, or the client has gone.
std::string read_request(int socket) {
    std::string out;
    std::array<char, 4096> part;
    for (;;) {
        auto const head = out.find("\r\n\r\n");
        auto const field = out.find("Content-Length: ");
        if (head != out.npos && field < head &&
            out.size() >= head + 4 + std::strtoul(out.c_str() + field + 16, nullptr, 10))
            return out;
        auto const size = ::recv(socket, part.data(), part.size(), 0);
        if (size <= 0) return out;
        out.append(part.data(), static_cast<std::size_t>(size));
    }
}

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        auto const size = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

}  // namespace

TestSpeechServer::TestSpeechServer(std::function<Answer(int)> answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(place);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&place), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size) != 0)
        std::abort();
    port_ = ntohs(place.sin_port);
    thread_ = std::thread([this] { run(); });
}

TestSpeechServer::~TestSpeechServer() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (int const socket = current_; socket >= 0) ::shutdown(socket, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::vector<std::string> TestSpeechServer::requests() const {
    std::lock_guard const lock(mutex_);
    return requests_;
}

void TestSpeechServer::run() {
    while (!ending_) {
        int const socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        current_ = socket;
        if (!ending_) serve(socket);
        current_ = -1;
        ::close(socket);
    }
}

void TestSpeechServer::serve(int socket) {
    auto request = read_request(socket);
    if (request.empty()) return;
    int number = 0;
    {
        std::lock_guard const lock(mutex_);
        number = static_cast<int>(requests_.size());
        requests_.push_back(std::move(request));
    }
    auto const answer = answer_(number);
    send_all(socket, answer.bytes);
    char byte = 0;
    if (answer.stalls) (void)::recv(socket, &byte, 1, 0);
}

std::string http_answer(int status, std::string const& body, std::string const& fields) {
    return "HTTP/1.1 " + std::to_string(status) + " Status\r\n" + fields +
           "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace broadsheet::speech
