#include "accounts/accounts.h"

#include <thread>

#include "base/id.h"
#include "store/changes.h"
#include "store/test_database.h"

namespace broadsheet::accounts {
namespace {

using content::Role;
using content::Staff;
using store::both_engines;
using store::engine_name;

constexpr Millis day{24LL * 3600 * 1000};

class AccountsTest : public store::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        accounts_ = std::make_unique<Accounts>(database(), seal_, false);
        maria_ = {content::StaffId::make(), "maria@example.org", "Maria", Role::editor, std::nullopt, true};
        commit([&](store::Transaction& transaction) { store::insert_staff(transaction, maria_, now()); });
    }
    void TearDown() override {
        accounts_.reset();
        std::filesystem::remove(key_file_);
        DatabaseTest::TearDown();
    }

    static http::Request with_cookie(std::string const& secret, std::string const& name = "broadsheet_staff") {
        http::Request request;
        request.headers.add("Cookie", "other=1; " + name + "=" + secret);
        return request;
    }
    static http::Request with_token(std::string const& secret, std::string const& scheme = "Bearer ") {
        http::Request request;
        request.headers.add("Authorization", scheme + secret);
        return request;
    }
    SignedIn signed_in() {
        return accounts_->sign_in_by_link(accounts_->make_sign_in_link(maria_.id), {"192.0.2.1"}).value();
    }
    bool known(http::Request const& request) { return accounts_->identify(request).has_value(); }
    // How often `text` stands in any column that could hold a secret.
    bool is_in_the_store(std::string const& text) {
        auto const reader = database().snapshot();
        return store::find_credential(*reader, text).has_value() ||
               store::password_hash(*reader, maria_.id).find(text) != std::string::npos;
    }

    std::filesystem::path key_file_ =
        std::filesystem::temp_directory_path() / ("broadsheet-accounts-" + id_text(new_id_bits()));
    Seal seal_{key_file_};
    std::unique_ptr<Accounts> accounts_;
    Staff maria_;
};
INSTANTIATE_TEST_SUITE_P(Engines, AccountsTest, both_engines, engine_name);
// What hashes passwords takes its time, and is the same on both engines.
using PasswordTest = AccountsTest;
INSTANTIATE_TEST_SUITE_P(Engines, PasswordTest, testing::Values(store::Engine::sqlite), engine_name);

TEST_P(PasswordTest, SignsInWithThePassword) {
    ASSERT_TRUE(accounts_->set_password(maria_.id, "correct horse"));
    auto const session = accounts_->sign_in("Maria@Example.org", "correct horse", {"192.0.2.1"});
    ASSERT_TRUE(session);
    EXPECT_EQ(session->staff.id, maria_.id);
    auto const identity = accounts_->identify(with_cookie(session->secret));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->staff.email, "maria@example.org");
    EXPECT_EQ(identity->csrf, session->csrf);
    EXPECT_FALSE(identity->csrf.empty());
    auto const other = accounts_->sign_in("maria@example.org", "correct horse", {"192.0.2.1"});
    EXPECT_NE(other->secret, session->secret);
    EXPECT_NE(other->csrf, session->csrf);
}

TEST_P(PasswordTest, SaysTheSameForEveryWrongSignIn) {
    ASSERT_TRUE(accounts_->set_password(maria_.id, "correct horse"));
    Staff gone = {content::StaffId::make(), "gone@example.org", "Gone", Role::editor, std::nullopt, false};
    Staff bare = {content::StaffId::make(), "bare@example.org", "Bare", Role::editor, std::nullopt, true};
    commit([&](store::Transaction& transaction) {
        store::insert_staff(transaction, gone, now());
        store::insert_staff(transaction, bare, now());
    });
    ASSERT_TRUE(accounts_->set_password(gone.id, "correct horse"));
    struct Row {
        char const *email, *password;
    };
    for (auto const& row :
         {Row{"maria@example.org", "wrong"}, Row{"maria@example.org", ""}, Row{"nobody@example.org", "correct horse"},
          Row{"gone@example.org", "correct horse"}, Row{"bare@example.org", ""}, Row{"bare@example.org", "nobody"}}) {
        auto const refused =
            accounts_->sign_in(row.email, row.password, {std::string("192.0.2.") + row.email + row.password});
        ASSERT_FALSE(refused) << row.email;
        EXPECT_EQ(refused.error().code, "wrong_sign_in") << row.email;
        EXPECT_EQ(refused.error().kind, ProblemKind::unauthorized);
        EXPECT_EQ(refused.error().message, "The address or the password is not right.");
    }
}

