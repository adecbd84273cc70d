// multipart/form-data (RFC 7578) and application/x-www-form-urlencoded bodies.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace broadsheet::http {

struct FormPart {
    std::string name;
    std::string file_name;  // empty unless a file
    std::string content_type;
    std::string_view content;  // into the body that was parsed
};

// At most 100 parts; refuses what is not well formed. The parts' contents are views into `body`.
Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body);

std::vector<std::pair<std::string, std::string>> parse_form(std::string_view body);

}  // namespace broadsheet::http
