// What is kept of a person's second factor. The secret comes sealed and the recovery codes hashed: who does that, and
// checks codes, is accounts/.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

struct SecondFactor {
    std::string sealed_secret;
    bool confirmed = false;
    std::int64_t last_step = 0;  // the newest time step whose code was taken
};

std::optional<SecondFactor> find_second_factor(Reader& reader, StaffId staff);
// Over whatever was there.
void save_second_factor(Transaction& transaction, StaffId staff, SecondFactor const& factor);
// Marks the code of this step as taken, and all before it: false if it was already.
bool take_step(Transaction& transaction, StaffId staff, std::int64_t step);
// With its recovery codes. How many there were: 0 or 1.
long long delete_second_factor(Transaction& transaction, StaffId staff);

void replace_recovery_codes(Transaction& transaction, StaffId staff, std::vector<std::string> const& hashes);
bool take_recovery_code(Transaction& transaction, StaffId staff, std::string_view hash);  // false: there is none such

}  // namespace broadsheet::store