TEST_P(PasswordTest, AnUnknownAddressTakesAsLongAsAKnownOne) {
    ASSERT_TRUE(accounts_->set_password(maria_.id, "correct horse"));
    accounts_->sign_in("nobody@example.org", "x", {"192.0.2.1"});  // the first one makes what it compares with
    auto const time_of = [&](char const* email, char const* address) {
        auto const start = std::chrono::steady_clock::now();
        EXPECT_FALSE(accounts_->sign_in(email, "wrong password", {address}));
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    double const known = time_of("maria@example.org", "192.0.2.2"),
                 unknown = time_of("nobody@example.org", "192.0.2.3");
    EXPECT_GT(unknown, known / 5) << "an unknown address shows by its speed";
}

TEST_P(PasswordTest, LimitsAttemptsByAccountAndByAddress) {
    ASSERT_TRUE(accounts_->set_password(maria_.id, "correct horse"));
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(accounts_->sign_in("maria@example.org", "wrong", {"192.0.2." + std::to_string(i)}).error().code,
                  "wrong_sign_in");
    auto const limited = accounts_->sign_in("MARIA@example.org", "correct horse", {"192.0.2.99"});
    ASSERT_FALSE(limited);
    EXPECT_EQ(limited.error().kind, ProblemKind::too_many);
    pass(Millis(1000));
    EXPECT_TRUE(accounts_->sign_in("maria@example.org", "correct horse", {"192.0.2.99"}));
    EXPECT_EQ(accounts_->sign_in("maria@example.org", "wrong", {"192.0.2.98"}).error().code, "wrong_sign_in")
        << "a good sign-in clears the account";
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(accounts_->sign_in_by_link("guess", {"203.0.113.7"}).error().code, "link_not_valid");
    EXPECT_EQ(accounts_->sign_in("maria@example.org", "correct horse", {"203.0.113.7"}).error().kind,
              ProblemKind::too_many);
    EXPECT_EQ(accounts_->sign_in_by_link("x", {"203.0.113.7"}).error().kind, ProblemKind::too_many);
    EXPECT_TRUE(accounts_->sign_in("maria@example.org", "correct horse", {"203.0.113.8"}));
}

TEST_P(AccountsTest, ALinkWorksOnceAndForADay) {
    auto const code = accounts_->make_sign_in_link(maria_.id);
    EXPECT_FALSE(known(with_cookie(code))) << "a link is no session";
    EXPECT_FALSE(known(with_token(code))) << "nor a token";
    auto const session = accounts_->sign_in_by_link(code, {"192.0.2.1"});
    ASSERT_TRUE(session);
    EXPECT_TRUE(known(with_cookie(session->secret)));
    EXPECT_EQ(accounts_->sign_in_by_link(code, {"192.0.2.1"}).error().code, "link_not_valid");
    auto const second = accounts_->make_sign_in_link(maria_.id);
    pass(day + Millis(1));
    EXPECT_EQ(accounts_->sign_in_by_link(second, {"192.0.2.2"}).error().code, "link_not_valid");
    EXPECT_FALSE(accounts_->sign_in_by_link(session->secret, {"192.0.2.3"})) << "a session is no link";
    EXPECT_TRUE(known(with_cookie(session->secret)));
    EXPECT_FALSE(accounts_->sign_in_by_link("", {"192.0.2.4"}));
}

TEST_P(AccountsTest, ALinkThatManyUseAtOnceSignsOneIn) {
    auto const code = accounts_->make_sign_in_link(maria_.id);
    std::atomic<int> in{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&, i] {
            if (accounts_->sign_in_by_link(code, {"192.0.2." + std::to_string(i)})) ++in;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(in, 1);
}

// A cookie is sent by browsers unasked, so its identity carries a CSRF token that a request must show. A program's
// token is not, and has none. Neither may stand where the other belongs, or the check could be walked around.
TEST_P(AccountsTest, CookiesAreSessionsAndBearersAreTokens) {
    auto const session = signed_in();
    auto const token = accounts_->make_token(maria_.id);
    auto const by_token = accounts_->identify(with_token(token));
    ASSERT_TRUE(by_token);
    EXPECT_EQ(by_token->csrf, "");
    EXPECT_TRUE(known(with_token(token, "bearer ")));
    EXPECT_FALSE(known(with_cookie(token)));
    EXPECT_FALSE(known(with_token(session.secret)));
    EXPECT_FALSE(known(with_token(token, "Basic ")));
    EXPECT_FALSE(known(with_token(token, "")));
    auto both = with_cookie(session.secret);
    both.headers.add("Authorization", "Bearer " + token);
    EXPECT_EQ(accounts_->identify(both)->csrf, "");
    both.headers.set("Authorization", "Bearer " + std::string(43, 'x'));
    EXPECT_FALSE(known(both)) << "a wrong token is not mended by a cookie";
}

TEST_P(AccountsTest, AProxysPasswordDoesNotHideTheSession) {
    auto const session = signed_in();
    auto request = with_cookie(session.secret);
    request.headers.add("Authorization", "Basic c3RhZ2luZzpzZWNyZXQ=");
    auto const identity = accounts_->identify(request);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->csrf, session.csrf);
}

TEST_P(AccountsTest, NobodyIsAnybody) {
    signed_in();
    EXPECT_FALSE(known({}));
    for (auto const& secret : {std::string{}, std::string("short"), std::string(43, 'A'), std::string(300, 'A'),
                               std::string("' OR '1'='1' -- and so on and on")}) {
        EXPECT_FALSE(known(with_cookie(secret)));
        EXPECT_FALSE(known(with_token(secret)));
    }
}

TEST_P(AccountsTest, SessionsExpire) {
    auto const session = signed_in();
    EXPECT_EQ(session.expires_at, now() + 14 * day);
    pass(14 * day);
    EXPECT_TRUE(known(with_cookie(session.secret)));
    pass(Millis(1));
    EXPECT_FALSE(known(with_cookie(session.secret))) << "though it stands in memory";
    Accounts fresh(database(), seal_, false);
    EXPECT_FALSE(fresh.identify(with_cookie(session.secret)));
    signed_in();
    EXPECT_FALSE(store::find_credential(*database().snapshot(), secret_hash(session.secret)))
        << "swept by the next sign-in";
}

TEST_P(AccountsTest, SigningOutIsForGood) {
    auto const session = signed_in(), other = signed_in();
    auto const before = store::log_position(*database().snapshot());
    accounts_->sign_out(*accounts_->identify(with_cookie(session.secret)));
    EXPECT_FALSE(known(with_cookie(session.secret)));
    EXPECT_TRUE(known(with_cookie(other.secret)));
    auto const changes = store::changes_after(*database().snapshot(), before, 10);
    ASSERT_EQ(changes.size(), 1u) << "other nodes must hear of it";
    EXPECT_EQ(changes[0].tags, std::vector<std::string>{"staff"});
}

// Were an answer from before the sign-out put into memory after it, the session would live on there.
TEST_P(AccountsTest, SigningOutHoldsAgainstALookUpUnderWay) {
    int undead = 0;
    for (int round = 0; round < 30; ++round) {
        auto const session = signed_in();
        auto const identity = *accounts_->identify(with_cookie(session.secret));
        accounts_->forget_all();
        std::atomic<bool> go{false};
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&] {
                while (!go) {
                }
                for (int j = 0; j < 3; ++j) known(with_cookie(session.secret));
            });
        go = true;
        accounts_->sign_out(identity);
        for (auto& thread : threads) thread.join();
        undead += known(with_cookie(session.secret));
    }
    EXPECT_EQ(undead, 0);
}

