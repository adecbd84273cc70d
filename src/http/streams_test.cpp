// Event streams over the wire: order, coming back, who is cut and when.
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "http/address.h"
#include "http/open_files.h"
#include "http/test_server.h"

namespace broadsheet::http {
namespace {

using namespace std::chrono_literals;

std::string event(int number, std::size_t padding = 0) {
    return fmt::format("id: {}\ndata: {}{}\n\n", number, number, std::string(padding, 'x'));
}

std::string events_between(int from, int to) {
    std::string out;
    for (int number = from; number <= to; ++number) out += event(number);
    return out;
}

// A client that has read the head and the first bytes of /live.
std::unique_ptr<Client> open_stream(std::uint16_t port, int after = 0, int receive_buffer = 0) {
    auto client = std::make_unique<Client>(port, receive_buffer);
    EXPECT_EQ(client->ask(get("/live?after=" + std::to_string(after))).status, 200);
    EXPECT_EQ(client->read_until("first\n\n"), "first\n\n");
    return client;
}

bool eventually(auto const& done) {
    for (int i = 0; i < 500 && !done(); ++i) std::this_thread::sleep_for(10ms);
    return done();
}

Settings stream_settings(std::chrono::milliseconds patience, std::chrono::milliseconds beat) {
    Settings settings;
    settings.stream_time = patience;
    settings.beat_time = beat;
    return settings;
}

class StreamsTest : public ServerTest {
  protected:
    StreamsTest() : ServerTest(settings()) {}
    static Settings settings() {
        auto out = stream_settings(10s, 20s);
        out.streams_per_address = 4;
        out.stream_limit = 6;
        out.trusted_proxies = {"127.0.0.1"};  // so that X-Forwarded-For makes readers
        return out;
    }
};

TEST_F(StreamsTest, EverybodyGetsEverythingInOrder) {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 6; ++i) clients.push_back(open_stream(port()));
    EXPECT_EQ(server().stats().streams, 6u);
    EXPECT_TRUE(eventually([&] { return server().stats().connections == 0; })) << "a stream takes no page's place";
    for (int number = 1; number <= 5; ++number) events().publish(number, event(number));
    for (auto& client : clients) EXPECT_EQ(client->read_until(event(5)), events_between(1, 5));
}

TEST_F(StreamsTest, HasAHeadOfItsOwn) {
    Client client(port());
    auto const answer = client.ask(get("/live", "Accept-Encoding: gzip\r\n"));
    EXPECT_EQ(answer.field("Content-Type"), "text/event-stream; charset=utf-8");
    EXPECT_EQ(answer.field("Content-Length"), "");
    EXPECT_EQ(answer.field("Content-Encoding"), "");
    EXPECT_EQ(answer.field("Connection"), "close");
    Client other(port());
    EXPECT_EQ(other.ask(request("HEAD", "/live"), Client::Expect::no_body).status, 200);
    EXPECT_EQ(other.ask(get("/echo")).status, 200) << "nothing but a head to HEAD";
}

TEST_F(StreamsTest, GoesOnBehindAPosition) {
    for (int number = 1; number <= 5; ++number) events().publish(number, event(number));
    auto const late = open_stream(port(), 3), current = open_stream(port(), 5), ahead = open_stream(port(), 7);
    EXPECT_EQ(late->read_until(event(5)), events_between(4, 5));
    for (int number = 6; number <= 8; ++number) events().publish(number, event(number));
    EXPECT_EQ(late->read_until(event(8)), events_between(6, 8));
    EXPECT_EQ(current->read_until(event(8)), events_between(6, 8));
    EXPECT_EQ(ahead->read_until(event(8)), event(8)) << "what a reader knows already is not told late";
}

TEST_F(StreamsTest, WhoIsBehindTheRingIsSentAwayAtOnce) {
    for (int number = 1; number <= 10; ++number) events().publish(number, event(number));  // eight stay
    Client client(port());
    client.send(get("/live?after=1"));
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(open_stream(port(), 2)->read_until(event(10)), events_between(3, 10));
}

class BusyStreamsTest : public ServerTest {
  protected:
    BusyStreamsTest() : ServerTest({}, 100'000) {}
};

// Whoever comes while events are published gets each behind his position once.
TEST_F(BusyStreamsTest, NoGapAndNoDoublingWhileReadersCome) {
    std::atomic<int> published = 0;
    std::atomic<bool> stop = false;
    std::thread publisher([&] {
        while (!stop) {
            int const number = published + 1;
            events().publish(number, event(number));
            published = number;
            std::this_thread::sleep_for(2ms);
        }
    });
    for (int round = 0; round < 100; ++round) {
        int const after = published;
        auto const client = open_stream(port(), after);
        auto const got = client->read_until(event(after + 20));
        EXPECT_EQ(got, events_between(after + 1, after + 20));
    }
    stop = true;
    publisher.join();
}

TEST_F(StreamsTest, AReaderGetsSoManyStreams) {
    auto const as = [&](std::string const& reader) {
        auto client = std::make_unique<Client>(port());
        auto answer = client->ask(get("/live", "X-Forwarded-For: " + reader + "\r\n"));
        return std::pair(std::move(client), answer);
    };
    std::vector<std::unique_ptr<Client>> open;
    for (int i = 0; i < 4; ++i) open.push_back(as("192.0.2.1").first);
    auto const refused = as("192.0.2.1").second;
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.field("Retry-After"), "30");
    auto first = as("2001:db8::1"), second = as("192.0.2.2");
    EXPECT_EQ(first.second.status, 200);
    EXPECT_EQ(second.second.status, 200);
    EXPECT_EQ(as("192.0.2.3").second.status, 503) << "no place is left";
    EXPECT_EQ(ask(get("/echo")).status, 200) << "but pages are served";
    open.pop_back();
    EXPECT_TRUE(eventually([&] { return server().stats().streams == 5; })) << "who leaves is noticed";
    EXPECT_EQ(as("192.0.2.1").second.status, 200);
}

TEST(NetworkOf, IsAnAddressOrA64) {
    EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::1"));
    EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    EXPECT_EQ(network_of("unknown"), "unknown");
}

TEST_F(StreamsTest, WhoTalksTooMuchIsCut) {
    auto const quiet = open_stream(port()), loud = open_stream(port());
    quiet->send("GET / HTTP/1.1\r\n");
    loud->send(std::string(100'000, 'x'));
    EXPECT_TRUE(loud->is_closed());
    events().publish(1, event(1));
    EXPECT_EQ(quiet->read_until(event(1)), event(1));
}

TEST_F(StreamsTest, AServerThatStopsSaysWhenToComeBack) {
    auto const client = open_stream(port());
    auto const start = std::chrono::steady_clock::now();
    std::thread stopping([&] { server().stop(5s); });
    EXPECT_TRUE(client->rest().starts_with("retry: "));
    stopping.join();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s) << "streams are not waited for";
    EXPECT_EQ(server().stats().streams, 0u);
    events().publish(1, event(1));  // nobody hears it any more
}

class ImpatientStreamsTest : public ServerTest {
  protected:
    ImpatientStreamsTest() : ServerTest(stream_settings(1s, 400ms)) {}
};

TEST_F(ImpatientStreamsTest, AReaderWhoDoesNotReadIsCutTheOthersAreNot) {
    auto const lazy = open_stream(port(), 0, 4096), good = open_stream(port());
    int number = 0;
    // More than the buffers of both sides hold; the ring is small, so the good one reads along.
    for (; number < 8; ++number) {
        events().publish(number + 1, event(number + 1, 300'000));
        good->read_until("\n\n");
    }
    EXPECT_TRUE(eventually([&] { return server().stats().streams == 1; }));
    EXPECT_EQ(server().stats().streams_cut, 1u);
    events().publish(100, event(100));
    EXPECT_TRUE(good->read_until(event(100)).ends_with(event(100)));
}

TEST_F(ImpatientStreamsTest, WhoFallsOutOfTheRingIsCut) {
    auto const lazy = open_stream(port(), 0, 4096);
    for (int number = 1; number <= 20; ++number) events().publish(number, event(number, 300'000));
    EXPECT_TRUE(eventually([&] { return server().stats().streams == 0; }));
    EXPECT_EQ(server().stats().streams_cut, 1u);
}

TEST_F(ImpatientStreamsTest, HeartbeatsComeAlsoWhileNothingHappens) {
    auto const client = open_stream(port());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client->read_until("\n\n"), "event: beat\ndata: {}\n\n");
    EXPECT_EQ(server().stats().streams_cut, 0u);
}

TEST(OpenFiles, AreSharedOutSoThatPagesKeepTheirs) {
    EXPECT_EQ(share_open_files(1024).connections, 224u);
    EXPECT_EQ(share_open_files(1024).streams, 672u);
    EXPECT_EQ(share_open_files(524'288).connections, 8192u);
    EXPECT_EQ(share_open_files(524'288).streams, 524'288u - 1024u - 8192u);
    EXPECT_GT(share_open_files(10).connections, 0u);
    EXPECT_GE(raise_open_files(), 64u);
}

}  // namespace
}  // namespace broadsheet::http
