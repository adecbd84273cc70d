// Staff signing in: passwords (argon2id), browser sessions with a CSRF token, programs' tokens, one-time links. Who a
// cookie or token is stands in memory and goes with the change log (tag `staff`). Any thread.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "accounts/attempts.h"
#include "base/result.h"
#include "http/message.h"
#include "store/changes.h"
#include "store/staff.h"

namespace broadsheet::accounts {

struct Identity {
    content::Staff staff;
    std::string csrf;  // empty for tokens: they cannot be sent by a browser unasked
    std::string hash;  // of the credential
    Time expires_at{};
};

struct SignedIn {
    std::string secret;  // for the cookie
    std::string csrf;
    content::Staff staff;
    Time expires_at{};
};

class Accounts {
  public:
    // `secure`: the site's address is https, so cookies are Secure and named __Host-….
    Accounts(store::Database& database, bool secure);

    // Who sends this request, by `Authorization: Bearer TOKEN` or the session cookie. Nothing if unknown or expired,
    // and (logged) while the database is away and the answer does not stand in memory.
    std::optional<Identity> identify(http::Request const& request);
    // Whether a Cookie field holds a staff session cookie at all; views only, for the fast path.
    bool has_session_cookie(std::string_view cookies) const {
        return cookies.find(cookie_name_) != std::string_view::npos;
    }

    Result<SignedIn> sign_in(std::string_view email, std::string_view password, std::string_view address);
    // A one-time link's code; used up by this.
    Result<SignedIn> sign_in_by_link(std::string_view code, std::string_view address);
    void sign_out(Identity const& identity);

    std::string make_token(content::StaffId staff);         // valid for ten years, or until revoked
    std::string make_sign_in_link(content::StaffId staff);  // the code; valid for 24 hours, once
    Result<void> set_password(content::StaffId staff, std::string_view password);

    std::string session_cookie(SignedIn const& signed_in) const;  // a Set-Cookie value
    std::string clearing_cookie() const;
    void hear(std::vector<store::Change> const& changes);  // subscriber: forgets who is who when staff change
    void forget_all();

  private:
    std::optional<Identity> look_up(std::string const& hash);
    SignedIn open_session(store::Transaction& transaction, content::Staff const& staff);

    store::Database& database_;
    std::string cookie_name_;
    bool secure_;
    Attempts attempts_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::optional<Identity>> known_;  // by hash
    std::uint64_t forgotten_ = 0;                                     // how often
};

// A hash for the store: secrets are long and random, so a plain fast hash is enough (libsodium's BLAKE2b), base64url.
std::string secret_hash(std::string_view secret);
std::string random_secret();  // 32 bytes, base64url

}  // namespace broadsheet::accounts
