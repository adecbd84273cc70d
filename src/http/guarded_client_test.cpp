#include "http/guarded_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "http/compress.h"
#include "http/public_address.h"
#include "http/server.h"

namespace broadsheet::http {
namespace {

bool is_public(std::string const& text) {
    unsigned char bytes[16];
    if (inet_pton(AF_INET, text.c_str(), bytes) == 1) return is_public_address(std::span(bytes, 4));
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), bytes), 1) << text;
    return is_public_address(std::span<unsigned char const>(bytes));
}

TEST(PublicAddress, RefusesEverythingThatIsNotTheOpenInternet) {
    for (auto const* address : {"0.0.0.0",
                                "0.1.2.3",
                                "10.0.0.1",
                                "10.255.255.255",
                                "100.64.0.1",
                                "100.100.100.200",
                                "127.0.0.1",
                                "127.255.255.255",
                                "168.63.129.16",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.192",
                                "192.0.2.1",
                                "192.88.99.1",
                                "192.168.0.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "198.51.100.1",
                                "203.0.113.9",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:8.8.8.8",
                                "::ffff:127.0.0.1",
                                "::127.0.0.1",
                                "64:ff9b::7f00:1",
                                "64:ff9b:1::1",
                                "100::1",
                                "2001::1",
                                "2001:db8::1",
                                "2002:7f00:1::",
                                "3fff::1",
                                "fc00::1",
                                "fd00:ec2::254",
                                "fe80::1",
                                "fec0::1",
                                "ff02::1"})
        EXPECT_FALSE(is_public(address)) << address;
}