TEST_P(AccountsTest, WhoIsNoLongerActiveIsForgotten) {
    auto const session = signed_in();
    EXPECT_TRUE(known(with_cookie(session.secret)));
    Staff gone = {content::StaffId::make(), "gone@example.org", "Gone", Role::editor, std::nullopt, false};
    commit([&](store::Transaction& transaction) { store::insert_staff(transaction, gone, now()); });
    EXPECT_FALSE(known(with_token(accounts_->make_token(gone.id))));
    EXPECT_FALSE(accounts_->sign_in_by_link(accounts_->make_sign_in_link(gone.id), {"192.0.2.1"}));
}

TEST_P(PasswordTest, TheStoreHoldsHashesOnly) {
    ASSERT_TRUE(accounts_->set_password(maria_.id, "correct horse"));
    auto const session = signed_in();
    auto const token = accounts_->make_token(maria_.id), link = accounts_->make_sign_in_link(maria_.id);
    for (auto const& secret : {session.secret, token, link, std::string("correct horse")})
        EXPECT_FALSE(is_in_the_store(secret));
    for (auto const& secret : {session.secret, token, link}) EXPECT_TRUE(is_in_the_store(secret_hash(secret)));
    EXPECT_TRUE(store::password_hash(*database().snapshot(), maria_.id).starts_with("$argon2id$"));
}

