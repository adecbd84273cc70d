// Passwords: what is asked of them, their hashes (argon2id), whether one is right. Slow on purpose; any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace broadsheet::accounts {

Result<void> check_new_password(std::string_view password);  // 10 to 1000 bytes
std::string hash_password(std::string_view password);
// `hash` empty: there is no such person, or no password; that takes as long as a wrong password.
bool password_fits(std::string const& hash, std::string_view password);

}  // namespace broadsheet::accounts