TEST(PublicAddress, TakesTheOpenInternet) {
    for (auto const* address :
         {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "168.63.129.15",
          "169.253.0.1", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.0.1", "198.17.0.1", "198.20.0.1",
          "223.255.255.255", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1"})
        EXPECT_TRUE(is_public(address)) << address;
}

// A real server on loopback that a test may trust.
class GuardedClientTest : public testing::Test {
  protected:
    GuardedClientTest() {
        Settings settings;
        settings.listen = "127.0.0.1:0";
        settings.io_threads = 1;
        server_ = std::make_unique<Server>(
            settings,
            Hooks{[](FastRequest const&) { return Prepared(); },
                  [this](Request const& request) { return answer(request); },
                  [](Method, std::string_view) { return std::size_t{1000}; }, [](Request const&) { return false; },
                  [](int status, std::string_view) { return text_response(status, "broken"); }});
        server_->start();
    }

    std::string host() const { return fmt::format("127.0.0.1:{}", server_->port()); }
    std::string url(std::string const& path) const { return "http://" + host() + path; }
    GuardedClient trusting() const { return GuardedClient({host()}); }
    Result<Fetched> fetch(std::string const& path, Fetch given = {}) {
        given.url = url(path);
        return trusting().fetch(given);
    }

    std::atomic<int> asked_{0};
    std::string fields_;
    std::string target_;

  private:
    Response answer(Request const& request) {
        ++asked_;
        for (auto const& [name, value] : request.headers) fields_ += name + ": " + value + "\n";
        if (request.path == "/packed") {
            auto response = text_response(200, gzip(std::string(10'000'000, 'x'), 9));
            response.headers.set("Content-Encoding", "gzip");
            return response;
        }
        if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(700));
        if (request.path == "/away") return redirect_response(302, target_);
        if (request.path == "/round") return redirect_response(302, "/round");
        if (request.path == "/cookie") {
            auto response = redirect_response(302, "/page");
            response.headers.add("Set-Cookie", "a=b");
            return response;
        }
        if (request.path == "/missing") return text_response(404, "nothing");
        if (request.method == Method::post) return text_response(200, "got " + request.body);
        return text_response(200, std::string(3000, 'y'));
    }

    std::unique_ptr<Server> server_;
};

TEST_F(GuardedClientTest, ReachesWhatTheOperatorTrusts) {
    auto const page = fetch("/page");
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_EQ(page->status, 200);
    EXPECT_EQ(page->body.size(), 3000u);
    EXPECT_EQ(page->content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(fetch("/missing")->status, 404);
    Fetch post;
    post.body = "hello";
    EXPECT_EQ(fetch("/post", post)->body, "got hello");
}

TEST_F(GuardedClientTest, RefusesPrivateNetworksHoweverTheyAreWritten) {
    GuardedClient const client;
    auto const port = host().substr(host().find(':'));
    for (auto const& name : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]",
                             "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "127.0.0.1.", "localhost."}) {
        auto const refused = client.fetch({"http://" + std::string(name) + port + "/page"});
        ASSERT_FALSE(refused) << name;
        EXPECT_TRUE(refused.error().code == "fetch_private" || refused.error().code == "fetch_address" ||
                    refused.error().code == "fetch_failed")
            << name << " " << refused.error().code;
    }
    EXPECT_EQ(client.fetch({url("/page")}).error().code, "fetch_private");
    EXPECT_EQ(client.fetch({"http://169.254.169.254/latest/meta-data/"}).error().code, "fetch_private");
    EXPECT_EQ(asked_, 0);
}

TEST_F(GuardedClientTest, RefusesOtherSchemesAndUsers) {
    for (auto const* url : {"file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "javascript:1", "",
                            "/path", "http://user:secret@example.org/", "http://"})
        EXPECT_EQ(trusting().fetch({url}).error().code, "fetch_address") << url;
}

TEST_F(GuardedClientTest, ChecksEachRedirectAnew) {
    target_ = "http://127.0.0.2:" + host().substr(host().find(':') + 1) + "/page";
    EXPECT_EQ(fetch("/away").error().code, "fetch_private");
    EXPECT_EQ(asked_, 1);
    target_ = "file:///etc/passwd";
    auto const file = fetch("/away");
    EXPECT_FALSE(file);
    target_ = "/page";
    auto const followed = fetch("/away");
    ASSERT_TRUE(followed);
    EXPECT_EQ(followed->url, url("/page"));
    asked_ = 0;
    EXPECT_EQ(fetch("/round").error().code, "fetch_redirects");
    EXPECT_EQ(asked_, 6);
}

TEST_F(GuardedClientTest, SendsNoCookiesAndTakesNoProxyFromTheEnvironment) {
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
    auto const page = fetch("/cookie");
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_EQ(asked_, 2);
    EXPECT_EQ(fields_.find("a=b"), std::string::npos) << fields_;
}

TEST_F(GuardedClientTest, BoundsWhatItUnpacks) {
    EXPECT_EQ(fetch("/packed").error().code, "fetch_too_large");
    Fetch cut;
    cut.most_bytes = 1234;
    cut.too_long = Fetch::TooLong::cut;
    auto const beginning = fetch("/packed", cut);
    ASSERT_TRUE(beginning);
    EXPECT_EQ(beginning->body, std::string(1234, 'x'));
    EXPECT_EQ(beginning->status, 200);
    Fetch exact;
    exact.most_bytes = 3000;
    EXPECT_TRUE(fetch("/page", exact));
}

TEST_F(GuardedClientTest, GivesUpInTime) {
    Fetch hasty;
    hasty.time = Millis(200);
    auto const begin = std::chrono::steady_clock::now();
    auto const refused = fetch("/slow", hasty);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(600));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "fetch_timeout");
    EXPECT_EQ(refused.error().message, "The page did not answer within 1 seconds.");
}

TEST(GuardedClient, WantsAPortInWhatIsTrusted) {
    EXPECT_THROW(GuardedClient({"localhost"}), std::invalid_argument);
    EXPECT_THROW(GuardedClient({":80"}), std::invalid_argument);
    EXPECT_THROW(GuardedClient({"host:"}), std::invalid_argument);
    EXPECT_NO_THROW(GuardedClient({"[::1]:8080"}));
}

}  // namespace
}  // namespace broadsheet::http
