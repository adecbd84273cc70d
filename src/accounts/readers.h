// Readers signing in: no passwords, but a link or six digits sent to their address; sessions with a CSRF token. Any
// thread.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "accounts/attempts.h"
#include "base/result.h"
#include "base/seal.h"
#include "http/message.h"
#include "store/readers.h"

namespace broadsheet::accounts {

struct ReaderIdentity {
    content::Reader reader;
    std::string csrf;
    std::string hash;  // of the session
};

struct ReaderCodes {
    std::string link;    // for an address, used up by entering
    std::string digits;  // six, to be typed
};

class Readers {
  public:
    static constexpr Millis code_time{30 * 60 * 1000};
    static constexpr Millis session_time{180LL * 24 * 3600 * 1000};

    // `secure`: as for Accounts.
    Readers(store::Database& database, Seal const& seal, bool secure);

    // Who sends this request. Nothing if unknown or expired. Throws while the database is away.
    std::optional<ReaderIdentity> identify(http::Request const& request) const;

    // New codes for a mail, in the caller's transaction; older ones end.
    ReaderCodes add_codes(store::Transaction& transaction, content::ReaderId reader) const;
    // Whom a link lets in; changes nothing.
    std::optional<content::Reader> owner_of_link(store::Reader& reader, std::string_view link) const;
    // Both answer with a Set-Cookie value and use the codes up. Refused with field `code`: "code_not_valid",
    // "too_many_attempts". Five wrong digits end them; who tries many addresses must wait.
    Result<std::string> enter_by_link(std::string_view link);
    Result<std::string> enter_by_digits(std::string_view folded, std::string_view digits, std::string const& client);

    // A session for somebody who has just shown that the address is theirs; a Set-Cookie value.
    std::string open_session(store::Transaction& transaction, content::ReaderId reader) const;
    // For a browser that has just paid: it may read what the reader may, and sees nothing of the account.
    std::string open_pass(store::Transaction& transaction, content::ReaderId reader) const;
    std::string clearing_cookie() const;
    std::string const& cookie_name() const { return cookie_name_; }

  private:
    std::string open(store::Transaction& transaction, content::ReaderId reader, store::ReaderCredentialKind kind) const;
    std::string digits_hash(content::ReaderId reader, std::string_view digits) const;
    bool may_guess(std::string const& hash);  // counts it

    store::Database& database_;
    Seal const& seal_;
    std::string cookie_name_;
    bool secure_;
    Attempts attempts_;
    std::mutex mutex_;
    std::unordered_map<std::string, int> guesses_;  // at digits, by the hash of the right ones
};

}  // namespace broadsheet::accounts