TEST_P(PasswordTest, RefusesPasswordsThatAreTooShortOrTooLong) {
    for (auto const& password :
         {std::string(), std::string(11, 'x'), std::string(129, 'x'), std::string("одинадцять!")}) {
        auto const refused = accounts_->set_password(maria_.id, password);
        ASSERT_FALSE(refused) << password;
        EXPECT_EQ(refused.error().field, "password");
    }
    EXPECT_EQ(store::password_hash(*database().snapshot(), maria_.id), "");
    EXPECT_TRUE(accounts_->set_password(maria_.id, "дванадцятеро"));
}

TEST_P(AccountsTest, ANewPasswordEndsEveryOtherWayIn) {
    auto const mine = signed_in(), other = signed_in();
    auto const link = accounts_->make_sign_in_link(maria_.id), token = accounts_->make_token(maria_.id);
    ASSERT_TRUE(accounts_->set_password(maria_.id, "correct horse", secret_hash(mine.secret)));
    EXPECT_TRUE(known(with_cookie(mine.secret)));
    EXPECT_FALSE(known(with_cookie(other.secret)));
    EXPECT_FALSE(accounts_->sign_in_by_link(link, {"192.0.2.1"}));
    EXPECT_TRUE(known(with_token(token))) << "programs go on";
}

TEST_P(AccountsTest, AnInvitationWorksOnceForAWeek) {
    auto const invite = [&] {
        std::string code;
        commit([&](store::Transaction& transaction) { code = accounts_->add_invitation(transaction, maria_.id); });
        return code;
    };
    auto const first = invite(), second = invite();
    EXPECT_FALSE(accounts_->invited(*database().snapshot(), first)) << "asked for again, the older one ends";
    EXPECT_FALSE(accounts_->sign_in_by_link(second, {"192.0.2.1"})) << "an invitation is no sign-in link";
    EXPECT_EQ(accounts_->accept_invitation(second, "Maria", "short", {"192.0.2.2"}).error().field, "password");
    ASSERT_TRUE(accounts_->invited(*database().snapshot(), second));
    auto const session = accounts_->accept_invitation(second, "Maria M.", "correct horse", {"192.0.2.2"});
    ASSERT_TRUE(session);
    EXPECT_EQ(accounts_->identify(with_cookie(session->secret))->staff.name, "Maria M.");
    EXPECT_EQ(accounts_->accept_invitation(second, "X", "another horse", {"192.0.2.2"}).error().kind,
              ProblemKind::not_found);
    auto const late = invite();
    pass(7 * day + Millis(1));
    EXPECT_FALSE(accounts_->invited(*database().snapshot(), late));
}

