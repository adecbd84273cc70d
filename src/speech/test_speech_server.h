// A stand-in for a speech server on a free port of this machine: answers each request with what the test has ready,
// byte by byte as it stands, and remembers what it was asked.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace broadsheet::speech {

class TestSpeechServer {
  public:
    // What one connection gets: bytes, perhaps after a while, and then it is closed.
    struct Answer {
        std::string bytes;
        bool stalls = false;  // nothing more comes, but the connection stays open until the client goes
    };
    // Gets the number of the request, from 0.
    explicit TestSpeechServer(std::function<Answer(int)> answer);
    ~TestSpeechServer();

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::vector<std::string> requests() const;  // head and body

  private:
    void run();
    void serve(int socket);

    std::function<Answer(int)> answer_;
    int listener_ = -1, port_ = 0;
    std::atomic<int> current_ = -1;
    std::atomic<bool> ending_ = false;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

// "HTTP/1.1 200 OK" with its length and these fields, each ended by CRLF.
std::string http_answer(int status, std::string const& body, std::string const& fields = "Content-Type: audio/wav\r\n");

}  // namespace broadsheet::speech
