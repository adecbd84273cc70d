#include "mail/message.h"

#include <gtest/gtest.h>

#include "mail/layout.h"
#include "mail/read_message.h"

namespace broadsheet::mail {
namespace {

Time const when = from_ms(1'790'000'000'000);

Message some_message() {
    Message message;
    message.from = {"The News", "news@example.org"};
    message.to = {"Maria", "maria@example.org"};
    message.subject = "Hello";
    message.text = "Text.\n";
    return message;
}

std::string written(Message const& message) { return write_mime(message, when).value(); }

std::string head_of(std::string const& mime) { return mime.substr(0, mime.find("\r\n\r\n") + 2); }

// How often a header field of this name stands in it.
int fields(std::string const& mime, std::string const& name) {
    int count = 0;
    auto const head = "\r\n" + head_of(mime);
    for (auto at = head.find("\r\n" + name + ":"); at != std::string::npos; at = head.find("\r\n" + name + ":", at + 1))
        ++count;
    return count;
}

TEST(Message, SaysWhatWasPutIn) {
    auto message = some_message();
    message.reply_to = {"The desk", "desk@example.org"};
    message.html = "<p>Text.</p>";
    message.headers = {{"Auto-Submitted", "auto-generated"}};
    auto const mime = written(message);
    auto const read = read_mime(mime).value();
    EXPECT_EQ(read.from, "The News <news@example.org>");
    EXPECT_EQ(read.to, "Maria <maria@example.org>");
    EXPECT_EQ(read.subject, "Hello");
    EXPECT_EQ(read.text.substr(0, 5), "Text.");
    EXPECT_EQ(read.html.substr(0, 12), "<p>Text.</p>");
    for (auto const* name :
         {"From", "To", "Reply-To", "Subject", "Date", "Message-Id", "MIME-Version", "Content-Type", "Auto-Submitted"})
        EXPECT_EQ(fields(mime, name), 1) << name << "\n" << mime;
    EXPECT_NE(mime.find("Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"), std::string::npos) << mime;
    EXPECT_NE(mime.find("@example.org>\r\n"), std::string::npos);
    EXPECT_NE(written(message), mime) << "each has a Message-ID of its own";
}

TEST(Message, CarriesEveryAlphabetInAscii) {
    auto message = some_message();
    message.from.name = "Газета «Світ»";
    message.to.name = "Олена, \"Лена\" <x@y>";
    message.subject =
        "Новини дня: дуже довгий заголовок, який напевно не вміститься в один рядок листа "
        "🗞";
    message.text = "Добрий день!\n.\nFrom here on\n" + std::string(3000, 'x') + "\n";
    message.html = "<p>Добрий день</p>";
    auto const mime = written(message);
    for (char const c : mime) ASSERT_LT(static_cast<unsigned char>(c), 0x80);
    for (std::size_t at = 0, end = 0; at < mime.size(); at = end + 2) {
        end = mime.find("\r\n", at);
        ASSERT_NE(end, std::string::npos) << "the last line ends";
        EXPECT_LE(end - at, 998u) << "RFC 5322, 2.1.1";
        EXPECT_EQ(mime.substr(at, end - at).find_first_of("\r\n"), std::string::npos) << "a bare line end";
    }
    auto const read = read_mime(mime).value();
    EXPECT_EQ(read.subject, message.subject);
    EXPECT_EQ(read.from, "Газета «Світ» <news@example.org>");
    EXPECT_NE(read.to.find("Лена"), std::string::npos);
    EXPECT_NE(read.to.find("maria@example.org"), std::string::npos);
    EXPECT_NE(read.text.find("Добрий день!\n.\nFrom here on\nxxx"), std::string::npos);
}

TEST(Message, NothingPutInAddsAField) {
    for (auto const* hostile :
         {"x\r\nBcc: victim@example.org", "x\nBcc: victim@example.org", "x\rBcc: v@example.org", "x\r\n\r\n<script>",
          "x\x0b"
          "Bcc: v@example.org",
          "=?utf-8?q?x=0D=0ABcc:_v@e.org?=", "a@b.org>, <victim@example.org"}) {
        auto message = some_message();
        message.subject = hostile;
        message.from.name = hostile;
        message.to.name = hostile;
        auto const mime = written(message);
        EXPECT_EQ(fields(mime, "Bcc"), 0) << mime;
        EXPECT_EQ(fields(mime, "To"), 1);
        for (auto const place : {&Message::from, &Message::to, &Message::reply_to}) {
            auto other = some_message();
            (other.*place).email = std::string("a@example.org") + hostile;
            EXPECT_FALSE(write_mime(other, when)) << hostile;
        }
    }
}

TEST(Message, RefusesHeadersThatAreNone) {
    for (auto const& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"Bcc", "a@example.org"},
                                                          {"to", "a@example.org"},
                                                          {"X-A", "b\r\nBcc: c@d.org"},
                                                          {"X-A\r\nBcc", "c@d.org"},
                                                          {"X A", "b"},
                                                          {"X:A", "b"},
                                                          {"", "b"},
                                                          {"X-A", std::string("b\0c", 3)}}) {
        auto message = some_message();
        message.headers = {{name, value}};
        auto const refused = write_mime(message, when);
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, "mail_header");
    }
}

TEST(Address, IsOneAddress) {
    for (auto const* good : {"a@example.org", "first.last+tag@sub.example.org", "олена@приклад.укр", "x@localhost",
                             "a@[127.0.0.1]", "broadsheet@127.0.0.1"})
        EXPECT_TRUE(is_address(good)) << good;
    for (auto const* bad : {"",
                            "a",
                            "@",
                            "a@",
                            "@b.org",
                            "a b@c.org",
                            "a@b c.org",
                            "a@b.org, c@d.org",
                            "<a@b.org>",
                            "A <a@b.org>",
                            "a@b.org\r\nBcc: c@d.org",
                            "a..b@c.org",
                            ".a@c.org",
                            "a@.org",
                            "a@b..org",
                            "\"a\"@b.org",
                            "a@b.org>",
                            "a@-b.org",
                            "a@[x y]",
                            "a@b.org\x7f"})
        EXPECT_FALSE(is_address(bad)) << bad;
    EXPECT_FALSE(is_address(std::string(65, 'a') + "@example.org"));
    EXPECT_FALSE(is_address("a@" + std::string(260, 'b')));
}

TEST(ReadMime, BearsWhatIsNoMail) {
    for (auto const& bytes : {std::string(), std::string("no mail"), std::string(5000, '\xff'),
                              std::string("Content-Type: multipart/mixed"
                                          "; boundary=x\n\n--x\n--x\n--x")})
        (void)read_mime(bytes);
    SUCCEED();
}

TEST(Layout, EscapesAndSaysTheSameAsText) {
    Letter letter;
    letter.publication = "A & <B>";
    letter.paragraphs = {"Hello <script>alert(1)</script>"};
    letter.button = "Join \"us\"";
    letter.link = "https://example.org/?a=1&b=\"2\"";
    letter.closing = {"Bye."};
    auto const html = letter_html(letter);
    EXPECT_EQ(html.find("<script>"), std::string::npos);
    EXPECT_NE(html.find("A &amp; &lt;B&gt;"), std::string::npos);
    EXPECT_NE(html.find("href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\""), std::string::npos);
    EXPECT_EQ(letter_text(letter),
              "A & <B>\n\nHello <script>alert(1)</script>\n\nJoin \"us\":\nhttps://example.org/?a=1&b=\"2\"\n\nBye.\n");
}

}  // namespace
}  // namespace broadsheet::mail