TEST_P(AccountsTest, AResetWorksOnceForAnHourAndEndsSessions) {
    auto const ask = [&] {
        std::string code;
        commit([&](store::Transaction& transaction) { code = accounts_->add_password_reset(transaction, maria_.id); });
        return code;
    };
    auto const session = signed_in();
    auto const code = ask();
    EXPECT_FALSE(accounts_->reset_password(code, "short", {"192.0.2.1"}));
    ASSERT_TRUE(accounts_->reset_password(code, "correct horse", {"192.0.2.1"})) << "a refused one is not used up";
    EXPECT_FALSE(known(with_cookie(session.secret)));
    EXPECT_EQ(accounts_->reset_password(code, "another horse", {"192.0.2.1"}).error().code, "code_not_valid");
    EXPECT_TRUE(accounts_->sign_in("maria@example.org", "correct horse", {"192.0.2.1"}));
    auto const late = ask();
    pass(Millis(3600'001));
    EXPECT_FALSE(accounts_->reset_password(late, "another horse", {"192.0.2.2"}));
}

TEST_P(AccountsTest, ResetsAreNotToBeHadByTheDozen) {
    int by_account = 0, by_address = 0;
    for (int i = 0; i < 9; ++i)
        by_account += accounts_->may_ask_for_reset("maria@example.org", "192.0.2." + std::to_string(i));
    for (int i = 0; i < 9; ++i)
        by_address += accounts_->may_ask_for_reset(std::to_string(i) + "@example.org", "203.0.113.1");
    EXPECT_EQ(by_account, 5);
    EXPECT_EQ(by_address, 5);
}

TEST_P(AccountsTest, NotesWhoWasSeen) {
    auto const session = signed_in();
    pass(Millis(30'000));
    EXPECT_TRUE(known(with_cookie(session.secret)));
    accounts_->write_seen();
    auto const seen = [&] {
        return store::find_credential(*database().snapshot(), secret_hash(session.secret))->last_seen;
    };
    EXPECT_EQ(seen(), now() - Millis(30'000)) << "at most once a minute";
    pass(Millis(30'000));
    accounts_->write_seen();
    EXPECT_EQ(seen(), now() - Millis(30'000));
    EXPECT_EQ(store::find_staff_entry(*database().snapshot(), maria_.id)->last_seen, now() - Millis(30'000));
}

TEST_P(AccountsTest, CookiesAreNotForScripts) {
    auto const session = signed_in();
    EXPECT_EQ(accounts_->session_cookie(session),
              "broadsheet_staff=" + session.secret + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600");
    EXPECT_EQ(accounts_->clearing_cookie(), "broadsheet_staff=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    EXPECT_TRUE(accounts_->has_session_cookie("a=b; broadsheet_staff=x"));
    EXPECT_FALSE(accounts_->has_session_cookie("a=b"));
    Accounts secure(database(), seal_, true);
    EXPECT_EQ(secure.session_cookie(session), "__Host-broadsheet_staff=" + session.secret +
                                                  "; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600; Secure");
    EXPECT_TRUE(secure.identify(with_cookie(session.secret, "__Host-broadsheet_staff")));
    EXPECT_FALSE(secure.identify(with_cookie(session.secret)));
}

TEST(Secrets, AreLongRandomAndOneWay) {
    auto const a = random_secret(), b = random_secret();
    EXPECT_NE(a, b);
    EXPECT_EQ(a.size(), 43u);
    EXPECT_EQ(a.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_EQ(secret_hash(a), secret_hash(a));
    EXPECT_NE(secret_hash(a), secret_hash(b));
    EXPECT_NE(secret_hash(a), a);
}

TEST(Attempts, WaitLongerEachTime) {
    Attempts attempts;
    Time const start = from_ms(1'790'000'000'000);
    for (int i = 0; i < 4; ++i) attempts.failed("k", start);
    EXPECT_EQ(attempts.wait("k", start), Millis(0));
    attempts.failed("k", start);
    EXPECT_EQ(attempts.wait("k", start), Millis(1000));
    EXPECT_EQ(attempts.wait("other", start), Millis(0));
    attempts.failed("k", start);
    EXPECT_EQ(attempts.wait("k", start), Millis(2000));
    EXPECT_EQ(attempts.wait("k", start + Millis(1999)), Millis(1));
    EXPECT_EQ(attempts.wait("k", start + Millis(2000)), Millis(0));
    for (int i = 0; i < 40; ++i) attempts.failed("k", start);
    EXPECT_EQ(attempts.wait("k", start), Millis(15 * 60 * 1000)) << "never longer than a quarter of an hour";
    Time const later = start + Millis(3'600'001);
    attempts.failed("k", later);
    EXPECT_EQ(attempts.wait("k", later), Millis(0)) << "forgotten after an hour";
    for (int i = 0; i < 5; ++i) attempts.failed("k", later);
    attempts.succeeded("k");
    EXPECT_EQ(attempts.wait("k", later), Millis(0));
}

}  // namespace
}  // namespace broadsheet::accounts
