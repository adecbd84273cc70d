#include "mail/connection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>

#include "mail/test_line_server.h"
#include "mail/transport.h"

namespace broadsheet::mail {
namespace {

Time const now = from_ms(1'790'000'000'000);
std::string const mail = "From: news@example.org\r\nSubject: Hello\r\n\r\nText.\r\n.\r\nMore.\r\n";

// A mail server that answers each command as it is told to: by a line, by "cut" (hangs up) or "stall" (says nothing).
// A command that is not named is answered well; the end of a mail is the command "."; "half" is said and done after
// 100 kB of a mail.
struct Script {
    std::map<std::string, std::string> says;
    std::vector<std::string> offers;
    std::filesystem::path tls;  // the folder with the certificate; empty: it has none
    int only_first = 1000;      // so many connections behave so, the others well
};

class SmtpServer {
  public:
    explicit SmtpServer(Script script = {})
        : script_(std::move(script)), server_([this](TestSession& session) { serve(session); }) {}
    Transport transport(Millis limit = Millis(5000), char const* more = "") const {
        return Transport({"smtp://" + std::string(more) + server_.address(),
                          "news@example.org",
                          {},
                          script_.tls.empty() ? std::filesystem::path{} : script_.tls / "cert",
                          limit});
    }
    int connections() const { return server_.connections(); }
    std::vector<std::string> commands() const {
        std::lock_guard const lock(mutex_);
        return commands_;
    }
    std::vector<std::string> mails() const {
        std::lock_guard const lock(mutex_);
        return mails_;
    }
    int count(std::string const& command) const {
        auto const all = commands();
        return static_cast<int>(
            std::count_if(all.begin(), all.end(), [&](auto const& one) { return one.starts_with(command); }));
    }

  private:
    // False where the connection is to end.
    bool answer(TestSession& session, std::string const& command, std::string const& well) {
        auto const found = script_.says.find(command);
        bool const scripted = found != script_.says.end() && server_.connections() <= script_.only_first;
        auto const text = scripted ? found->second : well;
        if (text == "cut") return false;
        if (text == "stall") return session.line() && false;
        session.say(text);
        return !text.starts_with("421");
    }
    bool take_mail(TestSession& session) {
        std::string data;
        while (auto const line = session.line()) {
            if (*line == ".") {
                std::lock_guard const lock(mutex_);
                mails_.push_back(data);
                return true;
            }
            data += line->substr(line->starts_with('.') ? 1 : 0) + "\r\n";
            if (data.size() > 100'000 && script_.says.contains("half")) {
                answer(session, "half", "");
                return false;
            }
        }
        return false;
    }
    std::string ehlo(bool tls) const {
        std::string out = "250-test";
        if (!script_.tls.empty() && !tls) out += "\r\n250-STARTTLS";
        for (auto const& word : script_.offers) out += "\r\n250-" + word;
        return out + "\r\n250 HELP";
    }
    void serve(TestSession& session) {
        bool tls = false;
        if (!answer(session, "greeting", "220 test ready")) return;
        while (auto const line = session.line()) {
            auto const word = line->substr(0, line->find_first_of(" :"));
            {
                std::lock_guard const lock(mutex_);
                commands_.push_back(*line);
            }
            if (word == "STARTTLS") {
                session.say("220 go");
                if (!session.start_tls(script_.tls)) return;
                tls = true;
            } else if (word == "QUIT") {
                return session.say("221 bye");
            } else if (word == "DATA") {
                if (!answer(session, word, "354 go on")) return;
                auto const said = script_.says.find(word);
                if (said != script_.says.end() && !said->second.starts_with("3")) continue;
                if (!take_mail(session) || !answer(session, ".", "250 2.0.0 taken as 123")) return;
            } else if (!answer(session, word, word == "EHLO" ? ehlo(tls) : "250 2.1.0 fine")) {
                return;
            }
        }
    }

