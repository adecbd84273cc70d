// Domains in other alphabets, as mail servers write them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::mail {

// "приклад.укр" → "xn--80aikifvh.xn--j1amh" (IDNA 2008, UTS 46); ASCII in lower case, address literals as they are.
// Nothing for what cannot be a domain.
std::optional<std::string> domain_to_ascii(std::string_view domain);

// The address with its domain so; what stands before the @ stays. Nothing also where it gets longer than 254 bytes.
std::optional<std::string> with_ascii_domain(std::string_view address);

bool is_ascii(std::string_view text);

}  // namespace broadsheet::mail
