#include "accounts/second_factor.h"

#include <fmt/format.h>
#include <liboath/oath.h>
#include <sodium.h>

#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "http/message.h"
#include "store/second_factors.h"

namespace broadsheet::accounts {
namespace {

constexpr std::int64_t step_ms = 30'000;
constexpr std::int64_t window = 1;  // steps that a clock may be off, each way
constexpr unsigned digits = 6;
constexpr int recovery_codes = 10;

struct Free {
    void operator()(char* memory) const { std::free(memory); }
};
using OathText = std::unique_ptr<char, Free>;

void start_oath() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (oath_init() != OATH_OK) throw std::runtime_error("liboath could not be initialised");
    });
}

std::string new_secret() {
    start_oath();
    std::array<char, 20> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    char* text = nullptr;
    std::size_t size = 0;
    if (oath_base32_encode(bytes.data(), bytes.size(), &text, &size) != OATH_OK) throw std::bad_alloc();
    OathText const owned(text);
    return std::string(text, size);
}

// Twelve characters of an alphabet of 32 that nobody misreads: 60 bits.
std::string new_recovery_code() {
    constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    std::string out;
    for (int i = 0; i < 12; ++i) {
        if (i == 4 || i == 8) out += '-';
        out += alphabet[randombytes_uniform(32)];
    }
    return out;
}

// As people type it: with spaces, without the lines, in capitals.
std::string plain_code(std::string_view code) {
    std::string out;
    for (char const c : code)
        if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c + 32);
        else if (c != ' ' && c != '-')
            out += c;
    return out;
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<std::int64_t> matching_step(std::string const& secret, std::string_view code, Time now) {
    auto const present = to_ms(now) / step_ms;
    std::optional<std::int64_t> found;
    for (auto step = present - window; step <= present + window; ++step)
        if (auto const right = second_factor_code(secret, step); right && same(*right, code)) found = step;
    return found;
}

}  // namespace

std::optional<std::string> second_factor_code(std::string_view secret_base32, std::int64_t step) {
    start_oath();
    char* bytes = nullptr;
    std::size_t size = 0;
    if (oath_base32_decode(secret_base32.data(), secret_base32.size(), &bytes, &size) != OATH_OK) return std::nullopt;
    OathText const owned(bytes);
    std::array<char, digits + 1> out{};
    if (oath_hotp_generate(bytes, size, static_cast<std::uint64_t>(step), digits, false, OATH_HOTP_DYNAMIC_TRUNCATION,
                           out.data()) != OATH_OK)
        return std::nullopt;
    return std::string(out.data());
}

std::string second_factor_uri(std::string_view secret_base32, std::string_view publication, std::string_view email) {
    std::string issuer(publication);
    std::erase(issuer, ':');  // it parts the issuer from the account
    return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period=30",
                       http::percent_encode(issuer), http::percent_encode(email), secret_base32, digits);
}

bool SecondFactors::is_on(store::Reader& reader, content::StaffId staff) const {
    auto const factor = store::find_second_factor(reader, staff);
    return factor && factor->confirmed;
}

Result<std::string> SecondFactors::start(store::Transaction& transaction, content::StaffId staff) const {
    if (is_on(transaction, staff))
        return refuse(ProblemKind::conflict, "second_factor_on",
                      "A second factor is on already; turn it off first to set up another.");
    auto secret = new_secret();
    store::save_second_factor(transaction, staff, {seal_.close(secret), false, 0});
    return secret;
}

Result<std::vector<std::string>> SecondFactors::confirm(store::Transaction& transaction, content::StaffId staff,
                                                        std::string_view code, Time now) const {
    auto const factor = store::find_second_factor(transaction, staff);
    auto const secret = factor && !factor->confirmed ? seal_.open(factor->sealed_secret) : std::nullopt;
    if (!secret)
        return refuse(ProblemKind::conflict, "second_factor_not_started", "There is no second factor to be confirmed.");
    auto const step = matching_step(*secret, plain_code(code), now);
    if (!step)
        return refuse(ProblemKind::invalid, "second_factor_wrong",
                      "This is not the code that the app shows now; is the clock of the telephone right?", "code");
    store::save_second_factor(transaction, staff, {factor->sealed_secret, true, *step});
    return renew_recovery_codes(transaction, staff);
}

std::vector<std::string> SecondFactors::renew_recovery_codes(store::Transaction& transaction,
                                                             content::StaffId staff) const {
    std::vector<std::string> codes, hashes;
    for (int i = 0; i < recovery_codes; ++i) {
        codes.push_back(new_recovery_code());
        hashes.push_back(recovery_hash(staff, codes.back()));
    }
    store::replace_recovery_codes(transaction, staff, hashes);
    return codes;
}

bool SecondFactors::take(store::Transaction& transaction, content::StaffId staff, std::string_view code,
                         Time now) const {
    auto const factor = store::find_second_factor(transaction, staff);
    if (!factor || !factor->confirmed) return false;
    auto const plain = plain_code(code);
    if (plain.size() != digits)
        return plain.size() == 12 && store::take_recovery_code(transaction, staff, recovery_hash(staff, plain));
    auto const secret = seal_.open(factor->sealed_secret);
    auto const step = secret ? matching_step(*secret, plain, now) : std::nullopt;
    return step && store::take_step(transaction, staff, *step);
}

std::string SecondFactors::recovery_hash(content::StaffId staff, std::string_view code) const {
    return seal_.hash(staff.text() + " " + plain_code(code));
}

}  // namespace broadsheet::accounts
