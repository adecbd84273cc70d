// What signs a member of staff in: browser sessions, programs' tokens, codes that work once. Only hashes of the secrets
// are kept; who makes and checks them is accounts/.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

enum class CredentialKind { session, token, sign_in_link, invitation, password_reset };
using CredentialId = Id<struct CredentialRecord>;

struct Credential {
    CredentialId id;
    std::string hash;
    CredentialKind kind = CredentialKind::session;
    StaffId staff;
    std::string csrf;  // of sessions
    Time created_at{};
    Time expires_at{};
    std::string name;                 // of tokens: what for
    std::string address, agent;       // of sessions: where it was opened, with what browser
    std::optional<Time> last_seen{};  // to the minute or so
};

std::optional<Credential> find_credential(Reader& reader, std::string_view hash);
std::optional<Credential> find_credential(Reader& reader, CredentialId id);
// Those of one kind that are still valid, the newest first; of this person, or of everybody.
std::vector<Credential> list_credentials(Reader& reader, CredentialKind kind, std::optional<StaffId> staff, Time now);
void insert_credential(Transaction& transaction, Credential const& credential);
long long delete_credential(Transaction& transaction, std::string_view hash);  // how many there were: 0 or 1
// All of a kind, of this person or of everybody, but the one with the hash `kept`. How many there were.
long long delete_credentials(Transaction& transaction, CredentialKind kind, std::optional<StaffId> staff,
                             std::string_view kept = {});
void delete_expired_credentials(Transaction& transaction, Time now);
// Notes when it was last used, and when its person was last there.
void note_seen(Transaction& transaction, std::string_view hash, Time at);

}  // namespace broadsheet::store