    Script const script_;
    mutable std::mutex mutex_;
    std::vector<std::string> commands_, mails_;
    TestLineServer server_;
};

Handover send_one(SmtpServer const& server, std::string_view mime = mail, Millis limit = Millis(5000)) {
    auto const transport = server.transport(limit);
    return transport.connection().send("bounce+1@example.org", "maria@example.org", mime, now);
}

TEST(Connection, HandsManyMailsOverOnOneConnection) {
    for (auto const& offers : {std::vector<std::string>{}, {"PIPELINING", "SIZE 1000000"}}) {
        SmtpServer const server({{}, offers, {}});
        {
            auto const transport = server.transport();
            auto connection = transport.connection();
            for (int i = 0; i < 50; ++i) {
                auto const out = connection.send("bounce+" + std::to_string(i) + "@example.org", "maria@example.org",
                                                 "Subject: " + std::to_string(i) + "\n\n.\nText\rlone", now);
                ASSERT_EQ(out.outcome, Outcome::taken) << out.answer;
                EXPECT_EQ(out.code, 250);
                EXPECT_EQ(out.enhanced, "2.0.0");
                EXPECT_EQ(out.answer, "250 2.0.0 taken as 123");
                EXPECT_FALSE(out.closing);
            }
        }
        EXPECT_EQ(server.connections(), 1);
        EXPECT_EQ(server.count("EHLO example.org"), 1);
        EXPECT_EQ(server.count("RSET"), 0);
        EXPECT_EQ(server.count("MAIL FROM:<bounce+49@example.org>"), 1);
        EXPECT_EQ(server.count("MAIL FROM:<bounce+49@example.org> SIZE="), offers.empty() ? 0 : 1);
        ASSERT_EQ(server.mails().size(), 50u);
        EXPECT_EQ(server.mails()[7], "Subject: 7\r\n\r\n.\r\nText\r\nlone\r\n");
    }
}

TEST(Connection, SaysWhatTheServerSaid) {
    struct Case {
        char const *command, *says;
        Outcome outcome;
        Concerns concerns;
        int code;
        char const* enhanced;
        bool closing;
    };
    for (auto const& expected : std::vector<Case>{
             {"greeting", "421 4.3.2 too many of you", Outcome::not_sent, Concerns::connection, 421, "4.3.2", true},
             {"greeting", "554 5.7.1 not you", Outcome::not_sent, Concerns::connection, 554, "5.7.1", true},
             {"greeting", "cut", Outcome::not_sent, Concerns::connection, 0, "", true},
             {"greeting", "HTTP/1.1 400 Bad Request", Outcome::not_sent, Concerns::connection, 0, "", true},
             {"MAIL", "450 4.7.1 slow down", Outcome::deferred, Concerns::sender, 450, "4.7.1", false},
             {"MAIL", "553 5.1.8 who?", Outcome::refused, Concerns::sender, 553, "5.1.8", false},
             {"MAIL", "cut", Outcome::not_sent, Concerns::connection, 0, "", true},
             {"MAIL", "250-never\r\nends", Outcome::not_sent, Concerns::connection, 0, "", true},
             {"MAIL", "354 what", Outcome::not_sent, Concerns::connection, 0, "", true},
             {"RCPT", "450 4.2.1 try later", Outcome::deferred, Concerns::recipient, 450, "4.2.1", false},
             {"RCPT", "550 5.1.1 no such user", Outcome::refused, Concerns::recipient, 550, "5.1.1", false},
             {"RCPT", "550-5.1.1 no\r\n550 5.1.1 such user", Outcome::refused, Concerns::recipient, 550, "5.1.1",
              false},
             {"RCPT", "550 Mailbox 1.2.3.4 \x01 unknown", Outcome::refused, Concerns::recipient, 550, "", false},
             {"RCPT", "421 4.4.2 goodbye", Outcome::deferred, Concerns::connection, 421, "4.4.2", true},
             {"RCPT", "cut", Outcome::not_sent, Concerns::connection, 0, "", true},
             {"DATA", "452 4.3.1 no room", Outcome::deferred, Concerns::mail, 452, "4.3.1", false},
             {"DATA", "cut", Outcome::not_sent, Concerns::connection, 0, "", true},
             {".", "452 4.3.1 no room", Outcome::deferred, Concerns::mail, 452, "4.3.1", false},
             {".", "552 5.2.2 mailbox full", Outcome::refused, Concerns::recipient, 552, "5.2.2", false},
             {".", "554 5.7.1 spam", Outcome::refused, Concerns::mail, 554, "5.7.1", false},
             {".", "421 4.3.0 not taken", Outcome::deferred, Concerns::connection, 421, "4.3.0", true},
             {".", "cut", Outcome::in_doubt, Concerns::connection, 0, "", true},
             {".", "999 what", Outcome::in_doubt, Concerns::connection, 0, "", true},
         })
        for (bool const pipelining : {false, true}) {
            SmtpServer const server({{{expected.command, expected.says}},
                                     pipelining ? std::vector<std::string>{"PIPELINING"} : std::vector<std::string>{},
                                     {}});
            auto const out = send_one(server, mail, Millis(1500));
            auto const what = std::string(expected.command) + " " + expected.says + ": " + out.answer;
            EXPECT_EQ(out.outcome, expected.outcome) << what;
            EXPECT_EQ(out.concerns, expected.concerns) << what;
            EXPECT_EQ(out.code, expected.code) << what;
            EXPECT_EQ(out.enhanced, expected.enhanced) << what;
            EXPECT_EQ(out.closing, expected.closing) << what;
            EXPECT_FALSE(out.answer.empty()) << what;
            EXPECT_EQ(out.answer.find_first_of("\r\n\x01"), std::string::npos);
        }
}

TEST(Connection, GoesOnAfterARefusal) {
    for (auto const& offers : {std::vector<std::string>{}, {"PIPELINING"}}) {
        SmtpServer const server({{{"RCPT", "550 5.1.1 no"}}, offers, {}, 1000});
        auto const transport = server.transport();
        auto connection = transport.connection();
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(connection.send("a@example.org", "b@example.org", mail, now).outcome, Outcome::refused);
        EXPECT_EQ(server.connections(), 1);
        EXPECT_EQ(server.count("RSET"), 2) << "a transaction that was begun is ended before the next";
    }
}

TEST(Connection, BeginsANewOneWhereTheServerHungUp) {
    std::atomic<int> mails = 0;
    TestLineServer const server([&](TestSession& session) {
        session.say("220 hello");
        while (auto const line = session.line()) {
            if (*line == "DATA") {
                session.say("354 go on");
                while (session.line().value_or(".") != ".") continue;
                ++mails;
                session.say("250 taken");
                if (mails < 3) session.say("421 that is enough");
                if (mails < 3) return;
            } else {
                session.say("250 fine");
            }
        }
    });
    Transport const transport({"smtp://" + server.address(), "news@example.org", {}, {}, Millis(5000)});
    auto connection = transport.connection();
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(connection.send("a@example.org", "b@example.org", mail, now).outcome, Outcome::taken) << i;
    EXPECT_EQ(mails, 4) << "each is handed over once";
    EXPECT_EQ(server.connections(), 3);
}

TEST(Connection, TriesAgainAtOnceWhereItWasTooLate) {
    for (bool const says : {true, false}) {
        std::atomic<int> mails = 0;
        TestLineServer const server([&](TestSession& session) {
            session.say("220 hello");
            for (int here = 0; auto const line = session.line();) {
                if (line->starts_with("MAIL") && here == 1) {  // the connection's second mail
                    if (says) session.say("421 4.4.2 you were quiet for too long");
                    return;
                }
                session.say(*line == "DATA" ? "354 go on" : "250 fine");
                if (*line != "DATA") continue;
                while (session.line().value_or(".") != ".") continue;
                ++mails;
                ++here;
                session.say("250 taken");
            }
        });
        Transport const transport({"smtp://" + server.address(), "news@example.org", {}, {}, Millis(5000)});
        auto connection = transport.connection();
        for (int i = 0; i < 4; ++i)
            EXPECT_EQ(connection.send("a@example.org", "b@example.org", mail, now).outcome, Outcome::taken) << i;
        EXPECT_EQ(mails, 4);
        EXPECT_EQ(server.connections(), 4);
    }
}

TEST(Connection, KnowsHowFarTheMailGot) {
    std::string big = "Subject: big\r\n\r\n";
    while (big.size() < 12'000'000) big += std::string(998, 'x') + "\r\n";
    for (auto const& [says, code] : {std::pair{"cut", 0}, {"552 5.3.4 too big", 552}}) {
        SmtpServer const server({{{"half", says}}, {}, {}});
        auto const out = send_one(server, big);
        EXPECT_TRUE(server.mails().empty());
        EXPECT_TRUE(out.closing);
        // What a server said before it hung up may be lost on the way (TCP's reset); it is not made up.
        EXPECT_TRUE(out.outcome == Outcome::not_sent || (code != 0 && out.code == code)) << out.answer;
    }
    for (auto const& [command, outcome] : {std::pair{".", Outcome::in_doubt},
                                           {"half", Outcome::not_sent},
                                           {"greeting", Outcome::not_sent},
                                           {"RCPT", Outcome::not_sent}}) {
        SmtpServer const server({{{command, "stall"}}, {}, {}});
        auto const begin = std::chrono::steady_clock::now();
        auto const out = send_one(server, command == std::string("half") ? std::string_view(big) : mail, Millis(800));
        EXPECT_EQ(out.outcome, outcome) << command << out.answer;
        EXPECT_TRUE(out.closing);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3)) << command;
    }
}

