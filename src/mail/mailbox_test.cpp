#include "mail/mailbox.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <set>

#include "mail/test_line_server.h"

namespace broadsheet::mail {
namespace {

// A mailbox that speaks as much IMAP as we do. `ends_at`: hangs up when it hears a command that has this in it;
// `says` answers such a command by a line of its own ("{tag}" stands for the command's).
class ImapServer {
  public:
    std::map<int, std::string> messages;
    std::set<int> seen;
    std::vector<std::string> commands;
    std::string ends_at;
    std::map<std::string, std::string> says;
    std::filesystem::path tls;

    void start() {
        server_ = std::make_unique<TestLineServer>([this](TestSession& session) { serve(session); });
    }
    Mailbox mailbox(std::string const& path = "") const {
        return Mailbox(
            {"imap://maria:sec%20ret@" + server_->address() + path, tls.empty() ? tls : tls / "cert", Millis(2000)});
    }
    int count(std::string const& part) const {
        int out = 0;
        for (auto const& command : commands) out += command.find(part) != std::string::npos;
        return out;
    }

  private:
    void fetch(TestSession& session, std::string const& tag, int uid, std::string const& command) {
        if (messages.contains(uid)) {
            auto const& message = messages[uid];
            if (command.find("BODY.PEEK[]") != std::string::npos) {
                bool const part = command.find("<0.") != std::string::npos;
                auto const bytes = part ? message.substr(0, 1024 * 1024) : message;
                session.send(fmt::format("* 1 FETCH (UID {} BODY[]{} {{{}}}\r\n{})\r\n", uid, part ? "<0>" : "",
                                         bytes.size(), bytes));
            } else {
                session.say(fmt::format("* 1 FETCH (UID {} RFC822.SIZE {})", uid, message.size()));
            }
        }
        session.say(tag + " OK done");
    }
    void serve(TestSession& session) {
        session.say("* OK ready");
        bool safe = false;
        while (auto const line = session.line()) {
            commands.push_back(*line);
            auto const tag = line->substr(0, line->find(' '));
            auto const has = [&](char const* word) { return line->find(word) != std::string::npos; };
            if (!ends_at.empty() && has(ends_at.c_str())) return;
            bool answered = false;
            for (auto const& [part, text] : says)
                if (!answered && has(part.c_str())) {
                    auto out = text;
                    for (auto at = out.find("{tag}"); at != out.npos; at = out.find("{tag}")) out.replace(at, 5, tag);
                    session.say(out);
                    answered = true;
                }
            if (answered) continue;
            auto const uid = has("UID ") ? std::atoi(line->substr(line->find(' ', line->find("UID ") + 4)).c_str()) : 0;
            if (has("CAPABILITY")) {
                session.say(std::string("* CAPABILITY IMAP4rev1") + (tls.empty() || safe ? "" : " STARTTLS"));
                session.say(tag + " OK done");
            } else if (has("STARTTLS")) {
                session.say(tag + " OK go");
                if (!session.start_tls(tls)) return;
                safe = true;
            } else if (has("SEARCH")) {
                std::string found = "* SEARCH";
                for (auto const& [one, text] : messages)
                    if (!seen.contains(one)) found += " " + std::to_string(one);
                session.say(found);
                session.say(tag + " OK done");
            } else if (has("FETCH")) {
                fetch(session, tag, uid, *line);
            } else if (has("STORE")) {
                seen.insert(uid);
                session.say(tag + " OK done");
            } else {
                session.say(tag + " OK done");
            }
        }
    }
    std::unique_ptr<TestLineServer> server_;
};

TEST(Mailbox, HandsOverWhatIsUnseenAndMarksWhatWasTaken) {
    ImapServer server;
    server.messages = {{3, "Subject: three\r\n\r\nb9 OK {5}\r\n)\r\n"},
                       {7, "Subject: seven\r\n\r\n"},
                       {12, "Subject: twelve\r\n\r\n"}};
    server.seen = {12};
    server.start();
    auto const mailbox = server.mailbox();
    std::vector<std::string> got;
    auto const first = mailbox.for_each([&](std::string_view mime) {
        got.emplace_back(mime);
        return mime.find("three") != mime.npos;
    });
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(*first, 1u);
    EXPECT_EQ(got, (std::vector<std::string>{server.messages[3], server.messages[7]}));
    EXPECT_EQ(server.seen, (std::set<int>{3, 12}));
    EXPECT_EQ(server.count("SELECT \"INBOX\""), 1);
    EXPECT_EQ(server.count("BODY[]"), 0) << "reading alone marks nothing";
    got.clear();
    EXPECT_EQ(mailbox.for_each([&](std::string_view mime) { return got.emplace_back(mime), true; }), 1u);
    EXPECT_EQ(got.size(), 1u);
    EXPECT_EQ(mailbox.for_each([](std::string_view) { return true; }), 0u);
    EXPECT_EQ(server.mailbox("/Bounces/2026").for_each([](std::string_view) { return true; }), 0u);
    EXPECT_EQ(server.count("SELECT \"Bounces/2026\""), 1);
}

TEST(Mailbox, ReadsOnlyTheBeginningOfWhatIsHuge) {
    ImapServer server;
    server.messages = {{1, "Subject: huge\r\n\r\n" + std::string(6 * 1024 * 1024, 'x')},
                       {2, "Subject: big\r\n\r\n" + std::string(4 * 1024 * 1024, 'x')}};
    server.start();
    std::vector<std::size_t> sizes;
    EXPECT_EQ(server.mailbox().for_each([&](std::string_view mime) { return sizes.push_back(mime.size()), true; }), 2u);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{1024 * 1024, server.messages[2].size()}));
}

