#include "accounts/accounts.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "accounts/passwords.h"
#include "base/log.h"
#include "base/utf8.h"

namespace broadsheet::accounts {
namespace {

using store::CredentialKind;

constexpr Millis session_time{14LL * 24 * 3600 * 1000};
constexpr Millis write_seen_after{60 * 1000};
constexpr std::size_t most_known = 20'000;
constexpr std::size_t longest_agent = 300;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

std::string account_key(std::string_view email) { return "account " + lower(email); }
std::string address_key(std::string_view address) { return "address " + std::string(address); }

bool asks_for_second_factor(store::Reader& reader) {
    auto const text = store::find_setting(reader, "site");
    if (!text) return false;
    auto const settings = boost::json::parse(*text);
    auto const* const value = settings.as_object().if_contains("second_factor_required");
    return value && value->is_bool() && value->get_bool();
}

std::string agent_text(std::string_view agent) {
    return std::string(cut_at_code_point(clean_text(agent), longest_agent));
}

auto link_not_valid() {
    return refuse(ProblemKind::unauthorized, "link_not_valid",
                  "This sign-in link was used already or has expired; please ask for a new one.");
}

}  // namespace

Accounts::Accounts(store::Database& database, Seal const& seal, bool secure)
    : database_(database),
      second_factors_(seal),
      cookie_name_(secure ? "__Host-broadsheet_staff" : "broadsheet_staff"),
      secure_(secure),
      seen_written_(database.clock().now()) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

std::optional<Identity> Accounts::identify(http::Request const& request) {
    auto const authorization = request.header("Authorization");
    bool const from_cookie =
        !http::equal_without_case(authorization.substr(0, 7), "Bearer ");  // Basic is a proxy's in front of us
    std::string const secret = from_cookie ? request.cookie(cookie_name_) : std::string(authorization.substr(7));
    if (secret.size() < 20 || secret.size() > 200) return std::nullopt;
    auto identity = look_up(secret_hash(secret));
    auto const now = database_.clock().now();
    if (!identity || identity->expires_at < now || identity->csrf.empty() == from_cookie) return std::nullopt;
    std::lock_guard const lock(mutex_);
    if (seen_.size() < most_known) seen_[identity->hash] = now;
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
        if (credential && (credential->kind == CredentialKind::session || credential->kind == CredentialKind::token))
            if (auto const staff = store::find_staff(*reader, credential->staff); staff && staff->active) {
                bool const on = second_factors_.is_on(*reader, staff->id);
                identity = Identity{*staff,
                                    credential->csrf,
                                    hash,
                                    credential->expires_at,
                                    credential->id,
                                    on,
                                    !on && asks_for_second_factor(*reader)};
            }
    } catch (std::exception const& error) {
        log_error("identify_failed error=\"{}\"", error.what());
        return std::nullopt;
    }
    std::lock_guard const lock(mutex_);
    if (known_.size() >= most_known) known_.clear();
    if (identity && asked == forgotten_) known_[hash] = identity;  // else it may be what was just to be forgotten
    return identity;
}

Result<void> Accounts::may_try(std::string const& account, std::string const& address) {
    auto const now = database_.clock().now();
    auto const wait = std::max(attempts_.wait(account, now), attempts_.wait(address, now));
    if (wait.count() <= 0) return {};
    return refuse(ProblemKind::too_many, "too_many_attempts",
                  fmt::format("Too many attempts; please wait {} seconds.", wait.count() / 1000 + 1), "password");
}

void Accounts::failed(std::string const& account, std::string const& address) {
    auto const now = database_.clock().now();
    attempts_.failed(account, now);
    if (address != account) attempts_.failed(address, now);
}

SignedIn Accounts::open_session(store::Transaction& transaction, content::Staff const& staff, Device const& device) {
    auto const now = database_.clock().now();
    bool const on = second_factors_.is_on(transaction, staff.id);
    SignedIn out{
        random_secret(), random_secret(), staff, now + session_time, on, !on && asks_for_second_factor(transaction)};
    store::delete_expired_credentials(transaction, now);
    store::Credential session{store::CredentialId::make(),
                              secret_hash(out.secret),
                              CredentialKind::session,
                              staff.id,
                              out.csrf,
                              now,
                              out.expires_at,
                              {},
                              device.address,
                              agent_text(device.agent),
                              {}};
    store::insert_credential(transaction, session);
    store::note_seen(transaction, session.hash, now);
    return out;
}

