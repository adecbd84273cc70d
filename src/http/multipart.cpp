#include "http/multipart.h"

#include <algorithm>

#include "http/message.h"

namespace broadsheet::http {
namespace {

constexpr std::size_t most_parts = 100;

// The value of a parameter such as boundary=… or name="…", which stand behind the first semicolon; nothing if it is not
// there.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
    for (auto at = header.find(';'); at < header.size();) {
        at = std::min(header.find_first_not_of("; \t", at), header.size());
        auto const equals = std::min(header.find_first_of("=;", at), header.size());
        bool const found =
            equals < header.size() && header[equals] == '=' && equal_without_case(header.substr(at, equals - at), name);
        at = equals;
        if (at == header.size() || header[at] == ';') continue;
        std::string value;
        if (++at < header.size() && header[at] == '"') {
            for (++at; at < header.size() && header[at] != '"'; ++at) {
                if (header[at] == '\\' && at + 1 < header.size()) ++at;
                value += header[at];
            }
            at = header.find(';', at);
        } else {
            auto const end = header.find(';', at);
            value = header.substr(at, end - at);
            at = end;
        }
        if (found) return value;
    }
    return std::nullopt;
}

auto broken(char const* what) {
    return refuse(ProblemKind::invalid, "form_broken", std::string("The form could not be read: ") + what + ".");
}

Result<FormPart> read_part(std::string_view part) {
    auto const end = part.find("\r\n\r\n");
    if (end == std::string_view::npos) return broken("a part has no end of its header");
    FormPart out;
    out.content = part.substr(end + 4);
    std::string_view header = part.substr(0, end + 2);
    while (!header.empty()) {
        auto const line = header.substr(0, header.find("\r\n"));
        header.remove_prefix(std::min(header.size(), line.size() + 2));
        auto const colon = line.find(':');
        if (colon == std::string_view::npos) return broken("a part's header has a line without a colon");
        auto value = line.substr(colon + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        if (equal_without_case(line.substr(0, colon), "content-disposition")) {
            out.name = parameter(value, "name").value_or("");
            out.file_name = parameter(value, "filename").value_or("");
        } else if (equal_without_case(line.substr(0, colon), "content-type")) {
            out.content_type = value;
        }
    }
    return out;
}

}  // namespace

Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body) {
    if (!equal_without_case(content_type.substr(0, 19), "multipart/form-data"))
        return refuse(ProblemKind::unsupported, "form_expected", "This address takes multipart/form-data.");
    auto const boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > 200) return broken("there is no boundary");
    auto const delimiter = "--" + *boundary;
    if (!body.starts_with(delimiter)) return broken("it does not begin with its boundary");
    body.remove_prefix(delimiter.size());
    std::vector<FormPart> parts;
    while (!body.starts_with("--")) {
        if (!body.starts_with("\r\n")) return broken("a boundary is not followed by a line end");
        body.remove_prefix(2);
        auto const end = body.find("\r\n" + delimiter);
        if (end == std::string_view::npos) return broken("it ends before its closing boundary");
        if (parts.size() == most_parts) return broken("it has too many parts");
        auto part = read_part(body.substr(0, end));
        if (!part) return std::unexpected(part.error());
        parts.push_back(std::move(*part));
        body.remove_prefix(end + 2 + delimiter.size());
    }
    return parts;
}

std::vector<std::pair<std::string, std::string>> parse_form(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!body.empty() && out.size() < 1000) {
        auto const pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        auto const equals = pair.find('=');
        if (pair.empty()) continue;
        out.emplace_back(
            percent_decode(pair.substr(0, equals), true),
            equals == std::string_view::npos ? std::string{} : percent_decode(pair.substr(equals + 1), true));
    }
    return out;
}

}  // namespace broadsheet::http
