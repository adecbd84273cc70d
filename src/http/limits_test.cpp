// What strangers may not do: by a real server and raw sockets.
#include <thread>

#include "http/test_server.h"

namespace broadsheet::http {
namespace {

using LimitsTest = ServerTest;

TEST_F(LimitsTest, RefusesWhatIsNoRequest) {
    struct Row {
        char const* bytes;
        int status;
    };
    Row const rows[] = {
        {"GARBAGE\r\n\r\n", 400},
        {"GET\r\n\r\n", 400},
        {"GET /echo\r\n\r\n", 400},
        {"GET /echo HTTP/1.1\r\n\r\n", 400},
        {"GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET /kept HTTP/1.1\r\n\r\n", 400},
        {"GET /kept HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET /echo HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET /echo HTTP/1.9\r\nHost: a\r\n\r\n", 505},
        {"GET /echo XTTP/1.1\r\nHost: a\r\n\r\n", 505},
        {"GET /echo HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET /echo HTTP/1.1\r\n: a\r\nHost: a\r\n\r\n", 400},
        {"GET /echo HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n", 400},
        {"GET /echo HTTP/1.1\r\nHost: a\r\nX: a\x01z\r\n\r\n", 400},
        {"GET /ec ho HTTP/1.1\r\nHost: a\r\n\r\n", 505},
        {"GET /ec\x01ho HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.bytes);
        Client client(port());
        auto const answer = client.ask(row.bytes);
        EXPECT_EQ(answer.status, row.status);
        EXPECT_EQ(answer.body, "broken");
        EXPECT_EQ(answer.field("Connection"), "close");
        EXPECT_TRUE(client.is_closed());
    }
}

// Two readings of where a body ends would let one request hide in another, past a proxy.
TEST_F(LimitsTest, NoRequestIsSmuggledInAnother) {
    std::string const hidden = "GET /kept HTTP/1.1\r\nHost: a\r\n\r\n";
    for (auto const* fields :
         {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
          "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: gzip\r\nContent-Length: 0\r\n",
          "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: \x0b"
          "chunked\r\n",
          "Transfer-Encoding : chunked\r\n", "Content-Length: 0\r\nContent-Length: 5\r\n",
          "Content-Length: 0, 5\r\n"}) {
        SCOPED_TRACE(fields);
        Client client(port());
        client.send(request("POST", "/echo", fields, "0\r\n\r\n" + hidden));
        auto const all = client.rest();
        EXPECT_TRUE(all.starts_with("HTTP/1.1 400 ") || all.starts_with("HTTP/1.1 501 ")) << all.substr(0, 40);
        EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << "two answers";
    }
    Client old(port());
    old.send("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden);
    EXPECT_EQ(old.rest().find("kkk"), std::string::npos);
}

TEST_F(LimitsTest, RefusesChunksThatAreNone) {
    for (auto const* body :
         {"x\r\nabc\r\n", "-1\r\na\r\n", "3\r\nabcd\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n", "3 \r\nabcX\r\n"}) {
        SCOPED_TRACE(body);
        EXPECT_EQ(ask(request("POST", "/echo", "Transfer-Encoding: chunked\r\n", body)).status, 400);
    }
}

TEST_F(LimitsTest, RefusesHeadersThatAreTooLarge) {
    EXPECT_EQ(ask(get("/echo", "X: " + std::string(20'000, 'x') + "\r\n")).status, 431);
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "X-" + std::to_string(i) + ": value\r\n";
    EXPECT_EQ(ask(get("/echo", many)).status, 431);
    EXPECT_EQ(ask(get("/" + std::string(20'000, 'x'))).status, 431);
    EXPECT_EQ(ask("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1'000'000, 'x')).status, 431) << "without an end";
    EXPECT_EQ(ask(get("/echo", "X: " + std::string(15'000, 'x') + "\r\n")).status, 200);
}

TEST_F(LimitsTest, RefusesBodiesThatAreTooLarge) {
    EXPECT_EQ(ask(request("POST", "/echo", "Content-Length: 1000\r\n", std::string(1000, 'x'))).status, 200);
    EXPECT_EQ(ask(request("POST", "/echo", "Content-Length: 1001\r\n", std::string(1001, 'x'))).status, 413);
    EXPECT_EQ(ask(request("POST", "/echo", "Content-Length: 99999999999\r\n")).status, 413);
    auto const chunks = [](int count) {
        std::string out;
        for (int i = 0; i < count; ++i) out += "64\r\n" + std::string(100, 'x') + "\r\n";
        return out;
    };
    EXPECT_EQ(ask(request("POST", "/echo", "Transfer-Encoding: chunked\r\n", chunks(10) + "0\r\n\r\n")).status, 200);
    EXPECT_EQ(ask(request("POST", "/echo", "Transfer-Encoding: chunked\r\n", chunks(11) + "0\r\n\r\n")).status, 413);
    EXPECT_EQ(
        ask(request("POST", "/echo", "Transfer-Encoding: chunked\r\n", "FFFFFFFF\r\n" + std::string(5000, 'x'))).status,
        413);
    EXPECT_EQ(ask(request("POST", "/upload", "Content-Length: 1000000\r\n", std::string(1'000'000, 'x'))).body.size(),
              1'000'000u + 13u);
    Client client(port());
    client.send(request("POST", "/upload", "Content-Length: 1000001\r\n"));
    client.send(std::string(1'000'001, 'x'));
    EXPECT_EQ(client.read().status, 413) << "the refusal is seen though the body was sent";
    EXPECT_TRUE(client.is_closed());
}

// Else a few connections of nobody's would fill the memory.
TEST_F(LimitsTest, TakesMegabytesOnlyFromThoseWhoAreKnown) {
    std::string const large(1'500'000, 'x'), small(60'000, 'x');
    auto const send = [&](std::string const& more, std::string const& body) {
        return ask(request("POST", "/archive", more + "Content-Length: " + std::to_string(body.size()) + "\r\n", body));
    };
    EXPECT_EQ(send("X-Known: yes\r\n", large).status, 200);
    EXPECT_EQ(send("", large).status, 413);
    EXPECT_EQ(send("X-Known: no\r\n", large).status, 413);
    EXPECT_EQ(send("", small).status, 200) << "and is told by the handler why not";
    EXPECT_EQ(send("X-Known: yes\r\n", std::string(2'000'001, 'x')).status, 413);
    Client endless(port());
    endless.send(
        request("POST", "/archive", "Transfer-Encoding: chunked\r\n", "30000\r\n" + std::string(0x30000, 'x')));
    EXPECT_EQ(endless.read().status, 413);
}

class QuickServerTest : public ServerTest {
  protected:
    QuickServerTest() : ServerTest(settings()) {}
    static Settings settings() {
        Settings out;
        out.header_time = out.body_time = out.idle_time = std::chrono::seconds(1);
        return out;
    }
};

TEST_F(QuickServerTest, CutsWhoeverIsTooSlow) {
    Client idle(port()), header(port()), body(port()), dripping(port()), after(port()), reader(port(), 4096);
    header.send("GET /echo HTTP/1.1\r\nHo");
    body.send(request("POST", "/echo", "Content-Length: 10\r\n", "abc"));
    reader.send(get("/large"));
    EXPECT_EQ(after.ask(get("/echo")).status, 200);
    auto const start = std::chrono::steady_clock::now();
    // A byte now and then does not buy more time for a header.
    std::thread drip([&] {
        for (char const c : std::string("GET /echo HTTP/1.1\r\nHost: aaaaaaaaaaaaaaaaaaaaaa")) {
            dripping.send({&c, 1});
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    });
    for (auto* client : {&idle, &header, &body, &after}) EXPECT_TRUE(client->is_closed());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
    EXPECT_TRUE(dripping.is_closed(0.1)) << "the slow header is read on and on";
    drip.join();
    std::this_thread::sleep_until(start + std::chrono::milliseconds(2500));
    EXPECT_LT(reader.rest().size(), std::size_t{24} << 20) << "whoever does not read is not waited for";
}

TEST_F(QuickServerTest, AHandlerMayTakeItsTime) {
    Client client(port());
    client.send(get("/wait"));
    wait_until_held();
    std::this_thread::sleep_for(std::chrono::milliseconds(2100));
    release();
    EXPECT_EQ(client.read().body, "waited");
}

// What does not fit into the buffer must not be waited for without end.
TEST_F(QuickServerTest, RefusesEndlessChunkHeadersAndTrailers) {
    for (auto const& body : {"1;x=" + std::string(40'000, 'x'), "1\r\na\r\n0\r\nX: " + std::string(40'000, 'x'),
                             std::string(40'000, '0')}) {
        SCOPED_TRACE(body.substr(0, 10));
        Client client(port());
        client.send(request("POST", "/echo", "Transfer-Encoding: chunked\r\n", body));
        auto const answer = client.read();
        EXPECT_TRUE(answer.status == 400 || answer.status == 431) << answer.status;
    }
}

class CrowdedServerTest : public ServerTest {
  protected:
    CrowdedServerTest() : ServerTest(settings()) {}
    static Settings settings() {
        Settings out;
        out.connections_per_address = 3;
        return out;
    }
};

TEST_F(CrowdedServerTest, AnAddressGetsSoManyConnections) {
    auto first = std::make_unique<Client>(port());
    Client second(port()), third(port());
    for (auto* client : {first.get(), &second, &third}) EXPECT_EQ(client->ask(get("/echo")).status, 200);
    EXPECT_TRUE(Client(port()).is_closed());
    EXPECT_EQ(second.ask(get("/echo")).status, 200) << "the others go on";
    first.reset();
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    int status = 0;
    while (status != 200 && std::chrono::steady_clock::now() < end) status = ask(get("/echo")).status;
    EXPECT_EQ(status, 200) << "whoever leaves makes room";
}

class FullServerTest : public ServerTest {
  protected:
    FullServerTest() : ServerTest(settings()) {}
    static Settings settings() {
        Settings out;
        out.io_threads = 1;
        out.connection_limit = 3;
        return out;
    }
};

TEST_F(FullServerTest, ANewReaderTakesThePlaceOfTheMostSilent) {
    Client silent(port()), half(port()), busy(port());
    EXPECT_EQ(silent.ask(get("/echo")).status, 200);
    half.send("GET /echo HTTP/1.1\r\nHo");
    busy.send(get("/wait"));
    wait_until_held();
    EXPECT_EQ(ask(get("/echo")).status, 200) << "though all places are taken";
    EXPECT_TRUE(silent.is_closed());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(ask(get("/echo")).status, 200);
    Client fourth(port()), fifth(port()), sixth(port());
    EXPECT_EQ(sixth.ask(get("/echo")).status, 200);
    EXPECT_TRUE(half.is_closed());
    release();
    EXPECT_EQ(busy.read().body, "waited") << "whoever waits for an answer keeps the place";
}

class SignedServerTest : public ServerTest {
  protected:
    SignedServerTest() : ServerTest(settings()) {}
    static Settings settings() {
        Settings out;
        out.every_answer = "X-Every: yes\r\n";
        return out;
    }
};

TEST_F(SignedServerTest, AllAnswersCarryWhatAllShould) {
    for (auto const* path : {"/echo", "/kept", "/file", "/empty", "/nothing", "/gone", "/large"}) {
        SCOPED_TRACE(path);
        EXPECT_EQ(ask(get(path)).field("X-Every"), "yes");
    }
    for (auto const* path : {"/echo", "/file", "/empty", "/nothing"})
        EXPECT_EQ(ask(get(path)).field("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(ask("GARBAGE\r\n\r\n").field("X-Every"), "yes");
}

class ProxiedServerTest : public ServerTest {
  protected:
    ProxiedServerTest() : ServerTest(settings()) {}
    static Settings settings() {
        Settings out;
        out.connections_per_address = 2;
        out.trusted_proxies = {"127.0.0.1"};
        return out;
    }
};

TEST_F(ProxiedServerTest, AProxySpeaksForItsReaders) {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<Client>(port()));
        EXPECT_EQ(clients.back()->ask(get("/echo")).status, 200) << "a proxy has many readers";
    }
    EXPECT_EQ(ask(get("/who")).body, "127.0.0.1 http");
    EXPECT_EQ(ask(get("/who", "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n")).body, "192.0.2.7 https");
    EXPECT_EQ(ask(get("/who", "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n")).body, "192.0.2.7 http")
        << "only what the proxy itself said";
    EXPECT_EQ(ask(get("/who", "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 192.0.2.7\r\n")).body, "192.0.2.7 http")
        << "some proxies add a field of their own";
}

TEST_F(LimitsTest, NobodyElseSpeaksForOthers) {
    EXPECT_EQ(ask(get("/who", "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n")).body, "127.0.0.1 http");
}

}  // namespace
}  // namespace broadsheet::http
