#include "accounts/accounts.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/log.h"

namespace broadsheet::accounts {
namespace {

constexpr Millis session_time{14LL * 24 * 3600 * 1000};
constexpr Millis link_time{24LL * 3600 * 1000};
constexpr Millis token_time{3650LL * 24 * 3600 * 1000};
constexpr std::size_t most_known = 20'000;
constexpr std::size_t shortest_password = 10;

std::string base64(unsigned char const* bytes, std::size_t size) {
    std::string out(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.pop_back();
    return out;
}

bool password_fits(std::string const& hash, std::string_view password) {
    // Someone who does not exist takes as long as someone who does.
    static std::string const nobody = [] {
        std::array<char, crypto_pwhash_STRBYTES> out{};
        if (crypto_pwhash_str(out.data(), "nobody", 6, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
            throw std::bad_alloc();
        return std::string(out.data());
    }();
    auto const& against = hash.empty() ? nobody : hash;
    bool const fits = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return fits && !hash.empty();
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

}  // namespace

std::string secret_hash(std::string_view secret) {
    std::array<unsigned char, 32> out{};
    crypto_generichash(out.data(), out.size(), reinterpret_cast<unsigned char const*>(secret.data()), secret.size(),
                       nullptr, 0);
    return base64(out.data(), out.size());
}

std::string random_secret() {
    std::array<unsigned char, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return base64(bytes.data(), bytes.size());
}

Accounts::Accounts(store::Database& database, bool secure)
    : database_(database), cookie_name_(secure ? "__Host-broadsheet_staff" : "broadsheet_staff"), secure_(secure) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

std::optional<Identity> Accounts::identify(http::Request const& request) {
    auto const authorization = request.header("Authorization");
    bool const from_cookie =
        !http::equal_without_case(authorization.substr(0, 7), "Bearer ");  // Basic is a proxy's in front of us
    std::string const secret = from_cookie ? request.cookie(cookie_name_) : std::string(authorization.substr(7));
    if (secret.size() < 20 || secret.size() > 200) return std::nullopt;
    auto identity = look_up(secret_hash(secret));
    if (!identity || identity->expires_at < database_.clock().now() || identity->csrf.empty() == from_cookie)
        return std::nullopt;
    return identity;
}

std::optional<Identity> Accounts::look_up(std::string const& hash) {
    std::uint64_t asked = 0;
    {
        std::lock_guard const lock(mutex_);
        if (auto const found = known_.find(hash); found != known_.end()) return found->second;
        asked = forgotten_;
    }
    std::optional<Identity> identity;
    try {
        auto const reader = database_.snapshot();
        auto const credential = store::find_credential(*reader, hash);
        if (credential && credential->kind != store::CredentialKind::sign_in_link)
            if (auto const staff = store::find_staff(*reader, credential->staff); staff && staff->active)
                identity = Identity{*staff, credential->csrf, hash, credential->expires_at};
    } catch (std::exception const& error) {
        log_error("identify_failed error=\"{}\"", error.what());
        return std::nullopt;
    }
    std::lock_guard const lock(mutex_);
    if (known_.size() >= most_known) known_.clear();
    if (identity && asked == forgotten_) known_[hash] = identity;  // else it may be what was just to be forgotten
    return identity;
}

SignedIn Accounts::open_session(store::Transaction& transaction, content::Staff const& staff) {
    auto const now = database_.clock().now();
    SignedIn out{random_secret(), random_secret(), staff, now + session_time};
    store::delete_expired_credentials(transaction, now);
    store::insert_credential(transaction, {secret_hash(out.secret), store::CredentialKind::session, staff.id, out.csrf,
                                           now, out.expires_at});
    return out;
}

Result<SignedIn> Accounts::sign_in(std::string_view email, std::string_view password, std::string_view address) {
    auto const now = database_.clock().now();
    auto const account_key = "account " + lower(email), address_key = "address " + std::string(address);
    if (auto const wait = std::max(attempts_.wait(account_key, now), attempts_.wait(address_key, now));
        wait.count() > 0)
        return refuse(ProblemKind::too_many, "too_many_attempts",
                      fmt::format("Too many attempts; please wait {} seconds.", wait.count() / 1000 + 1), "password");
    std::optional<content::Staff> staff;
    std::string hash;
    {
        auto const reader = database_.snapshot();
        staff = store::find_staff(*reader, lower(email));
        if (staff) hash = store::password_hash(*reader, staff->id);
    }
    if (!password_fits(hash, password) || !staff->active) {
        attempts_.failed(account_key, now);
        attempts_.failed(address_key, now);
        return refuse(ProblemKind::unauthorized, "wrong_sign_in", "The address or the password is not right.",
                      "password");
    }
    attempts_.succeeded(account_key);
    auto transaction = database_.begin();
    auto out = open_session(*transaction, *staff);
    database_.commit(*transaction);
    return out;
}

Result<SignedIn> Accounts::sign_in_by_link(std::string_view code, std::string_view address) {
    auto const now = database_.clock().now();
    auto const address_key = "address " + std::string(address);
    if (auto const wait = attempts_.wait(address_key, now); wait.count() > 0)
        return refuse(ProblemKind::too_many, "too_many_attempts",
                      fmt::format("Too many attempts; please wait {} seconds.", wait.count() / 1000 + 1));
    auto transaction = database_.begin();
    auto const hash = secret_hash(code);
    auto const link = store::find_credential(*transaction, hash);
    bool const good = link && link->kind == store::CredentialKind::sign_in_link && link->expires_at >= now &&
                      store::delete_credential(*transaction, hash) == 1;
    auto const staff = good ? store::find_staff(*transaction, link->staff) : std::nullopt;
    if (!staff || !staff->active) {
        attempts_.failed(address_key, now);
        return refuse(ProblemKind::unauthorized, "link_not_valid",
                      "This sign-in link was used already or has expired; please ask for a new one.");
    }
    auto out = open_session(*transaction, *staff);
    database_.commit(*transaction);
    return out;
}

void Accounts::sign_out(Identity const& identity) {
    auto transaction = database_.begin();
    store::delete_credential(*transaction, identity.hash);
    transaction->append({"staff.signed_out", identity.staff.id.text(), {"staff"}});
    database_.commit(*transaction);
    forget_all();
}

std::string Accounts::make_token(content::StaffId staff) {
    auto const secret = random_secret();
    auto const now = database_.clock().now();
    auto transaction = database_.begin();
    store::insert_credential(*transaction,
                             {secret_hash(secret), store::CredentialKind::token, staff, "", now, now + token_time});
    database_.commit(*transaction);
    return secret;
}

std::string Accounts::make_sign_in_link(content::StaffId staff) {
    auto const secret = random_secret();
    auto const now = database_.clock().now();
    auto transaction = database_.begin();
    store::insert_credential(
        *transaction, {secret_hash(secret), store::CredentialKind::sign_in_link, staff, "", now, now + link_time});
    database_.commit(*transaction);
    return secret;
}

Result<void> Accounts::set_password(content::StaffId staff, std::string_view password) {
    if (password.size() < shortest_password)
        return refuse(ProblemKind::invalid, "password_short",
                      fmt::format("A password needs at least {} characters.", shortest_password), "password");
    if (password.size() > 1000)
        return refuse(ProblemKind::invalid, "password_long", "This password is too long.", "password");
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        throw std::bad_alloc();
    auto transaction = database_.begin();
    store::set_password_hash(*transaction, staff, out.data());
    transaction->append({"staff.password", staff.text(), {"staff"}});
    database_.commit(*transaction);
    return {};
}

std::string Accounts::session_cookie(SignedIn const& signed_in) const {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", cookie_name_, signed_in.secret,
                       session_time.count() / 1000, secure_ ? "; Secure" : "");
}

std::string Accounts::clearing_cookie() const {
    return fmt::format("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", cookie_name_, secure_ ? "; Secure" : "");
}

void Accounts::hear(std::vector<store::Change> const& changes) {
    for (auto const& change : changes)
        if (std::find(change.tags.begin(), change.tags.end(), "staff") != change.tags.end()) return forget_all();
}

void Accounts::forget_all() {
    std::lock_guard const lock(mutex_);
    ++forgotten_;
    known_.clear();
}

}  // namespace broadsheet::accounts
