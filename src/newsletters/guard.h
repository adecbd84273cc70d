// What holds robots off the sign-up boxes, without a third party: a field that only they fill in, a token that stands
// in the kept pages, work that a browser's script does and each address is asked for, and limits by network. Any
// thread.
#pragma once
#include <string>
#include <string_view>

#include "accounts/limit.h"
#include "base/seal.h"
#include "base/time.h"

namespace broadsheet::newsletters {

class Guard {
  public:
    explicit Guard(Seal const& seal) : seal_(seal) {}

    // What a page that is made now carries in its boxes; good for `token_days` days, so that kept pages go on working.
    static constexpr int token_days = 8;
    std::string token(Time now) const;
    bool is_token(std::string_view token, Time now) const;

    // Whether SHA-256 of "token:email:proof" begins with `work_bits` zero bits. Done for one token and address.
    static constexpr int work_bits = 14;
    static bool is_work(std::string_view token, std::string_view email, std::string_view proof);

    // One sign-up of this client's. Those who have shown work have ten and one more each half minute; others three and
    // one more each five minutes.
    bool take(std::string const& client, bool has_worked, Time now);

  private:
    Seal const& seal_;
    accounts::Limit quick_{10, 1.0 / 30};
    accounts::Limit slow_{3, 1.0 / 300};
};

}  // namespace broadsheet::newsletters
