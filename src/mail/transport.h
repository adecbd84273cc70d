// Where finished mails go: a mail server (SMTP), or the captured outbox where none is set. Immutable; any thread.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "mail/connection.h"
#include "mail/outbox.h"

namespace broadsheet::mail {

struct TransportSettings {
    std::string url;                // smtp:// or smtps://[user:password@]host[:port]; empty: captured
    std::string sender;             // From address and envelope sender
    std::filesystem::path outbox;   // the folder for captured mails
    std::filesystem::path ca_file;  // whom to trust instead of the system's certificate authorities; empty: these
    Millis time_limit{30'000};      // for connecting, and again for handing over one mail
};

class Transport {
  public:
    // Throws std::runtime_error, without the password in it, where the settings cannot be right.
    explicit Transport(TransportSettings settings);

    // Hands one mail over and waits until the server has taken it (or the file is on disk). Refused ("mail_refused")
    // with what the server said; one line, printable; also where it is in doubt whether the server took it. TLS is used
    // where the server offers it, and never done without once it was offered; where a password is sent, it must be
    // offered, except on this machine.
    Result<void> send(std::string const& recipient, std::string const& mime, Time now) const;

    // A connection that is kept for many mails; made at its first mail. The transport must outlive it.
    Connection connection() const { return Connection(*this); }

    TransportSettings const& settings() const { return settings_; }
    std::string const& sender() const { return settings_.sender; }
    bool captures() const { return settings_.url.empty(); }
    Outbox const& outbox() const { return outbox_; }

  private:
    TransportSettings settings_;
    Outbox outbox_;
};

}  // namespace broadsheet::mail
