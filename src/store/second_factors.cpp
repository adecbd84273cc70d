#include "store/second_factors.h"

#include "store/sql.h"

namespace broadsheet::store {

std::optional<SecondFactor> find_second_factor(Reader& reader, StaffId staff) {
    auto row = select_one<std::string, bool, std::int64_t>(
        reader, "SELECT secret, confirmed, last_step FROM second_factors WHERE staff_id = :staff", staff);
    return row ? std::optional(std::make_from_tuple<SecondFactor>(std::move(*row))) : std::nullopt;
}

void save_second_factor(Transaction& transaction, StaffId staff, SecondFactor const& factor) {
    execute(transaction,
            "INSERT INTO second_factors (staff_id, secret, confirmed, last_step) VALUES (:staff, :secret, :confirmed, "
            ":step) ON CONFLICT (staff_id) DO UPDATE SET secret = excluded.secret, confirmed = excluded.confirmed, "
            "last_step = excluded.last_step",
            staff, factor.sealed_secret, factor.confirmed, factor.last_step);
}

bool take_step(Transaction& transaction, StaffId staff, std::int64_t step) {
    return execute(transaction,
                   "UPDATE second_factors SET last_step = :step WHERE staff_id = :staff AND last_step < :old", step,
                   staff, step) == 1;
}

long long delete_second_factor(Transaction& transaction, StaffId staff) {
    execute(transaction, "DELETE FROM recovery_codes WHERE staff_id = :staff", staff);
    return execute(transaction, "DELETE FROM second_factors WHERE staff_id = :staff", staff);
}

void replace_recovery_codes(Transaction& transaction, StaffId staff, std::vector<std::string> const& hashes) {
    execute(transaction, "DELETE FROM recovery_codes WHERE staff_id = :staff", staff);
    for (auto const& hash : hashes)
        execute(transaction, "INSERT INTO recovery_codes (staff_id, hash) VALUES (:staff, :hash)", staff, hash);
}

bool take_recovery_code(Transaction& transaction, StaffId staff, std::string_view hash) {
    return execute(transaction, "DELETE FROM recovery_codes WHERE staff_id = :staff AND hash = :hash", staff, hash) ==
           1;
}

}  // namespace broadsheet::store
