// The people of the newsroom. What signs them in is in credentials.h and second_factors.h.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Staff> find_staff(Reader& reader, StaffId id);
std::optional<Staff> find_staff(Reader& reader, std::string_view email);
std::vector<Staff> list_staff(Reader& reader);
void insert_staff(Transaction& transaction, Staff const& staff, Time created_at);
std::string password_hash(Reader& reader, StaffId id);  // empty: none set
void set_password_hash(Transaction& transaction, StaffId id, std::string_view hash);
// What an administrator may change of a person: name, role, author, active.
void update_staff(Transaction& transaction, Staff const& staff);
void set_invited(Transaction& transaction, StaffId id, bool invited);
bool is_invited(Reader& reader, StaffId id);
// Active ones. Held until the transaction's end: nobody else takes one away meanwhile.
std::vector<StaffId> hold_administrators(Transaction& transaction);

// A person as the list of staff shows them.
struct StaffEntry {
    Staff staff;
    std::string author_name;  // of the byline; empty: none
    bool second_factor = false;
    bool invited = false;  // and has not come yet
    std::optional<Time> last_seen;
};
std::vector<StaffEntry> list_staff_entries(Reader& reader);  // by address
std::optional<StaffEntry> find_staff_entry(Reader& reader, StaffId id);

}  // namespace broadsheet::store