TEST(Connection, BearsServersThatBabble) {
    std::vector<std::string> const pieces{"250 ",
                                          "250-",
                                          "354 ",
                                          "421 ",
                                          "550 5.1.1 ",
                                          "220 ",
                                          "999 ",
                                          "25",
                                          "\r\n",
                                          "\n",
                                          "\xff\xfe",
                                          "SIZE",
                                          "STARTTLS",
                                          "PIPELINING",
                                          std::string("\0", 1),
                                          std::string(3000, 'x'),
                                          "250 fine\r\n",
                                          "354 go on\r\n",
                                          "220 hello\r\n"};
    std::mt19937 random(7);
    for (int round = 0; round < 40; ++round) {
        TestLineServer const server([&](TestSession& session) {
            if (round % 4 != 0) session.say("220 hello");
            while (session.line()) {
                std::string babble;
                for (unsigned i = 0; i < 1 + random() % 4; ++i)
                    babble += pieces[random() % 3 != 0 ? pieces.size() - 3 : random() % pieces.size()];
                session.send(babble);
                if (random() % 12 == 0) return;
            }
        });
        Transport const transport({"smtp://" + server.address(), "news@example.org", {}, {}, Millis(60)});
        auto connection = transport.connection();
        for (int i = 0; i < 2; ++i) {
            auto const out = connection.send("a@example.org", "b@example.org", mail, now);
            EXPECT_FALSE(out.answer.empty() && out.outcome != Outcome::taken);
            EXPECT_LE(out.answer.size(), 500u);
            EXPECT_EQ(out.answer.find_first_of("\r\n"), std::string::npos);
        }
    }
}

