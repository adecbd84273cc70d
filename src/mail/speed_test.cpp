// How long it takes to make and to sign one mail of a mailing; the figures that count are those of a release build.
// Fails only where it is slow beyond all machines.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>

#include "mail/dkim.h"
#include "mail/message.h"
#include "mail/test_line_server.h"
#include "mail/transport.h"

namespace broadsheet::mail {
namespace {

Message mailing() {
    Message message;
    message.from = {"The News", "news@example.org"};
    message.to = {"Олена", "olena@example.com"};
    message.reply_to = {"", "desk@example.org"};
    message.subject = "Новини дня: the morning in five minutes";
    while (message.html.size() < 40'000)
        message.html +=
            "<tr><td style=\"font-family: Georgia, serif; padding-top: 16px;\"><a href=\"https://example.org/"
            "a-story/?x=1&amp;y=2\">Рада ухвалила — the council decided</a>. It was a long night.</td></tr>\n";
    while (message.text.size() < 4'000)
        message.text += "The council decided — it was a long night.\nhttps://example.org/\n\n";
    message.headers = {{"List-Unsubscribe", "<https://example.org/unsubscribe/0123456789abcdef0123456789abcdef>"},
                       {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                       {"List-Id", "The morning <morning.example.org>"},
                       {"Feedback-ID", "morning:2026-09-21:example"},
                       {"X-Broadsheet-Mail", "0123456789abc"}};
    return message;
}

// Of this thread's processor time: what the machine does beside does not count.
template <class Work>
double milliseconds(int times, Work work) {
    auto const now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    auto const begin = now();
    for (int i = 0; i < times; ++i) work();
    return (now() - begin) / times;
}

// Takes every mail, on as many connections as come.
void take_all(TestSession& session) {
    session.say("220 hello");
    while (auto const line = session.line()) {
        if (line->starts_with("EHLO")) session.send("250-test\r\n250-PIPELINING\r\n");
        if (*line == "DATA") {
            session.say("354 go on");
            while (session.line().value_or(".") != ".") continue;
        }
        session.say("250 fine");
    }
}

TEST(Speed, OfAMailing) {
    auto const message = mailing();
    auto const when = from_ms(1'790'000'000'000);
    std::string mime;
    auto const making = milliseconds(200, [&] { mime = write_mime(message, when).value(); });
    auto const rsa = DkimSigner::make("example.org", "one", DkimKey::make()).value();
    auto const signing = milliseconds(200, [&] { (void)rsa.sign(mime); });
    TestLineServer const server(take_all);
    Transport const transport({"smtp://" + server.address(), "news@example.org", {}, {}});
    auto connection = transport.connection();
    auto const handing = milliseconds(
        200, [&] { EXPECT_EQ(connection.send("a@example.org", "b@example.org", mime, when).outcome, Outcome::taken); });
    fmt::print(
        "a mail of {} bytes, in processor time: made in {:.3f} ms, signed (RSA 2048) in {:.3f}, handed over in "
        "{:.3f}\n",
        mime.size(), making, signing, handing);
    EXPECT_LT(handing, 50);
    EXPECT_LT(making, 50);
    EXPECT_LT(signing, 100);
}

}  // namespace
}  // namespace broadsheet::mail
