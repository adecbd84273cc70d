// The second factor: codes of an app (TOTP, RFC 6238: SHA-1, six digits, 30 s) and recovery codes that work once. The
// secret stands sealed in the store and recovery codes hashed with the same key, so that the database alone gives
// neither away. Any thread; what changes something does so in the caller's transaction.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/seal.h"
#include "base/time.h"
#include "content/records.h"
#include "store/database.h"

namespace broadsheet::accounts {

class SecondFactors {
  public:
    explicit SecondFactors(Seal const& seal) : seal_(seal) {}

    bool is_on(store::Reader& reader, content::StaffId staff) const;
    // A new secret, base 32, to be confirmed by a code of it. Refused ("second_factor_on") while one is on.
    Result<std::string> start(store::Transaction& transaction, content::StaffId staff) const;
    // Turns it on and gives the first recovery codes. Refused: "second_factor_not_started", "second_factor_wrong".
    Result<std::vector<std::string>> confirm(store::Transaction& transaction, content::StaffId staff,
                                             std::string_view code, Time now) const;
    // Ten new ones instead of those that are left.
    std::vector<std::string> renew_recovery_codes(store::Transaction& transaction, content::StaffId staff) const;
    // Whether this is a code that is right now, or a recovery code; used up by this, when the transaction commits.
    bool take(store::Transaction& transaction, content::StaffId staff, std::string_view code, Time now) const;

  private:
    std::string recovery_hash(content::StaffId staff, std::string_view code) const;

    Seal const& seal_;
};

// What an app reads from the square it is shown (otpauth://totp/…).
std::string second_factor_uri(std::string_view secret_base32, std::string_view publication, std::string_view email);
// The code of one step (half a minute since 1970) for a secret in base 32; nothing if that is broken.
std::optional<std::string> second_factor_code(std::string_view secret_base32, std::int64_t step);

}  // namespace broadsheet::accounts