Result<SignedIn> Accounts::enter(store::Transaction& transaction, content::Staff const& staff, Device const& device,
                                 std::string_view factor, bool by_link) {
    auto const account = account_key(staff.email), address = address_key(device.address);
    if (second_factors_.is_on(transaction, staff.id)) {
        std::string const field = by_link ? "second_factor" : "code";
        if (factor.empty())
            return refuse(ProblemKind::unauthorized, "second_factor_needed",
                          "Please give the code that your app shows, or a recovery code.", field);
        if (!second_factors_.take(transaction, staff.id, factor, database_.clock().now())) {
            failed(account, address);
            return refuse(ProblemKind::unauthorized, "second_factor_wrong",
                          "This code is not right, or was used already.", field);
        }
    }
    auto out = open_session(transaction, staff, device);
    database_.commit(transaction);
    attempts_.succeeded(account);
    return out;
}

Result<SignedIn> Accounts::sign_in(std::string_view email, std::string_view password, Device const& device,
                                   std::string_view factor) {
    auto const account = account_key(email), address = address_key(device.address);
    if (auto const free = may_try(account, address); !free) return refuse(free.error());
    std::optional<content::Staff> staff;
    std::string hash;
    {
        auto const reader = database_.snapshot();
        staff = store::find_staff(*reader, lower(email));
        if (staff) hash = store::password_hash(*reader, staff->id);
    }
    if (!password_fits(hash, password) || !staff->active) {
        failed(account, address);
        return refuse(ProblemKind::unauthorized, "wrong_sign_in", "The address or the password is not right.",
                      "password");
    }
    auto transaction = database_.begin();
    // Comparing takes its time: what was set or ended meanwhile holds.
    if (store::password_hash(*transaction, staff->id) != hash || !store::find_staff(*transaction, staff->id)->active)
        return refuse(ProblemKind::unauthorized, "wrong_sign_in", "The address or the password is not right.",
                      "password");
    return enter(*transaction, *staff, device, factor, false);
}

Result<SignedIn> Accounts::sign_in_by_link(std::string_view code, Device const& device, std::string_view factor) {
    auto const address = address_key(device.address);
    if (auto const free = may_try(address, address); !free) return refuse(free.error());
    auto transaction = database_.begin();
    auto const hash = secret_hash(code);
    auto const link = store::find_credential(*transaction, hash);
    bool const good = link && link->kind == CredentialKind::sign_in_link &&
                      link->expires_at >= database_.clock().now() && store::delete_credential(*transaction, hash) == 1;
    auto const staff = good ? store::find_staff(*transaction, link->staff) : std::nullopt;
    if (!staff || !staff->active) {
        failed(address, address);
        return link_not_valid();
    }
    if (auto const free = may_try(account_key(staff->email), address); !free) return refuse(free.error());
    store::set_invited(*transaction, staff->id, false);
    return enter(*transaction, *staff, device, factor, true);
}

void Accounts::sign_out(Identity const& identity) {
    auto transaction = database_.begin();
    store::delete_credential(*transaction, identity.hash);
    transaction->append({"staff.signed_out", identity.staff.id.text(), {"staff"}});
    database_.commit(*transaction);
    forget_all();
}

Result<void> Accounts::check_password(content::StaffId staff, std::string_view password, Device const& device) {
    std::string hash, email;
    {
        auto const reader = database_.snapshot();
        hash = store::password_hash(*reader, staff);
        if (auto const person = store::find_staff(*reader, staff)) email = person->email;
    }
    auto const account = account_key(email), address = address_key(device.address);
    if (auto const free = may_try(account, address); !free) return free;
    if (password_fits(hash, password)) return {};
    failed(account, address);
    return refuse(ProblemKind::invalid, "wrong_password", "The password is not right.", "password");
}

bool Accounts::may_ask_for_reset(std::string_view email, std::string_view address) {
    auto const now = database_.clock().now();
    auto const account = account_key(email), from = address_key(address);
    if (asked_.wait(account, now).count() > 0 || asked_.wait(from, now).count() > 0) return false;
    asked_.failed(account, now);
    asked_.failed(from, now);
    return true;
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
        for (auto const& tag : change.tags)
            if (tag == "staff" || tag == "site") return forget_all();
}

void Accounts::forget_all() {
    std::lock_guard const lock(mutex_);
    ++forgotten_;
    known_.clear();
}

void Accounts::write_seen(bool now_or_never) try {
    std::unordered_map<std::string, Time> seen;
    {
        std::lock_guard const lock(mutex_);
        auto const now = database_.clock().now();
        if (seen_.empty() || (!now_or_never && now - seen_written_ < write_seen_after)) return;
        seen_written_ = now;
        seen.swap(seen_);
    }
    auto transaction = database_.begin();
    for (auto const& [hash, at] : seen) store::note_seen(*transaction, hash, at);
    transaction->commit();
} catch (std::exception const& error) {
    log_warning("seen_not_written error=\"{}\"", error.what());
}

}  // namespace broadsheet::accounts
