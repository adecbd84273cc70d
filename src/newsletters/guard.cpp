#include "newsletters/guard.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <charconv>

namespace broadsheet::newsletters {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

std::string token_of(Seal const& seal, std::int64_t day) {
    return fmt::format("{}.{}", day, seal.hash(fmt::format("page token {}", day)).substr(0, 16));
}

}  // namespace

std::string Guard::token(Time now) const { return token_of(seal_, to_ms(now) / day_ms); }

bool Guard::is_token(std::string_view token, Time now) const {
    std::int64_t day = 0;
    auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), day);
    auto const today = to_ms(now) / day_ms;
    if (error != std::errc{} || day > today || day <= today - token_days) return false;
    auto const right = token_of(seal_, day);
    return token.size() == right.size() && sodium_memcmp(token.data(), right.data(), right.size()) == 0;
}

bool Guard::is_work(std::string_view token, std::string_view email, std::string_view proof) {
    if (proof.empty() || proof.size() > 20) return false;
    auto const text = fmt::format("{}:{}:{}", token, email, proof);
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<unsigned char const*>(text.data()), text.size());
    static_assert(work_bits > 8 && work_bits <= 16);
    return hash[0] == 0 && (hash[1] >> (16 - work_bits)) == 0;
}

bool Guard::take(std::string const& client, bool has_worked, Time now) {
    return (has_worked ? quick_ : slow_).take(client, now);
}

}  // namespace broadsheet::newsletters
