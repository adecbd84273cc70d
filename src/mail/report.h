// What mail servers write back about a mail of ours: that it could not be delivered (RFC 3464 and 6533, and the ways of
// older servers), that it is delayed, that a reader complained (RFC 5965). Anybody can send us such a mail: what it
// says counts only for what the caller knows by itself (VERP address, mail id).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::mail {

enum class ReportKind : std::uint8_t {
    hard,       // the address will never work
    soft,       // it failed, but may work another time: mailbox full, too large, policy, server away
    delayed,    // it is still being tried
    complaint,  // the reader called it spam
    other       // delivered, relayed, "not spam" …
};

struct Report {
    ReportKind kind = ReportKind::other;
    std::string recipient;   // as the report says it; empty: it doesn't, or it is no address
    std::string status;      // "5.1.1"; empty: it says none
    std::string diagnostic;  // one printable line of the server's; may be empty
    std::string message_id;  // of the mail that it is about, without <>; empty: the mail is not returned
    std::string mail;        // the value of "X-Broadsheet-Mail" in the returned mail; empty: it has none
    std::vector<std::string>
        delivered_to;  // to which addresses of ours the report came: Delivered-To, X-Original-To, To
};

// One for each recipient that the mail tells of; none where it is no report (an answer, a holiday note, a newsletter).
// Never throws for what the bytes are. Any thread.
std::vector<Report> read_reports(std::string_view mime);

}  // namespace broadsheet::mail
