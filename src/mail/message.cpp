#include "mail/message.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "base/utf8.h"
#include "mail/domain.h"
#include "mail/encoding.h"
#include "mail/gmime.h"

namespace broadsheet::mail {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

// RFC 5322, 3.2.3.
bool is_dot_atom(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
    });
}

bool is_domain(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']'))
        return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF:.IPv", 1) == text.size() - 1;
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.front() == '-' ||
        text.find("..") != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; });
}

std::string one_line(std::string_view text) {
    auto out = clean_text(text);
    std::replace_if(out.begin(), out.end(), is_control, ' ');
    return out;
}

auto bad_header(std::string_view name) {
    return refuse(ProblemKind::invalid, "mail_header",
                  fmt::format("The header \"{}\" cannot stand in a mail.", one_line(name)));
}

Result<void> check_headers(Message const& message) {
    constexpr std::array<std::string_view, 14> ours{"from",
                                                    "to",
                                                    "cc",
                                                    "bcc",
                                                    "reply-to",
                                                    "sender",
                                                    "return-path",
                                                    "subject",
                                                    "date",
                                                    "message-id",
                                                    "mime-version",
                                                    "content-type",
                                                    "content-transfer-encoding",
                                                    "content-disposition"};
    for (auto const& [name, value] : message.headers) {
        std::string lower = name;
        for (char& c : lower)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        bool const shape = !name.empty() && name.size() <= 76 && std::all_of(lower.begin(), lower.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        });
        if (!shape || std::find(ours.begin(), ours.end(), lower) != ours.end() || !is_clean_text(value) ||
            std::any_of(value.begin(), value.end(), is_control))
            return bad_header(name);
    }
    return {};
}

bool is_atoms(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x80 &&
               (is_letter_or_digit(c) || std::string_view(" !#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
    });
}

// RFC 5322, 3.4: a name as it is, in quotes, or as encoded words.
void add_address(std::string& out, std::string_view field, Address const& address, std::string_view email) {
    out.append(field).append(": ");
    auto const begin = out.size();
    auto const name = one_line(address.name);
    if (name.size() > 60 || !is_plain(name)) {
        add_encoded_words(out, name, field.size() + 2);
    } else if (is_atoms(name)) {
        out += name;
    } else {
        out += '"';
        for (char const c : name) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    if (out.size() == begin) {
        out.append(email).append("\r\n");
        return;
    }
    auto const line = out.size() - std::max(out.rfind('\n') + 1, begin - field.size() - 2);
    out.append(line + email.size() > 70 ? "\r\n <" : " <").append(email).append(">\r\n");
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    if (!value.empty()) add_unstructured(out, value, name.size() + 2);
    out += "\r\n";
}

void add_text_part(std::string& out, std::string_view subtype, std::string_view text) {
    std::string clean, body;
    if (!is_clean_text(text)) text = clean = clean_text(text);
    body.reserve(text.size() + text.size() / 2);
    auto const encoding = add_encoded_body(body, text);
    out.append("Content-Type: text/").append(subtype).append("; charset=utf-8\r\nContent-Transfer-Encoding: ");
    out.append(encoding).append("\r\n\r\n").append(body);
}

void add_body(std::string& out, Message const& message, std::string_view random) {
    if (message.html.empty()) return add_text_part(out, "plain", message.text);
    // "=_" is in neither encoding.
    auto const boundary = fmt::format("=_{}", random.substr(0, 20));
    out.append("Content-Type: multipart/alternative; boundary=\"").append(boundary).append("\"\r\n\r\n");
    for (bool const html : {false, true}) {
        out.append("--").append(boundary).append("\r\n");
        add_text_part(out, html ? "html" : "plain", html ? message.html : message.text);
        out += "\r\n";
    }
    out.append("--").append(boundary).append("--\r\n");
}

std::string random_name() {
    std::array<unsigned char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string out;
    for (auto const byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

bool is_message_id(std::string_view id) {
    auto const at = id.find('@');
    return id.size() <= 250 && at != std::string_view::npos && is_ascii(id) && is_dot_atom(id.substr(0, at)) &&
           is_domain(id.substr(at + 1));
}

}  // namespace

void start_gmime() {
    static std::once_flag once;
    std::call_once(once, [] {
        g_mime_init();
        if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    });
}

bool is_address(std::string_view text) {
    auto const at = text.rfind('@');
    return at != std::string_view::npos && at <= 64 && text.size() <= 254 && is_clean_text(text) &&
           is_dot_atom(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

std::string_view domain_of(std::string_view address) { return address.substr(address.rfind('@') + 1); }

Result<std::string> write_mime(Message const& message, Time date) {
    struct Place {
        char const* field;
        Address const& address;
        std::string email;
    };
    std::array<Place, 3> places{
        {{"From", message.from, {}}, {"To", message.to, {}}, {"Reply-To", message.reply_to, {}}}};
    for (auto& place : places) {
        if (place.address.email.empty() && &place == &places.back()) continue;
        auto email = is_address(place.address.email) ? with_ascii_domain(place.address.email) : std::nullopt;
        if (!email) return refuse(ProblemKind::invalid, "mail_address", "This is not a mail address.");
        place.email = std::move(*email);
    }
    if (auto const fine = check_headers(message); !fine) return refuse(fine.error());
    if (!message.message_id.empty() && !is_message_id(message.message_id)) return bad_header("Message-ID");
    start_gmime();
    auto const random = random_name();
    std::string out;
    out.reserve(2048 + (message.text.size() + message.html.size()) * 3 / 2);
    for (auto const& place : places)
        if (!place.email.empty()) add_address(out, place.field, place.address, place.email);
    add_field(out, "Subject", one_line(message.subject));
    add_field(out, "Date", rfc822_date(date));
    out += "Message-Id: <";
    out += message.message_id.empty() ? random + "@" + std::string(domain_of(places[0].email)) : message.message_id;
    out += ">\r\n";
    for (auto const& [name, value] : message.headers) add_field(out, name, value);
    out += "MIME-Version: 1.0\r\n";
    add_body(out, message, random);
    return out;
}

}  // namespace broadsheet::mail
