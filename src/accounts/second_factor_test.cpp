#include "accounts/second_factor.h"

#include <filesystem>

#include "accounts/accounts.h"
#include "accounts/passwords.h"
#include "base/id.h"
#include "store/changes.h"
#include "store/second_factors.h"
#include "store/test_database.h"

namespace broadsheet::accounts {
namespace {

using store::both_engines;
using store::engine_name;

class SecondFactorTest : public store::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        accounts_ = std::make_unique<Accounts>(database(), seal_, false);
        commit([&](store::Transaction& transaction) {
            store::insert_staff(transaction, maria_, now());
            store::set_password_hash(transaction, maria_.id, hash_password("correct horse"));
        });
    }
    void TearDown() override {
        accounts_.reset();
        std::filesystem::remove(key_file_);
        DatabaseTest::TearDown();
    }

    std::string code(std::int64_t off = 0) { return *second_factor_code(secret_, to_ms(now()) / 30'000 + off); }
    // Turns the factor on; the recovery codes.
    std::vector<std::string> turn_on() {
        std::vector<std::string> codes;
        commit([&](store::Transaction& transaction) {
            secret_ = accounts_->second_factors().start(transaction, maria_.id).value();
            codes = accounts_->second_factors().confirm(transaction, maria_.id, code(), now()).value();
        });
        pass(Millis(90'000));  // the confirming code is far behind
        return codes;
    }
    Result<SignedIn> sign_in(std::string_view factor) {
        return accounts_->sign_in("maria@example.org", "correct horse", {"192.0.2." + std::to_string(++address_)},
                                  factor);
    }
    std::string refusal(std::string_view factor) {
        auto const in = sign_in(factor);
        return in ? "" : in.error().code;
    }

    std::filesystem::path key_file_ =
        std::filesystem::temp_directory_path() / ("broadsheet-factor-" + id_text(new_id_bits()));
    Seal seal_{key_file_};
    std::unique_ptr<Accounts> accounts_;
    content::Staff maria_{content::StaffId::make(), "maria@example.org", "Maria",
                          content::Role::editor,    std::nullopt,        true};
    std::string secret_;
    int address_ = 0;  // another each time: wrong tries count by address too
};
INSTANTIATE_TEST_SUITE_P(Engines, SecondFactorTest, both_engines, engine_name);

TEST(SecondFactorCode, IsThatOfTheStandard) {
    // RFC 6238, appendix B, cut to six digits: the secret is "12345678901234567890".
    std::string const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    EXPECT_EQ(second_factor_code(secret, 59 / 30), "287082");
    EXPECT_EQ(second_factor_code(secret, 1111111109 / 30), "081804");
    EXPECT_EQ(second_factor_code(secret, 20000000000 / 30), "353130");
    EXPECT_EQ(second_factor_code("1!", 1), std::nullopt);
}

TEST(SecondFactorCode, TheUriHoldsWhateverThePublicationIsCalled) {
    EXPECT_EQ(second_factor_uri("ABC", "The News: A/B & C", "a+b@example.org"),
              "otpauth://totp/The%20News%20A%2FB%20%26%20C:a%2Bb%40example.org?secret=ABC&issuer="
              "The%20News%20A%2FB%20%26%20C&algorithm=SHA1&digits=6&period=30");
}

TEST_P(SecondFactorTest, IsAskedForBesideThePassword) {
    EXPECT_TRUE(sign_in("")) << "none is on yet";
    turn_on();
    auto const needed = sign_in("");
    ASSERT_FALSE(needed);
    EXPECT_EQ(needed.error().code, "second_factor_needed");
    EXPECT_EQ(needed.error().field, "code");
    EXPECT_EQ(needed.error().kind, ProblemKind::unauthorized);
    EXPECT_EQ(accounts_->sign_in("maria@example.org", "wrong", {"192.0.2.1"}, code()).error().code, "wrong_sign_in")
        << "whether one is on is nobody's business without the password";
    auto const in = sign_in(code());
    ASSERT_TRUE(in);
    EXPECT_TRUE(in->second_factor);
}

TEST_P(SecondFactorTest, ACodeIsNeverTakenTwice) {
    turn_on();
    EXPECT_EQ(refusal(code()), "");
    EXPECT_EQ(refusal(code()), "second_factor_wrong");
    EXPECT_EQ(refusal(code(-1)), "second_factor_wrong") << "nor an older one after it";
    EXPECT_EQ(refusal(code(+1)), "");
}

TEST_P(SecondFactorTest, AClockMayBeOneStepOffAndNoMore) {
    turn_on();
    EXPECT_EQ(refusal(code(-2)), "second_factor_wrong");
    EXPECT_EQ(refusal(code(+2)), "second_factor_wrong");
    EXPECT_EQ(refusal(code(-1)), "");
    EXPECT_EQ(refusal(" " + code().substr(0, 3) + " " + code().substr(3)), "") << "as people type it";
}

TEST_P(SecondFactorTest, TheCodeThatConfirmedIsUsedUp) {
    turn_on();
    pass(Millis(-90'000));
    EXPECT_EQ(refusal(code()), "second_factor_wrong");
}

TEST_P(SecondFactorTest, WrongCodesCountAndTheRightPasswordDoesNotClearThem) {
    turn_on();
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(refusal(""), "second_factor_needed");
        EXPECT_EQ(refusal("00000" + std::to_string(i)), "second_factor_wrong");
    }
    EXPECT_EQ(refusal(code()), "too_many_attempts");
}

TEST_P(SecondFactorTest, RecoveryCodesWorkOnceEach) {
    auto const codes = turn_on();
    ASSERT_EQ(codes.size(), 10u);
    EXPECT_EQ(refusal(codes[0]), "");
    EXPECT_EQ(refusal(codes[0]), "second_factor_wrong");
    EXPECT_EQ(refusal(codes[1]), "");
    std::vector<std::string> fresh;
    commit([&](store::Transaction& transaction) {
        fresh = accounts_->second_factors().renew_recovery_codes(transaction, maria_.id);
    });
    EXPECT_EQ(refusal(codes[2]), "second_factor_wrong") << "new ones end the old ones";
    EXPECT_EQ(refusal(fresh[2]), "");
}

TEST_P(SecondFactorTest, ALinkAsksForItAndIsNotUsedUpByThat) {
    turn_on();
    auto const link = accounts_->make_sign_in_link(maria_.id);
    auto const needed = accounts_->sign_in_by_link(link, {"192.0.2.1"});
    EXPECT_EQ(needed.error().code, "second_factor_needed");
    EXPECT_EQ(needed.error().field, "second_factor");
    EXPECT_EQ(accounts_->sign_in_by_link(link, {"192.0.2.1"}, "000000").error().code, "second_factor_wrong");
    EXPECT_TRUE(accounts_->sign_in_by_link(link, {"192.0.2.1"}, code()));
    EXPECT_EQ(accounts_->sign_in_by_link(link, {"192.0.2.1"}, code(1)).error().code, "link_not_valid");
}

TEST_P(SecondFactorTest, IsOnOnlyWhenItWasConfirmed) {
    auto const& factors = accounts_->second_factors();
    auto const start = [&] {
        commit([&](store::Transaction& transaction) { secret_ = factors.start(transaction, maria_.id).value(); });
    };
    start();
    EXPECT_FALSE(factors.is_on(*database().snapshot(), maria_.id));
    EXPECT_EQ(refusal(""), "");
    auto const first = secret_;
    start();
    EXPECT_NE(first, secret_) << "begun again, it is another";
    auto transaction = database().begin();
    EXPECT_EQ(factors.confirm(*transaction, maria_.id, "000000", now()).error().field, "code");
    ASSERT_TRUE(factors.confirm(*transaction, maria_.id, code(), now()));
    EXPECT_EQ(factors.start(*transaction, maria_.id).error().code, "second_factor_on");
    EXPECT_EQ(factors.confirm(*transaction, maria_.id, code(), now()).error().code, "second_factor_not_started");
}

TEST_P(SecondFactorTest, TheDatabaseAloneGivesNothingAway) {
    auto const codes = turn_on();
    auto const kept = store::find_second_factor(*database().snapshot(), maria_.id)->sealed_secret;
    EXPECT_EQ(kept.find(secret_), std::string::npos);
    EXPECT_EQ(seal_.open(kept), secret_);
    auto transaction = database().begin();
    EXPECT_FALSE(store::take_recovery_code(*transaction, maria_.id, codes[0]));
}

TEST_P(SecondFactorTest, APublicationMayAskForOne) {
    auto const in = sign_in("").value();
    http::Request request;
    request.headers.add("Cookie", "broadsheet_staff=" + in.secret);
    EXPECT_FALSE(accounts_->identify(request)->must_set_second_factor);
    commit([&](store::Transaction& transaction) {
        store::save_setting(transaction, "site", R"({"second_factor_required":true})");
    });
    accounts_->hear({{1, now(), "settings.changed", "site", {"site"}, false}});
    EXPECT_TRUE(accounts_->identify(request)->must_set_second_factor);
    EXPECT_TRUE(sign_in("")->must_set_second_factor);
    turn_on();
    accounts_->forget_all();
    EXPECT_FALSE(accounts_->identify(request)->must_set_second_factor);
    EXPECT_TRUE(accounts_->identify(request)->second_factor);
}

}  // namespace
}  // namespace broadsheet::accounts