TEST(Connection, KeepsTlsForAllMails) {
    TestFolder const folder;
    make_certificate(folder.path);
    SmtpServer const server({{}, {"PIPELINING"}, folder.path});
    auto const transport = server.transport();
    auto connection = transport.connection();
    std::string big = "Subject: big\r\n\r\n";
    while (big.size() < 3'000'000) big += std::string(500, 'x') + "\r\n";
    for (int i = 0; i < 5; ++i) {
        auto const out = connection.send("a@example.org", "b@example.org", i == 3 ? big : mail, now);
        EXPECT_EQ(out.outcome, Outcome::taken) << out.answer;
    }
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(server.count("STARTTLS"), 1);
    EXPECT_EQ(server.mails().at(3), big);
}

TEST(Connection, TellsOfBrokenTls) {
    TestFolder const folder;
    make_certificate(folder.path);
    for (auto const& says : {"cut", "."}) {
        SmtpServer const server({{{".", says}}, {}, folder.path});
        EXPECT_EQ(send_one(server).outcome, Outcome::in_doubt);
    }
    SmtpServer const server({{}, {}, folder.path});
    Transport const trusting_others({server.transport().settings().url, "news@example.org", {}, {}, Millis(5000)});
    auto const out = trusting_others.connection().send("a@example.org", "b@example.org", mail, now);
    EXPECT_EQ(out.outcome, Outcome::not_sent);
    EXPECT_NE(out.answer.find("certificate"), std::string::npos) << out.answer;
    EXPECT_EQ(server.count("MAIL"), 0);
}

