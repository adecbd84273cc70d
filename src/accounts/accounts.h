// Staff signing in: passwords and second factors, browser sessions with a CSRF token, programs' tokens, codes that work
// once. Who a cookie or token is stands in memory and goes with the change log (tags `staff` and `site`). Any thread.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "accounts/attempts.h"
#include "accounts/second_factor.h"
#include "accounts/secrets.h"
#include "base/result.h"
#include "http/message.h"
#include "store/changes.h"
#include "store/credentials.h"
#include "store/staff.h"

namespace broadsheet::accounts {

struct Identity {
    content::Staff staff;
    std::string csrf;  // empty for tokens: they cannot be sent by a browser unasked
    std::string hash;  // of the credential
    Time expires_at{};
    store::CredentialId credential;
    bool second_factor = false;           // is on
    bool must_set_second_factor = false;  // is off, though the publication asks for one
};

struct SignedIn {
    std::string secret;  // for the cookie
    std::string csrf;
    content::Staff staff;
    Time expires_at{};
    bool second_factor = false;
    bool must_set_second_factor = false;
};

// Where somebody comes from, as far as one can tell.
struct Device {
    std::string address;
    std::string agent{};
};

class Accounts {
  public:
    // `secure`: the site's address is https, so cookies are Secure and named __Host-….
    Accounts(store::Database& database, Seal const& seal, bool secure);

    // Who sends this request, by `Authorization: Bearer TOKEN` or the session cookie. Nothing if unknown or expired,
    // and (logged) while the database is away and the answer does not stand in memory.
    std::optional<Identity> identify(http::Request const& request);
    // Whether a Cookie field holds a staff session cookie at all; views only, for the fast path.
    bool has_session_cookie(std::string_view cookies) const {
        return cookies.find(cookie_name_) != std::string_view::npos;
    }

    // `factor`: a code of the second factor, where one is on; without it the refusal is "second_factor_needed".
    Result<SignedIn> sign_in(std::string_view email, std::string_view password, Device const& device,
                             std::string_view factor = {});
    // A one-time link's code; used up by this, unless a second factor is still to be given.
    Result<SignedIn> sign_in_by_link(std::string_view code, Device const& device, std::string_view factor = {});
    void sign_out(Identity const& identity);

    std::string make_token(content::StaffId staff);         // valid for ten years, or until revoked
    std::string make_sign_in_link(content::StaffId staff);  // the code; valid for 24 hours, once
    // The same, and the codes that go out by mail, in the caller's transaction. Older ones of their kind end.
    std::string add_token(store::Transaction& transaction, content::StaffId staff, std::string_view name);
    std::string add_invitation(store::Transaction& transaction, content::StaffId staff);      // 7 days
    std::string add_password_reset(store::Transaction& transaction, content::StaffId staff);  // 1 hour

    // Whom an invitation's code invites; nothing if it was used, has expired, or its person has come another way.
    std::optional<content::Staff> invited(store::Reader& reader, std::string_view code) const;
    Result<SignedIn> accept_invitation(std::string_view code, std::string_view name, std::string_view password,
                                       Device const& device);
    Result<void> reset_password(std::string_view code, std::string_view password, Device const& device);
    // Whether somebody who asks for a reset may be answered now; counts the asking.
    bool may_ask_for_reset(std::string_view email, std::string_view address);
    // Ends every other session of theirs, and links by which one could still come in.
    Result<void> set_password(content::StaffId staff, std::string_view password, std::string_view kept_session = {});
    // Asks somebody who is signed in for their password once more; wrong ones count.
    Result<void> check_password(content::StaffId staff, std::string_view password, Device const& device);
    SecondFactors const& second_factors() const { return second_factors_; }

    std::string session_cookie(SignedIn const& signed_in) const;  // a Set-Cookie value
    std::string clearing_cookie() const;
    void hear(std::vector<store::Change> const& changes);  // subscriber: forgets who is who when staff change
    void forget_all();
    // Writes down who was seen since the last time, if that is a minute ago or `now_or_never`.
    void write_seen(bool now_or_never = false);

  private:
    std::optional<Identity> look_up(std::string const& hash);
    Result<void> may_try(std::string const& account_key, std::string const& address_key);
    void failed(std::string const& account_key, std::string const& address_key);
    // The end of every way in: the second factor, then a session.
    Result<SignedIn> enter(store::Transaction& transaction, content::Staff const& staff, Device const& device,
                           std::string_view factor, bool by_link);
    SignedIn open_session(store::Transaction& transaction, content::Staff const& staff, Device const& device);
    void write_password(store::Transaction& transaction, content::StaffId staff, std::string const& hash,
                        std::string_view kept_session);

    store::Database& database_;
    SecondFactors second_factors_;
    std::string cookie_name_;
    bool secure_;
    Attempts attempts_;
    Attempts asked_;  // for resets
    std::mutex mutex_;
    std::unordered_map<std::string, std::optional<Identity>> known_;  // by hash
    std::unordered_map<std::string, Time> seen_;                      // by hash; not yet written down
    Time seen_written_{};
    std::uint64_t forgotten_ = 0;  // how often
};

// Ends all sessions of this person but the one with the hash `kept`, and the one-time links by which one could come in.
void end_sessions(store::Transaction& transaction, content::StaffId staff, std::string_view kept = {});

}  // namespace broadsheet::accounts
