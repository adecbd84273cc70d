#include "store/staff.h"

#include "store/credentials.h"
#include "store/sections.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using StaffTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, StaffTest, both_engines, engine_name);

Staff some_staff(std::string email, Role role = Role::editor) {
    return {StaffId::make(), std::move(email), "Name", role, std::nullopt, true};
}

TEST_P(StaffTest, FindsStaffByIdAndAddress) {
    auto const author = some_author("maria");
    auto maria = some_staff("maria@example.org", Role::administrator);
    maria.author = author.id;
    auto tom = some_staff("tom@example.org", Role::contributor);
    tom.active = false;
    commit([&](Transaction& transaction) {
        save_author(transaction, author);
        insert_staff(transaction, tom, now());
        insert_staff(transaction, maria, now());
    });
    auto const reader = database().snapshot();
    auto const found = find_staff(*reader, "maria@example.org").value();
    EXPECT_EQ(found.id, maria.id);
    EXPECT_EQ(found.role, Role::administrator);
    EXPECT_EQ(found.author, author.id);
    EXPECT_TRUE(found.active);
    EXPECT_FALSE(find_staff(*reader, tom.id)->active);
    EXPECT_EQ(find_staff(*reader, tom.id)->author, std::nullopt);
    EXPECT_EQ(find_staff(*reader, "nobody@example.org"), std::nullopt);
    EXPECT_EQ(find_staff(*reader, "' OR 1=1 --"), std::nullopt);
    EXPECT_EQ(find_staff(*reader, StaffId{5}), std::nullopt);
    ASSERT_EQ(list_staff(*reader).size(), 2u);
    EXPECT_EQ(list_staff(*reader)[0].email, "maria@example.org");
}

TEST_P(StaffTest, AnAddressIsOnePersons) {
    commit([&](Transaction& transaction) { insert_staff(transaction, some_staff("a@example.org"), now()); });
    auto const transaction = database().begin();
    EXPECT_THROW(insert_staff(*transaction, some_staff("a@example.org"), now()), std::exception);
}

TEST_P(StaffTest, KeepsThePasswordsHash) {
    auto const staff = some_staff("a@example.org");
    commit([&](Transaction& transaction) { insert_staff(transaction, staff, now()); });
    EXPECT_EQ(password_hash(*database().snapshot(), staff.id), "");
    commit([&](Transaction& transaction) { set_password_hash(transaction, staff.id, "$argon2id$…"); });
    EXPECT_EQ(password_hash(*database().snapshot(), staff.id), "$argon2id$…");
    EXPECT_EQ(password_hash(*database().snapshot(), StaffId{5}), "");
}

TEST_P(StaffTest, CredentialsComeGoAndExpire) {
    auto const staff = some_staff("a@example.org");
    auto credential = [&](std::string hash, CredentialKind kind, Millis life) {
        return Credential{
            CredentialId::make(), std::move(hash), kind, staff.id, "csrf", now(), now() + life, {}, {}, {}, {}};
    };
    commit([&](Transaction& transaction) {
        insert_staff(transaction, staff, now());
        insert_credential(transaction, credential("session", CredentialKind::session, Millis(10)));
        insert_credential(transaction, credential("token", CredentialKind::token, Millis(1000)));
        insert_credential(transaction, credential("link", CredentialKind::sign_in_link, Millis(1000)));
    });
    auto const found = find_credential(*database().snapshot(), "session").value();
    EXPECT_EQ(found.hash, "session");
    EXPECT_EQ(found.kind, CredentialKind::session);
    EXPECT_EQ(found.staff, staff.id);
    EXPECT_EQ(found.csrf, "csrf");
    EXPECT_EQ(found.created_at, now());
    EXPECT_EQ(found.expires_at, now() + Millis(10));
    EXPECT_EQ(find_credential(*database().snapshot(), "token")->kind, CredentialKind::token);
    EXPECT_EQ(find_credential(*database().snapshot(), "link")->kind, CredentialKind::sign_in_link);
    EXPECT_EQ(find_credential(*database().snapshot(), "other"), std::nullopt);
    commit([&](Transaction& transaction) {
        EXPECT_EQ(delete_credential(transaction, "link"), 1);
        EXPECT_EQ(delete_credential(transaction, "link"), 0) << "a link is used once";
        delete_expired_credentials(transaction, now() + Millis(10));
    });
    EXPECT_TRUE(find_credential(*database().snapshot(), "session")) << "valid to its last moment";
    commit([&](Transaction& transaction) { delete_expired_credentials(transaction, now() + Millis(11)); });
    EXPECT_FALSE(find_credential(*database().snapshot(), "session"));
    EXPECT_TRUE(find_credential(*database().snapshot(), "token"));
}

}  // namespace
}  // namespace broadsheet::store