TEST(Connection, SignsInOnceAndSaysWhenItMayNot) {
    SmtpServer const open({{{"AUTH", "334 "}, {"AG1hcmlhAHNlY3JldA==", "235 2.7.0 welcome"}}, {"AUTH PLAIN"}, {}});
    auto const transport = open.transport(Millis(5000), "maria:secret@");
    auto connection = transport.connection();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(connection.send("a@example.org", "b@example.org", mail, now).outcome, Outcome::taken);
    EXPECT_EQ(open.count("AUTH PLAIN"), 1);
    SmtpServer const closed({{{"AUTH", "535 5.7.8 wrong"}}, {"AUTH PLAIN"}, {}});
    auto const refusing = closed.transport(Millis(5000), "maria:secret@");
    auto const out = refusing.connection().send("a@example.org", "b@example.org", mail, now);
    EXPECT_EQ(out.outcome, Outcome::not_sent);
    EXPECT_EQ(out.concerns, Concerns::connection);
    EXPECT_EQ(out.code, 535);
    EXPECT_EQ(out.answer.find("secret"), std::string::npos);
}

TEST(Connection, CarriesOtherAlphabets) {
    SmtpServer const plain;
    auto const transport = plain.transport();
    auto connection = transport.connection();
    EXPECT_EQ(connection.send("a@example.org", "olena@приклад.укр", mail, now).outcome, Outcome::taken);
    EXPECT_EQ(plain.count("RCPT TO:<olena@xn--80aikifvh.xn--j1amh>"), 1);
    auto const refused = connection.send("a@example.org", "олена@приклад.укр", mail, now);
    EXPECT_EQ(refused.outcome, Outcome::refused);
    EXPECT_EQ(refused.concerns, Concerns::recipient);
    EXPECT_NE(refused.answer.find("SMTPUTF8"), std::string::npos);
    EXPECT_EQ(connection.send("a@example.org", "b@example.org", mail, now).outcome, Outcome::taken);

    SmtpServer const modern({{}, {"SMTPUTF8", "8BITMIME"}, {}});
    auto const other = modern.transport();
    EXPECT_EQ(other.connection().send("a@example.org", "олена@приклад.укр", mail, now).outcome, Outcome::taken);
    EXPECT_EQ(modern.count("MAIL FROM:<a@example.org> SMTPUTF8"), 1);
    EXPECT_EQ(modern.count("RCPT TO:<олена@xn--80aikifvh.xn--j1amh>"), 1);
}

TEST(Connection, NoAddressAddsACommand) {
    SmtpServer const server;
    auto const transport = server.transport();
    auto connection = transport.connection();
    for (auto const* bad : {"a@example.org>\r\nRCPT TO:<c@example.org", "", "a b@example.org", "a@example.org\n"}) {
        EXPECT_EQ(connection.send(bad, "b@example.org", mail, now).concerns, Concerns::sender);
        auto const out = connection.send("a@example.org", bad, mail, now);
        EXPECT_EQ(out.outcome, Outcome::refused);
        EXPECT_EQ(out.concerns, Concerns::recipient);
    }
    EXPECT_EQ(server.connections(), 0);
}

TEST(Connection, KeepsMailsWhereNoServerIsSet) {
    TestFolder const folder;
    Transport const transport({"", "news@example.org", folder.path, {}});
    auto const out = transport.connection().send("bounce+1@example.org", "maria@example.org", mail, now);
    EXPECT_EQ(out.outcome, Outcome::taken);
    EXPECT_EQ(transport.outbox().list(10).size(), 1u);
}

}  // namespace
}  // namespace broadsheet::mail
