// Mail addresses as people type them: what is wrong with one, what was probably meant, when two are the same.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace broadsheet::mail {

struct TypedAddress {
    std::string email;       // as it will be written to
    std::string folded;      // as it is compared
    std::string suggestion;  // "olha@gmail.com" for "olha@gmial.com"; empty: it looks right
};

// Takes away what copying leaves around it (spaces, "mailto:", <…>). Refused ("email_missing", "email_at",
// "email_space", "email_domain", "email_name", "email_long") with a sentence that says what to do; the field is
// `email`. Addresses in other alphabets are fine (RFC 6531).
enum class LookAlikes { suggested, ignored };  // ignored: where nobody is there to be asked
Result<TypedAddress> read_address(std::string_view typed, LookAlikes look_alikes = LookAlikes::suggested);

// Without case, the domain in ASCII (RFC 5891). Two addresses with the same are one person's.
std::string fold_address(std::string_view email);

}  // namespace broadsheet::mail
