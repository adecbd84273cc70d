// A mailbox that is read by IMAP (RFC 3501): where bounces and answers arrive if no mail server hands them to us.
// One thread at a time.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "mail/wire.h"

namespace broadsheet::mail {

struct MailboxSettings {
    std::string url;  // imap:// or imaps://user:password@host[:port][/FOLDER]; INBOX unless named, in ASCII
    std::filesystem::path ca_file;  // whom to trust instead of the system's certificate authorities; empty: these
    Millis time_limit{30'000};      // for connecting, and for each message
};

class Mailbox {
  public:
    // Throws std::runtime_error, without the password in it, where the settings cannot be right.
    explicit Mailbox(MailboxSettings settings);

    // Hands over each message that is not marked as seen, the oldest first, and marks those as seen for which the
    // answer is true, one by one, after the answer: what ends in between is handed over again the next time. At most
    // 10,000 in one go. Of
    // messages over 5 MB only the first is handed over (the head and as much of the rest as 1 MB holds). TLS is used
    // where the server offers it; except on this machine it must be. Gives how many were marked; refused ("mailbox")
    // with what the server said, one printable line. What `take` throws goes through.
    Result<std::size_t> for_each(std::function<bool(std::string_view mime)> const& take) const;

  private:
    MailboxSettings settings_;
};

}  // namespace broadsheet::mail
