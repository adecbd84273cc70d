#include "store/watch.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace broadsheet::store {
namespace {

// Takes connections, as a frozen server's kernel does, and never says a word.
class SilentServer {
  public:
    SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof place;
        auto* const address = reinterpret_cast<sockaddr*>(&place);
        EXPECT_EQ(::bind(socket_, address, size), 0);
        EXPECT_EQ(::listen(socket_, 8), 0);
        EXPECT_EQ(::getsockname(socket_, address, &size), 0);
        port_ = ntohs(place.sin_port);
    }
    ~SilentServer() { ::close(socket_); }
    SilentServer(SilentServer const&) = delete;
    SilentServer& operator=(SilentServer const&) = delete;
    std::string url() const {
        return "postgresql://nobody@127.0.0.1:" + std::to_string(port_) + "/nothing?connect_timeout=2";
    }

  private:
    int socket_;
    int port_ = 0;
};

// Two ends of one connection; whether the first is cut off is seen at the second.
class Ends {
  public:
    Ends() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()), 0); }
    ~Ends() {
        for (int const end : ends_) ::close(end);
    }
    Ends(Ends const&) = delete;
    Ends& operator=(Ends const&) = delete;
    int ours() const { return ends_[0]; }
    bool is_cut_within(int seconds) const {
        timeval const patience{seconds, 0};
        ::setsockopt(ends_[1], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        char byte = 0;
        return ::read(ends_[1], &byte, 1) == 0;
    }

  private:
    std::array<int, 2> ends_{};
};

TEST(Watch, CutsOffWhoWaitsForAServerThatSaysNothing) {
    SilentServer const server;
    Watch watch(server.url(), Millis(100));
    Ends const waiting, done;
    watch.begins(&done, done.ours());
    watch.ends(&done);
    watch.begins(&waiting, waiting.ours());
    EXPECT_FALSE(watch.is_away());
    EXPECT_TRUE(waiting.is_cut_within(10));
    EXPECT_TRUE(watch.is_away());
    EXPECT_FALSE(done.is_cut_within(1)) << "it was given back";
    watch.ends(&waiting);
}

TEST(Watch, LeavesAStatementAloneThatMerelyTakesLong) {
    auto const* const base = std::getenv("BROADSHEET_TEST_POSTGRES");
    if (!base) GTEST_SKIP() << "no PostgreSQL here";
    Watch watch(base + std::string("postgres"), Millis(50));
    Ends const waiting;
    watch.begins(&waiting, waiting.ours());
    EXPECT_FALSE(waiting.is_cut_within(1));
    EXPECT_FALSE(watch.is_away());
    watch.ends(&waiting);
}

TEST(Watch, ConnectingHasALimitUnlessTheOperatorSetsOne) {
    EXPECT_EQ(with_connect_timeout("postgresql://h/d"), "postgresql://h/d?connect_timeout=5");
    EXPECT_EQ(with_connect_timeout("postgresql://h/d?sslmode=require"),
              "postgresql://h/d?sslmode=require&connect_timeout=5");
    EXPECT_EQ(with_connect_timeout("postgresql://h/d?connect_timeout=30"), "postgresql://h/d?connect_timeout=30");
}

}  // namespace
}  // namespace broadsheet::store
