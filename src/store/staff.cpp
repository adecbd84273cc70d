#include "store/staff.h"

#include "store/sql.h"

namespace broadsheet::store {
namespace {

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

template <class... Parameters>
std::vector<StaffEntry> read_entries(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<StaffEntry> out;
    for (auto& [id, email, name, role, author, active, author_name, factor, invited, seen] :
         select<StaffId, std::string, std::string, std::string, std::optional<AuthorId>, bool, std::string, bool, bool,
                Time>(reader,
                      "SELECT staff.id, staff.email, staff.name, staff.role, staff.author_id, staff.active, "
                      "COALESCE(authors.name, ''), COALESCE(second_factors.confirmed, 0), staff.invited, "
                      "staff.last_seen FROM staff LEFT JOIN authors ON authors.id = staff.author_id LEFT JOIN "
                      "second_factors ON second_factors.staff_id = staff.id " +
                          tail,
                      parameters...))
        out.push_back({{id, std::move(email), std::move(name), staff_role(role).value(), author, active},
                       std::move(author_name),
                       factor,
                       invited,
                       to_ms(seen) > 0 ? std::optional(seen) : std::nullopt});
    return out;
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

void update_staff(Transaction& transaction, Staff const& staff) {
    execute(transaction,
            "UPDATE staff SET name = :name, role = :role, author_id = :author, active = :active WHERE id = :id",
            staff.name, name_of(staff.role), staff.author, staff.active, staff.id);
}

void set_invited(Transaction& transaction, StaffId id, bool invited) {
    execute(transaction, "UPDATE staff SET invited = :invited WHERE id = :id", invited, id);
}

bool is_invited(Reader& reader, StaffId id) {
    auto const row = select_one<bool>(reader, "SELECT invited FROM staff WHERE id = :id", id);
    return row && std::get<0>(*row);
}

std::vector<StaffId> hold_administrators(Transaction& transaction) {
    std::vector<StaffId> out;
    // SQLite has one writer anyway.
    for (auto const& [id] : select<StaffId>(
             transaction, std::string("SELECT id FROM staff WHERE role = 'administrator' AND active = 1 ORDER BY id") +
                              (transaction.is_postgres() ? " FOR UPDATE" : "")))
        out.push_back(id);
    return out;
}

std::vector<StaffEntry> list_staff_entries(Reader& reader) { return read_entries(reader, "ORDER BY staff.email"); }

std::optional<StaffEntry> find_staff_entry(Reader& reader, StaffId id) {
    auto found = read_entries(reader, "WHERE staff.id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace broadsheet::store
