#include "accounts/secrets.h"

#include <sodium.h>

#include <array>

namespace broadsheet::accounts {
namespace {

std::string base64(std::array<unsigned char, 32> const& bytes) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
    out.pop_back();
    return out;
}

}  // namespace

std::string secret_hash(std::string_view secret) {
    std::array<unsigned char, 32> out{};
    crypto_generichash(out.data(), out.size(), reinterpret_cast<unsigned char const*>(secret.data()), secret.size(),
                       nullptr, 0);
    return base64(out);
}

std::string random_secret() {
    std::array<unsigned char, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return base64(bytes);
}

}  // namespace broadsheet::accounts
