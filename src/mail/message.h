// A mail as it is written: addresses, subject, text, and the same as HTML; made into MIME here. Nothing that is put in
// can add a header field or a recipient.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace broadsheet::mail {

struct Address {
    std::string name;  // as people read it; may be empty
    std::string email;
};

struct Message {
    Address from;
    Address to;
    Address reply_to;  // without an address: none
    std::string subject;
    std::string text;
    std::string html;                                          // empty: there is only the text
    std::vector<std::pair<std::string, std::string>> headers;  // further ones, "List-Unsubscribe" …
    std::string message_id{};  // without <>, "name@domain" in ASCII; empty: a random one at the sender's domain
};

// Whether this has the shape of one address (RFC 5321, and 6531 for other alphabets): no names, comments, quotes,
// spaces; 254 bytes at most.
bool is_address(std::string_view text);

// The part behind the @.
std::string_view domain_of(std::string_view address);

// The whole mail, ASCII with CRLF at the ends of lines, with Date and Message-ID. Domains in other alphabets are
// written in ASCII (IDNA); what stands before the @ in one stays UTF-8 (RFC 6532). Line ends and control characters in
// the subject and in names become spaces; refused
// ("mail_address", "mail_header") is what is no address, and a header with control characters, with a name that is
// none, or one that is written here.
Result<std::string> write_mime(Message const& message, Time date);

}  // namespace broadsheet::mail
