#include "mail/transport.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "mail/message.h"

namespace broadsheet::mail {
namespace {

namespace fs = std::filesystem;

// tests/whole/smtp_server.py, a process of its own that ends with this.
class MailServer {
  public:
    explicit MailServer(std::string const& words) {
        process_ =
            ::popen(("exec /usr/bin/python3 " SOURCE_ROOT "/tests/whole/smtp_server.py take 1 " + words).c_str(), "r");
        auto const first = line();
        port_ = first.substr(first.find(": ") + 2, first.find('}') - first.find(": ") - 2);
    }
    ~MailServer() { ::pclose(process_); }
    std::string url() const { return "smtp://127.0.0.1:" + port_; }
    std::string line() {  // what it says next; each mail is a line
        std::array<char, 65536> text{};
        return std::fgets(text.data(), text.size(), process_) ? text.data() : "";
    }

  private:
    std::FILE* process_ = nullptr;
    std::string port_;
};

class TransportTest : public testing::Test {
  protected:
    void SetUp() override {
        auto pattern = (fs::temp_directory_path() / "broadsheet-mail-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(folder_); }
    std::string make_certificate() const {  // "CERT KEY"
        auto const cert = (folder_ / "cert").string(), key = (folder_ / "key").string();
        auto const made = std::system(("openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -addext "
                                       "subjectAltName=IP:127.0.0.1 -days 2 -keyout " +
                                       key + " -out " + cert + " 2>/dev/null")
                                          .c_str());
        EXPECT_EQ(made, 0);
        return cert + " " + key;
    }
    Result<void> send(TransportSettings settings) const {
        settings.sender = "news@example.org";
        Message const message{{"", settings.sender}, {"", "maria@example.org"}, {}, "Hello", ".\nText", "", {}};
        auto const now = from_ms(1'790'000'000'000);
        return Transport(settings).send("maria@example.org", write_mime(message, now).value(), now);
    }
    fs::path folder_;
};

TEST_F(TransportTest, TakesTheTlsThatIsOffered) {
    MailServer server("tls " + make_certificate());
    auto const sent = send({server.url(), {}, {}, folder_ / "cert"});
    ASSERT_TRUE(sent) << sent.error().message;
    auto const mail = server.line();
    EXPECT_NE(mail.find("\"tls\": true"), std::string::npos) << mail;
    EXPECT_NE(mail.find("\\r\\n\\r\\n.\\r\\nText"), std::string::npos) << "a dot alone does not end it: " << mail;
}

TEST_F(TransportTest, SendsWithoutWhereNoneIsOffered) {
    MailServer server("");
    ASSERT_TRUE(send({server.url(), {}, {}, {}}));
    EXPECT_NE(server.line().find("\"tls\": false"), std::string::npos);
}

TEST_F(TransportTest, SaysThatNobodyIsThere) {
    auto const sent = send({"smtp://127.0.0.1:1", {}, {}, {}});
    ASSERT_FALSE(sent);
    EXPECT_NE(sent.error().message.find("connect"), std::string::npos) << sent.error().message;
}

TEST_F(TransportTest, DoesNotWaitForEver) {
    // A server that takes the connection and never says a word.
    std::FILE* const silent = ::popen(
        "exec /usr/bin/python3 -uc 'import socket,time\ns=socket.socket()\ns.bind((\"127.0.0.1\",0))\ns.listen()\n"
        "print(s.getsockname()[1])\ntime.sleep(2)'",
        "r");
    std::array<char, 64> port{};
    ASSERT_TRUE(std::fgets(port.data(), port.size(), silent));
    auto const begin = std::chrono::steady_clock::now();
    TransportSettings settings{"smtp://127.0.0.1:" + std::to_string(std::atoi(port.data())), {}, {}, {}};
    settings.time_limit = Millis(300);
    EXPECT_FALSE(send(settings));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1500));
    ::pclose(silent);
}

}  // namespace
}  // namespace broadsheet::mail
