// One connection to the mail server, kept for many mails (SMTP, RFC 5321), that says exactly what became of each:
// whether the server took it, put it off, refused it, certainly never got it, or may have it without our knowing. One
// thread at a time; several connections may be open at once.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "mail/wire.h"

namespace broadsheet::mail {

class Transport;

enum class Outcome : std::uint8_t {
    taken,     // the server answers for it now
    deferred,  // not now (4xx to this mail): try again later
    refused,   // never (5xx to this mail)
    not_sent,  // no connection, or it ended before all of the mail was handed over: the server certainly has not taken
               // it
    in_doubt   // the connection ended, or the time ran out, between the mail's last byte and its answer
};

// Whom a deferral or refusal is about. What the server says to the greeting, EHLO, sign-in, or by a 421, is about the
// connection: another mail would have met the same.
enum class Concerns : std::uint8_t { recipient, mail, sender, connection };

struct Handover {
    Outcome outcome = Outcome::not_sent;
    Concerns concerns = Concerns::connection;
    int code = 0;          // the server's, 0 if it said none
    std::string enhanced;  // RFC 3463, "5.1.1"; empty if it said none
    std::string answer;    // one printable line: what the server said, or what happened
    bool closing = false;  // the connection has ended (or is about to): the next mail begins a new one
};

class Connection {
  public:
    ~Connection();  // says QUIT, waits for nothing
    Connection(Connection&&) noexcept = default;
    Connection(Connection const&) = delete;

    // Hands one mail over and waits for the answer; connects first where that is needed, and again where the server
    // hung up since the last mail. Connecting takes no longer than the transport's time limit, and so does each try to
    // hand the mail over (two at most). Addresses may be in any alphabet: domains become ASCII (IDNA), other letters
    // before the @ or in the head of the mail need a server that offers SMTPUTF8 (RFC 6531), else the mail is refused.
    // Line ends become CRLF. Nothing that a server does throws; with a captured outbox the mail is taken once its file
    // is on the disk, and a disk that does not take it throws.
    Handover send(std::string const& envelope_sender, std::string const& recipient, std::string_view mime, Time now);

    // Connects, with TLS and the password where they are set, and hands nothing over. Refused ("mail_refused") with
    // what the server said.
    Result<void> greet();

  private:
    friend class Transport;
    explicit Connection(Transport const& transport) : transport_(&transport) {}

    struct Reply;
    Reply connect();
    Reply reply();
    Handover converse(std::string const& envelope, std::string_view mime, bool& gone_before);
    Handover hand_over(std::string_view mime);
    Handover ended(Outcome outcome, char const* what);
    Handover answered(Reply const& said, Concerns concerns);

    Transport const* transport_;  // borrowed for as long as this lives
    Wire wire_;
    std::string domain_;           // what EHLO says
    bool in_transaction_ = false;  // a mail was begun and neither taken nor reset
    bool offers_utf8_ = false, offers_pipelining_ = false, offers_size_ = false;
};

}  // namespace broadsheet::mail
