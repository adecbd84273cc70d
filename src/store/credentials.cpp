#include "store/credentials.h"

#include <algorithm>
#include <array>

#include "store/sql.h"

namespace broadsheet::store {
namespace {

constexpr std::array<std::string_view, 5> kinds{"session", "token", "sign_in_link", "invitation", "password_reset"};
std::string_view name_of(CredentialKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

template <class... Parameters>
std::vector<Credential> read_credentials(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Credential> out;
    for (auto& [id, hash, kind, staff, csrf, created, expires, name, address, agent, seen] :
         select<CredentialId, std::string, std::string, StaffId, std::string, Time, Time, std::string, std::string,
                std::string, Time>(reader,
                                   "SELECT id, hash, kind, staff_id, csrf, created_at, expires_at, name, address, "
                                   "agent, last_seen FROM credentials " +
                                       tail,
                                   parameters...)) {
        auto const index = std::find(kinds.begin(), kinds.end(), kind) - kinds.begin();
        out.push_back({id, std::move(hash), static_cast<CredentialKind>(index), staff, std::move(csrf), created,
                       expires, std::move(name), std::move(address), std::move(agent),
                       to_ms(seen) > 0 ? std::optional(seen) : std::nullopt});
    }
    return out;
}

std::optional<Credential> first(std::vector<Credential>&& found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::optional<Credential> find_credential(Reader& reader, std::string_view hash) {
    return first(read_credentials(reader, "WHERE hash = :hash", hash));
}

std::optional<Credential> find_credential(Reader& reader, CredentialId id) {
    return first(read_credentials(reader, "WHERE id = :id", id));
}

std::vector<Credential> list_credentials(Reader& reader, CredentialKind kind, std::optional<StaffId> staff, Time now) {
    std::string const tail = "WHERE kind = :kind AND expires_at >= :now";
    std::string const order = " ORDER BY created_at DESC, id DESC";
    return staff ? read_credentials(reader, tail + " AND staff_id = :staff" + order, name_of(kind), now, *staff)
                 : read_credentials(reader, tail + order, name_of(kind), now);
}

void insert_credential(Transaction& transaction, Credential const& credential) {
    execute(transaction,
            "INSERT INTO credentials (id, hash, kind, staff_id, csrf, created_at, expires_at, name, address, agent, "
            "last_seen) VALUES (:id, :hash, :kind, :staff, :csrf, :created, :expires, :name, :address, :agent, :seen)",
            credential.id, credential.hash, name_of(credential.kind), credential.staff, credential.csrf,
            credential.created_at, credential.expires_at, credential.name, credential.address, credential.agent,
            credential.last_seen.value_or(Time{}));
}

long long delete_credential(Transaction& transaction, std::string_view hash) {
    return execute(transaction, "DELETE FROM credentials WHERE hash = :hash", hash);
}

long long delete_credentials(Transaction& transaction, CredentialKind kind, std::optional<StaffId> staff,
                             std::string_view kept) {
    std::string const text = "DELETE FROM credentials WHERE kind = :kind AND hash <> :kept";
    return staff ? execute(transaction, text + " AND staff_id = :staff", name_of(kind), kept, *staff)
                 : execute(transaction, text, name_of(kind), kept);
}

void delete_expired_credentials(Transaction& transaction, Time now) {
    execute(transaction, "DELETE FROM credentials WHERE expires_at < :now", now);
}

void note_seen(Transaction& transaction, std::string_view hash, Time at) {
    execute(transaction, "UPDATE credentials SET last_seen = :at WHERE hash = :hash AND last_seen < :before", at, hash,
            at);
    execute(transaction,
            "UPDATE staff SET last_seen = :at WHERE id IN (SELECT staff_id FROM credentials WHERE hash = :hash) AND "
            "last_seen < :before",
            at, hash, at);
}

}  // namespace broadsheet::store
