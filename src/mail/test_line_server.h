// A server of the test's own, in its process, that speaks in lines: what it says is a function of the test's.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace broadsheet::mail {

// One connection to it. What fails (the other side has gone) gives nothing and is not told.
class TestSession {
  public:
    explicit TestSession(int socket);
    ~TestSession();
    void say(std::string_view text);  // with CRLF behind it
    void send(std::string_view bytes);
    std::optional<std::string> line();  // without its end
    std::string bytes(std::size_t count);
    bool start_tls(std::filesystem::path const& folder);  // with the certificate that make_certificate() put there

  private:
    struct Tls;
    bool fill();
    int socket_;
    std::string input_;
    std::unique_ptr<Tls> tls_;
};

// Writes "cert" and "key" for 127.0.0.1 into the folder.
void make_certificate(std::filesystem::path const& folder);

class TestLineServer {
  public:
    // Each connection is served by `serve`, one after the other; it is closed when that returns.
    explicit TestLineServer(std::function<void(TestSession&)> serve);
    ~TestLineServer();
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    int connections() const { return connections_; }

  private:
    void run();
    std::function<void(TestSession&)> serve_;
    std::atomic<int> connections_ = 0;
    int listener_ = -1, port_ = 0;
    std::atomic<int> current_ = -1;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

// A folder that goes with the test.
class TestFolder {
  public:
    TestFolder();
    ~TestFolder();
    std::filesystem::path const path;
};

}  // namespace broadsheet::mail
