// How long it takes to make and to sign one mail of a mailing; the figures that count are those of a release build.
// Fails only where it is slow beyond all machines.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

#include "mail/dkim.h"
#include "mail/message.h"

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

template <class Work>
double milliseconds(int times, Work work) {
    auto const begin = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() / times;
}

TEST(Speed, OfAMailing) {
    auto const message = mailing();
    auto const when = from_ms(1'790'000'000'000);
    std::string mime;
    auto const making = milliseconds(200, [&] { mime = write_mime(message, when).value(); });
    auto const rsa = DkimSigner::make("example.org", "one", DkimKey::make()).value();
    auto const signing = milliseconds(200, [&] { (void)rsa.sign(mime); });
    fmt::print("a mail of {} bytes: made in {:.3f} ms, signed with RSA in {:.3f} ms\n", mime.size(), making, signing);
    EXPECT_LT(making, 50);
    EXPECT_LT(signing, 100);
}

}  // namespace
}  // namespace broadsheet::mail
