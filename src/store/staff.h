// Staff and what signs them in. Secrets are kept as hashes only; who makes and checks them is accounts/.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Staff> find_staff(Reader& reader, StaffId id);
std::optional<Staff> find_staff(Reader& reader, std::string_view email);
std::vector<Staff> list_staff(Reader& reader);
void insert_staff(Transaction& transaction, Staff const& staff, Time created_at);
std::string password_hash(Reader& reader, StaffId id);  // empty: none set
void set_password_hash(Transaction& transaction, StaffId id, std::string_view hash);

enum class CredentialKind { session, token, sign_in_link };
struct Credential {
    std::string hash;
    CredentialKind kind = CredentialKind::session;
    StaffId staff;
    std::string csrf;
    Time created_at{};
    Time expires_at{};
};
std::optional<Credential> find_credential(Reader& reader, std::string_view hash);
void insert_credential(Transaction& transaction, Credential const& credential);
long long delete_credential(Transaction& transaction, std::string_view hash);  // how many there were: 0 or 1
void delete_expired_credentials(Transaction& transaction, Time now);

}  // namespace broadsheet::store
