#include "store/staff.h"

#include <array>

#include "store/sql.h"

namespace broadsheet::store {
namespace {

constexpr std::array<std::string_view, 3> kinds{"session", "token", "sign_in_link"};
constexpr char const* columns = "SELECT id, email, name, role, author_id, active FROM staff ";

template <class... Parameters>
std::vector<Staff> read_staff(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Staff> out;
    for (auto& [id, email, name, role, author, active] :
         select<StaffId, std::string, std::string, std::string, std::optional<AuthorId>, bool>(reader, columns + tail,
                                                                                               parameters...))
        out.push_back({id, std::move(email), std::move(name), staff_role(role).value(), author, active});
    return out;
}

std::optional<Staff> first(std::vector<Staff>&& found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::optional<Staff> find_staff(Reader& reader, StaffId id) { return first(read_staff(reader, "WHERE id = :id", id)); }
std::optional<Staff> find_staff(Reader& reader, std::string_view email) {
    return first(read_staff(reader, "WHERE email = :email", email));
}
std::vector<Staff> list_staff(Reader& reader) { return read_staff(reader, "ORDER BY email"); }

void insert_staff(Transaction& transaction, Staff const& staff, Time created_at) {
    execute(transaction,
            "INSERT INTO staff (id, email, name, role, password, author_id, active, created_at) VALUES (:id, :email, "
            ":name, :role, '', :author, :active, :at)",
            staff.id, staff.email, staff.name, name_of(staff.role), staff.author, staff.active, created_at);
}

std::string password_hash(Reader& reader, StaffId id) {
    auto const row = select_one<std::string>(reader, "SELECT password FROM staff WHERE id = :id", id);
    return row ? std::get<0>(*row) : std::string{};
}

void set_password_hash(Transaction& transaction, StaffId id, std::string_view hash) {
    execute(transaction, "UPDATE staff SET password = :hash WHERE id = :id", hash, id);
}

std::optional<Credential> find_credential(Reader& reader, std::string_view hash) {
    auto const row = select_one<std::string, StaffId, std::string, Time, Time>(
        reader, "SELECT kind, staff_id, csrf, created_at, expires_at FROM credentials WHERE hash = :hash", hash);
    if (!row) return std::nullopt;
    auto const& [kind, staff, csrf, created_at, expires_at] = *row;
    auto const index = std::find(kinds.begin(), kinds.end(), kind) - kinds.begin();
    return Credential{std::string(hash), static_cast<CredentialKind>(index), staff, csrf, created_at, expires_at};
}

void insert_credential(Transaction& transaction, Credential const& credential) {
    execute(transaction,
            "INSERT INTO credentials (hash, kind, staff_id, csrf, created_at, expires_at) VALUES (:hash, :kind, "
            ":staff, :csrf, :created, :expires)",
            credential.hash, kinds[static_cast<std::size_t>(credential.kind)], credential.staff, credential.csrf,
            credential.created_at, credential.expires_at);
}

long long delete_credential(Transaction& transaction, std::string_view hash) {
    return execute(transaction, "DELETE FROM credentials WHERE hash = :hash", hash);
}

void delete_expired_credentials(Transaction& transaction, Time now) {
    execute(transaction, "DELETE FROM credentials WHERE expires_at < :now", now);
}

}  // namespace broadsheet::store
