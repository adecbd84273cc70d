// What mail servers' status codes mean, wherever they stand (RFC 3463). Private to mail/.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::mail {

// The first "5.1.1" (or 4.…, 2.…) in the text that is no part of an IP address or a longer number; empty: none.
std::string status_in(std::string_view text);

// The first SMTP answer in the text that defers or refuses a mail (421, 450 to 452, 550 to 554); 0: none.
int smtp_code_in(std::string_view text);

// Whether it says that the address will never work, rather than "full", "too large", "policy" or "not now".
bool is_permanent(std::string_view status, int smtp_code);

}  // namespace broadsheet::mail