TEST(Mailbox, LosesNothingWhenItIsCutOff) {
    for (auto const* place : {"SELECT", "SEARCH", "RFC822.SIZE", "BODY.PEEK", "STORE"}) {
        ImapServer server;
        server.messages = {{1, "Subject: one\r\n\r\n"}};
        server.ends_at = place;
        server.start();
        auto const out = server.mailbox().for_each([](std::string_view) { return true; });
        ASSERT_FALSE(out) << place;
        EXPECT_EQ(out.error().message, "The connection to the mailbox ended.");
        EXPECT_TRUE(server.seen.empty());
    }
    ImapServer server;
    server.messages = {{1, "Subject: one\r\n\r\n"}};
    server.start();
    EXPECT_THROW((void)server.mailbox().for_each([](std::string_view) -> bool { throw std::logic_error("no"); }),
                 std::logic_error);
    EXPECT_TRUE(server.seen.empty());
    EXPECT_EQ(server.mailbox().for_each([](std::string_view) { return true; }), 1u);
}

TEST(Mailbox, BearsServersThatLie) {
    for (auto const& [part, says] : std::vector<std::pair<std::string, std::string>>{
             {"LOGIN", "{tag} NO [AUTHENTICATIONFAILED] wrong"},
             {"SELECT", "{tag} NO no such folder"},
             {"SEARCH", "* SEARCH 0 -1 x 99999999999999999999\r\n{tag} BAD what"},
             {"RFC822.SIZE", "* 1 FETCH (UID 1 RFC822.SIZE 99)\r\n{tag} NO"},
             {"BODY.PEEK", "* 1 FETCH (UID 1 BODY[] {999999999999}"},
             {"BODY.PEEK", "* 1 FETCH (UID 1 BODY[] {100}\r\nshort"},
             {"STORE", "{tag} NO read-only"}}) {
        ImapServer server;
        server.messages = {{1, "Subject: one\r\n\r\n"}};
        server.says = {{part, says}};
        server.start();
        auto const out = server.mailbox().for_each([](std::string_view) { return true; });
        ASSERT_FALSE(out) << says;
        EXPECT_EQ(out.error().code, "mailbox");
        EXPECT_EQ(out.error().message.find("ret"), std::string::npos) << "no password";
        EXPECT_FALSE(out.error().message.empty());
    }
    ImapServer server;
    server.says = {{"SEARCH", "* SEARCH 5 1 1\r\n* 3 EXISTS\r\n{tag} OK"},
                   {"FETCH 1", "* 1 FETCH (UID 1 RFC822.SIZE 16 BODY[] {16}\r\nSubject: one\r\n\r\n)\r\n{tag} OK"}};
    server.start();
    int times = 0;
    EXPECT_EQ(server.mailbox().for_each([&](std::string_view) { return ++times > 0; }), 1u) << "5 is no longer there";
    EXPECT_EQ(times, 1);
}

TEST(Mailbox, TakesTheTlsThatIsOffered) {
    TestFolder const folder;
    make_certificate(folder.path);
    ImapServer server;
    server.messages = {{1, "Subject: one\r\n\r\n"}};
    server.tls = folder.path;
    server.start();
    auto const out = server.mailbox().for_each([](std::string_view) { return true; });
    ASSERT_TRUE(out) << out.error().message;
    EXPECT_EQ(*out, 1u);
    EXPECT_EQ(server.count("STARTTLS"), 1);
}

TEST(Mailbox, RefusesSettingsThatAreNone) {
    for (auto const* url :
         {"", "smtp://a:b@c", "imap://host", "imap://a:b@host/IN%0d%0aBOX", "imap://a:b@host/x;UID=1"})
        EXPECT_THROW(Mailbox({url, {}}), std::runtime_error) << url;
    Mailbox const nobody({"imap://a:secret@127.0.0.1:1", {}});
    auto const out = nobody.for_each([](std::string_view) { return true; });
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet::mail
