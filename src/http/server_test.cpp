// What goes over the wire, by a real server and raw sockets.
#include "http/server.h"

#include <future>

#include "http/compress.h"
#include "http/test_server.h"

namespace broadsheet::http {
namespace {

TEST_F(ServerTest, KeepsTheConnection) {
    Client client(port());
    for (int i = 0; i < 3; ++i) {
        auto const answer = client.ask(get("/echo?n=" + std::to_string(i)));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "GET /echo?n=" + std::to_string(i) + "\n");
        EXPECT_EQ(answer.field("Connection"), "");
        EXPECT_TRUE(answer.field("Date").ends_with(" GMT"));
        EXPECT_EQ(answer.field("Content-Type"), "text/plain; charset=utf-8");
    }
    EXPECT_EQ(client.ask(get("/kept")).status, 200);
    EXPECT_EQ(client.ask(get("/echo", "Connection: close\r\n")).field("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    Client client(port());
    client.send(get("/wait") + get("/kept") + request("POST", "/echo", "Content-Length: 3\r\n", "abc") +
                request("HEAD", "/text") + get("/nowhere"));
    wait_until_held();
    release();
    EXPECT_EQ(client.read().body, "waited");
    EXPECT_EQ(client.read().body, std::string(100, 'k') + "end");
    EXPECT_EQ(client.read().body, "POST /echo\nabc");
    EXPECT_EQ(client.read(Client::Expect::no_body).field("Content-Length"), "2000");
    EXPECT_EQ(client.read().status, 404);
}

TEST_F(ServerTest, TakesARequestByteForByte) {
    Client client(port());
    for (char const c : request("POST", "/echo", "Content-Length: 2\r\n", "ab")) client.send({&c, 1});
    EXPECT_EQ(client.read().body, "POST /echo\nab");
}

TEST_F(ServerTest, HeadHasTheFieldsButNoBody) {
    for (auto const* path : {"/echo", "/kept", "/text", "/file", "/nowhere", "/gone"}) {
        SCOPED_TRACE(path);
        Client client(port());
        auto const head = client.ask(request("HEAD", path), Client::Expect::no_body);
        auto const full = client.ask(get(path));
        EXPECT_EQ(head.status, full.status);
        if (std::string_view(path) != "/echo") {
            EXPECT_EQ(head.field("Content-Length"), full.field("Content-Length"));
        }
        EXPECT_FALSE(full.body.empty());
    }
}

TEST_F(ServerTest, HandsEveryMethodOnAndRefusesOthers) {
    for (auto const* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        EXPECT_EQ(ask(request(method, "/echo")).body, std::string(method) + " /echo\n");
    EXPECT_EQ(ask(request("OPTIONS", "*")).body, "OPTIONS *\n");
    for (auto const* method : {"TRACE", "CONNECT", "BREW", "get"})
        EXPECT_EQ(ask(request(method, "/echo")).status, 501) << method;
    EXPECT_EQ(ask(get("/nowhere")).status, 404);
}

TEST_F(ServerTest, TakesTheAbsoluteForm) {
    EXPECT_EQ(ask(get("http://other.example/echo?a=b")).body, "GET /echo?a=b\n");
    EXPECT_EQ(ask(get("http://other.example")).status, 404);
    EXPECT_EQ(ask(get("*")).status, 400);
    EXPECT_EQ(ask(get("echo")).status, 400);
}

TEST_F(ServerTest, ReadsChunkedBodies) {
    Client client(port());
    EXPECT_EQ(client
                  .ask(request("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                               "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\n"))
                  .body,
              "POST /echo\nabc0123456789");
    EXPECT_EQ(client.ask(request("POST", "/echo", "transfer-encoding: Chunked\r\n", "0\r\n\r\n")).body, "POST /echo\n");
    EXPECT_EQ(client.ask(get("/echo")).status, 200) << "the connection is at the right place";
}

TEST_F(ServerTest, ATrailerIsNoHeader) {
    auto const answer = ask(request("POST", "/headers", "Transfer-Encoding: chunked\r\n",
                                    "1\r\na\r\n0\r\nX-Trailer: t\r\nCookie: c=1\r\nAuthorization: Bearer x\r\n\r\n"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("Host: test"), std::string::npos);
    for (auto const* name : {"X-Trailer", "Cookie", "Authorization"})
        EXPECT_EQ(answer.body.find(name), std::string::npos) << answer.body;
}

TEST_F(ServerTest, SaysContinueWhenAskedTo) {
    Client client(port());
    client.send(request("POST", "/echo", "Content-Length: 4\r\nExpect: 100-continue\r\n"));
    EXPECT_EQ(client.read().status, 100);
    EXPECT_EQ(client.ask("body").body, "POST /echo\nbody");
    auto const refused = client.ask(request("POST", "/echo", "Content-Length: 4000\r\nExpect: 100-continue\r\n"));
    EXPECT_EQ(refused.status, 413) << "the body is not wanted";
}

TEST_F(ServerTest, ClosesForHttp10) {
    Client client(port());
    auto const answer = client.ask("GET /echo HTTP/1.0\r\n\r\n");
    EXPECT_EQ(answer.status, 200) << "it needs no Host";
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
    Client kept(port());
    EXPECT_EQ(kept.ask("GET /kept HTTP/1.0\r\n\r\n").status, 200);
    EXPECT_TRUE(kept.is_closed());
}

TEST_F(ServerTest, AnswersNotModified) {
    for (auto const* path : {"/kept", "/file"}) {
        SCOPED_TRACE(path);
        Client client(port());
        auto const etag = client.ask(get(path)).field("ETag");
        for (auto const& value : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
            auto const answer = client.ask(get(path, "If-None-Match: " + value + "\r\n"));
            EXPECT_EQ(answer.status, 304) << value;
            EXPECT_EQ(answer.field("ETag"), etag);
            EXPECT_EQ(answer.field("Content-Length"), "");
        }
        EXPECT_EQ(client.ask(get(path, "If-None-Match: \"other\"\r\n")).status, 200);
        EXPECT_EQ(client.ask(request("HEAD", path, "If-None-Match: " + etag + "\r\n"), Client::Expect::no_body).status,
                  304);
    }
    for (auto const* value : {"*", ",", "\"\", "})
        EXPECT_EQ(ask(get("/gone", std::string("If-None-Match: ") + value + "\r\n")).status, 404)
            << "only a 200 has what could be unchanged";
}

TEST_F(ServerTest, AnEmptyAnswerHasNoLength) {
    Client client(port());
    auto const answer = client.ask(get("/empty"));
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.field("Content-Length"), "");
    EXPECT_EQ(client.ask(get("/echo")).status, 200);
}

TEST_F(ServerTest, AFieldCannotSplitTheAnswer) {
    Client client(port());
    auto const answer = client.ask(get("/split"));
    EXPECT_EQ(answer.body, "body");
    EXPECT_EQ(answer.field("Set-Cookie"), "");
    EXPECT_EQ(answer.head.find("evil"), std::string::npos) << answer.head;
    EXPECT_EQ(answer.field("X-Good"), "yes");
}

TEST_F(ServerTest, CompressesTextForWhoTakesIt) {
    Client client(port());
    auto const packed = client.ask(get("/text", "Accept-Encoding: br, gzip\r\n"));
    EXPECT_EQ(packed.field("Content-Encoding"), "gzip");
    EXPECT_EQ(packed.field("Vary"), "Accept-Encoding");
    EXPECT_EQ(gunzip(packed.body), std::string(2000, 't'));
    auto const plain = client.ask(get("/text"));
    EXPECT_EQ(plain.field("Content-Encoding"), "");
    EXPECT_EQ(plain.field("Vary"), "Accept-Encoding");
    EXPECT_EQ(plain.body.size(), 2000u);
    EXPECT_EQ(client.ask(get("/private", "Accept-Encoding: gzip\r\n")).field("Content-Encoding"), "")
        << "secrets in it could be guessed by its length";
}

TEST_F(ServerTest, SendsFilesAndTheirRanges) {
    struct Row {
        char const* fields;
        int status;
        char const *range, *body;
    };
    Row const rows[] = {
        {"", 200, "", "0123456789abcdefghij"},
        {"Range: bytes=0-3\r\n", 206, "bytes 0-3/20", "0123"},
        {"Range: bytes=15-\r\n", 206, "bytes 15-19/20", "fghij"},
        {"Range: bytes=-2\r\n", 206, "bytes 18-19/20", "ij"},
        {"Range: bytes=18-1000\r\n", 206, "bytes 18-19/20", "ij"},
        {"Range: bytes=20-\r\n", 416, "bytes */20", ""},
        {"Range: bytes=0-1,3-4\r\n", 200, "", "0123456789abcdefghij"},
        {"Range: bytes=0-3\r\nIf-Range: \"f\"\r\n", 206, "bytes 0-3/20", "0123"},
        {"Range: bytes=0-3\r\nIf-Range: \"old\"\r\n", 200, "", "0123456789abcdefghij"},
    };
    Client client(port());
    for (auto const& row : rows) {
        SCOPED_TRACE(row.fields);
        auto const answer = client.ask(get("/file", row.fields));
        EXPECT_EQ(answer.status, row.status);
        EXPECT_EQ(answer.field("Content-Range"), row.range);
        EXPECT_EQ(answer.body, row.body);
        EXPECT_EQ(answer.field("Accept-Ranges"), "bytes");
        EXPECT_EQ(answer.field("ETag"), "\"f\"");
    }
    auto const head = client.ask(request("HEAD", "/file", "Range: bytes=0-3\r\n"), Client::Expect::no_body);
    EXPECT_EQ(head.status, 200) << "ranges are for GET (RFC 9110, 14.2)";
    EXPECT_EQ(head.field("Content-Length"), "20");
    EXPECT_EQ(client.ask(get("/nofile")).status, 404);
    EXPECT_EQ(client.ask(get("/folder")).status, 404);
    EXPECT_EQ(client.ask(get("/echo")).status, 200);
}

TEST_F(ServerTest, SendsWhatIsLargerThanAnyBuffer) {
    Client client(port(), 8192);
    auto const answer = client.ask(get("/large"));
    EXPECT_EQ(answer.body.size(), std::size_t{24} << 20);
    EXPECT_EQ(answer.body.find_first_not_of('l'), std::string::npos);
}

TEST_F(ServerTest, StopsWhenWhatIsUnderWayIsAnswered) {
    Client idle(port()), busy(port());
    EXPECT_EQ(idle.ask(get("/echo")).status, 200);
    busy.send(get("/wait") + get("/echo"));
    wait_until_held();
    auto stopped = std::async(std::launch::async, [&] { server().stop(std::chrono::seconds(10)); });
    EXPECT_TRUE(idle.is_closed());
    auto const soon = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (Client(port()).connected() && std::chrono::steady_clock::now() < soon) {
    }  // each core closes its own door
    EXPECT_FALSE(Client(port()).connected());
    EXPECT_EQ(stopped.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    release();
    auto const answer = busy.read();
    EXPECT_EQ(answer.body, "waited");
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(busy.is_closed());
    stopped.get();
}

TEST(Server, SaysWhichAddressItCannotHave) {
    Hooks const none{[](FastRequest const&) { return Prepared{}; }, [](Request const&) { return no_content(); },
                     [](Method, std::string_view) { return std::size_t{0}; }, [](Request const&) { return false; },
                     [](int status, std::string_view) { return text_response(status, ""); }};
    auto const settings = [](std::string listen) {
        Settings out;
        out.listen = std::move(listen);
        out.io_threads = 1;
        return out;
    };
    Server first(settings("127.0.0.1:0"), none);
    first.start();
    auto const taken = "127.0.0.1:" + std::to_string(first.port());
    for (auto const& listen : {taken, std::string("nonsense"), std::string("192.0.2.1:1")}) {
        Server second(settings(listen), none);
        try {
            second.start();
            ADD_FAILURE() << listen;
        } catch (std::exception const& error) {
            EXPECT_NE(std::string(error.what()).find(listen), std::string::npos) << error.what();
        }
    }
}

}  // namespace
}  // namespace broadsheet::http
