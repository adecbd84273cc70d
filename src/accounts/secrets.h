// Secrets that we make, and what is kept of them. Any thread.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::accounts {

// A hash for the store: secrets are long and random, so a plain fast hash is enough (libsodium's BLAKE2b), base64url.
std::string secret_hash(std::string_view secret);
std::string random_secret();  // 32 bytes, base64url

}  // namespace broadsheet::accounts
