#include "accounts/passwords.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <new>

#include "base/utf8.h"

namespace broadsheet::accounts {
namespace {

constexpr std::size_t shortest = 12, longest = 128;  // characters, as OWASP's ASVS has it

}  // namespace

Result<void> check_new_password(std::string_view password) {
    auto const characters = count_code_points(password);
    if (characters < shortest)
        return refuse(ProblemKind::invalid, "password_short",
                      fmt::format("A password needs at least {} characters.", shortest), "password");
    if (characters > longest)
        return refuse(ProblemKind::invalid, "password_long", "This password is too long.", "password");
    return {};
}

std::string hash_password(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        throw std::bad_alloc();
    return out.data();
}

bool password_fits(std::string const& hash, std::string_view password) {
    static std::string const nobody = hash_password("nobody");
    auto const& against = hash.empty() ? nobody : hash;
    bool const fits = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return fits && !hash.empty();
}

}  // namespace broadsheet::accounts
