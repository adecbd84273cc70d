#include "mail/encoding.h"

#include <gtest/gtest.h>

#include <random>

#include "mail/message.h"
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

// What is read of it again, by GMime, with line ends as they were put in.
ReadMessage again(Message const& message, std::size_t longest = 76) {
    auto const mime = write_mime(message, when).value();
    for (std::size_t at = 0, end; at < mime.size(); at = end + 2) {
        end = mime.find("\r\n", at);
        if (end == mime.npos || end - at > longest) {
            ADD_FAILURE() << mime.substr(at, 1200);
            break;
        }
        EXPECT_EQ(mime.substr(at, end - at).find_first_of("\r\n"), mime.npos);
        EXPECT_FALSE(end > at && (mime[end - 1] == ' ' || mime[end - 1] == '\t')) << "spaces that may get lost";
        EXPECT_NE(mime.compare(at, 5, "From "), 0) << mime.substr(at, 80);
    }
    return read_mime(mime).value();
}

TEST(Encoding, BringsEveryTextBack) {
    std::vector<std::string> const pieces{"a",
                                          " ",
                                          "\t",
                                          "=",
                                          ".",
                                          "From ",
                                          "--",
                                          "\n",
                                          "\n\n",
                                          "\n.",
                                          "\n.\n",
                                          "\nFrom ",
                                          "é",
                                          "Слово",
                                          "🗞",
                                          "=3D",
                                          "word ",
                                          "  \n",
                                          "--=_",
                                          "https://example.org/?a=1&b=2",
                                          std::string(75, 'x'),
                                          std::string(76, 'y'),
                                          std::string(77, '='),
                                          "%"};
    std::mt19937 random(7);
    int quoted = 0, in_base64 = 0;
    for (int round = 0; round < 400; ++round) {
        auto message = some_message();
        message.text.clear();
        for (int i = 0; i < round % 40 + 1; ++i) message.text += pieces[random() % (round % 2 ? pieces.size() : 12)];
        message.text += "\n";
        message.html = "<p>" + message.text;
        auto const read = again(message);
        EXPECT_EQ(read.text, message.text);
        EXPECT_EQ(read.html, message.html);
        std::string body;
        (add_encoded_body(body, message.text) == "base64" ? in_base64 : quoted)++;
    }
    EXPECT_GT(quoted, 20);
    EXPECT_GT(in_base64, 20);
    auto message = some_message();
    message.text = "a\r\nb\rc\nd\r\r\ne\n";
    EXPECT_EQ(again(message).text, "a\nb\nc\nd\n\ne\n");
    message.text = "";
    EXPECT_EQ(again(message).text, "");
}

TEST(Encoding, BringsEverySubjectAndNameBack) {
    std::string const endless(3000, 'x'), sentence = "Words, and (more) \"words\" \\ of a; sentence: <x@y> [z] @ .";
    std::string many;
    for (int i = 0; i < 60; ++i) many += "word" + std::to_string(i) + "  ";
    many += "end";
    for (auto const& words : {std::string("Hello"), sentence, many, endless,
                              std::string("Слово 🗞 і слово — "
                                          "дуже довгий заголовок, який не вміститься в один рядок листа, і ще трохи"),
                              std::string("=?utf-8?q?x?="), std::string("a =? b"), std::string("…"),
                              std::string("x") + std::string(100, '"')}) {
        auto message = some_message();
        message.subject = words;
        message.from.name = words;
        message.to.name = words;
        auto const read = again(message, words == endless ? 76 : 998);
        EXPECT_EQ(read.subject, words);
        auto const quoted_away = [](std::string text) {
            std::erase_if(text, [](char c) { return c == '"' || c == '\\' || c == ' '; });
            return text;
        };
        EXPECT_EQ(quoted_away(read.from), quoted_away(words + "<news@example.org>"));
    }
}

TEST(Encoding, FoldsOtherHeadersAtSpacesAlone) {
    auto message = some_message();
    std::string const link = "<https://example.org/" + std::string(300, 'x') + ">";
    message.headers = {{"List-Unsubscribe", "<mailto:a@example.org?subject=unsubscribe>, " + link}};
    auto const mime = write_mime(message, when).value();
    EXPECT_NE(mime.find("List-Unsubscribe: <mailto:a@example.org?subject=unsubscribe>,\r\n " + link + "\r\n"),
              mime.npos)
        << mime;
}

TEST(Encoding, TakesAMessageIdAndOtherAlphabetsDomains) {
    auto message = some_message();
    message.message_id = "7k2m9q.1@mail.example.org";
    message.from.email = "news@приклад.укр";
    message.reply_to.email = "Desk@EXAMPLE.org";
    auto mime = write_mime(message, when).value();
    EXPECT_NE(mime.find("\r\nMessage-Id: <7k2m9q.1@mail.example.org>\r\n"), mime.npos);
    EXPECT_NE(mime.find("From: The News <news@xn--80aikifvh.xn--j1amh>\r\n"), mime.npos) << mime;
    EXPECT_NE(mime.find("Reply-To: Desk@example.org\r\n"), mime.npos) << mime;
    message.message_id.clear();
    mime = write_mime(message, when).value();
    EXPECT_NE(mime.find("@xn--80aikifvh.xn--j1amh>\r\n", mime.find("Message-Id: <")), mime.npos);
    for (auto const* bad : {"x", "a@b\r\nBcc: c@d.org", "<a@b>", "a b@c", "é@c.org", "a@b@c", "@b", "a@"}) {
        message.message_id = bad;
        auto const refused = write_mime(message, when);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().code, "mail_header");
    }
    message = some_message();
    message.to.email = "a@\u200d.org";
    EXPECT_FALSE(write_mime(message, when));
}

}  // namespace
}  // namespace broadsheet::mail
