#include "mail/message.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "base/utf8.h"
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

void set_address(GMimeMessage* mime, GMimeAddressType type, Address const& address) {
    Owned<InternetAddress> const mailbox(internet_address_mailbox_new(
        address.name.empty() ? nullptr : one_line(address.name).c_str(), address.email.c_str()));
    internet_address_set_charset(mailbox.get(), "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(mime, type), mailbox.get());
}

Owned<GMimeObject> text_part(char const* subtype, std::string_view text) {
    auto* const part = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, clean_text(text).c_str());
    auto const best = g_mime_part_get_best_content_encoding(GMIME_PART(part), GMIME_ENCODING_CONSTRAINT_7BIT);
    // Also where nothing asks for it: an own encoding keeps what looks like a line of the transport's ("From ", a dot).
    g_mime_part_set_content_encoding(
        GMIME_PART(part), best == GMIME_CONTENT_ENCODING_BASE64 ? best : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return Owned<GMimeObject>(GMIME_OBJECT(part));
}

Owned<GMimeObject> body_of(Message const& message) {
    auto text = text_part("plain", message.text);
    if (message.html.empty()) return text;
    auto const html = text_part("html", message.html);
    auto* const both = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_add(both, text.get());
    g_mime_multipart_add(both, html.get());
    return Owned<GMimeObject>(GMIME_OBJECT(both));
}

std::string new_message_id(std::string_view domain) {
    std::array<unsigned char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string id;
    for (auto const byte : bytes) id += fmt::format("{:02x}", byte);
    return id + "@" + std::string(domain);
}

std::string written(GMimeMessage* mime) {
    std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> const options(
        g_mime_format_options_new(), &g_mime_format_options_free);
    g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
    Owned<GMimeStream> const stream(g_mime_stream_mem_new());
    if (g_mime_object_write_to_stream(GMIME_OBJECT(mime), options.get(), stream.get()) < 0) throw std::bad_alloc();
    auto const* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return std::string(reinterpret_cast<char const*>(bytes->data), bytes->len);
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
    for (auto const* address : {&message.from, &message.to, &message.reply_to})
        if (!is_address(address->email) && !(address == &message.reply_to && address->email.empty()))
            return refuse(ProblemKind::invalid, "mail_address", "This is not a mail address.");
    if (auto const fine = check_headers(message); !fine) return refuse(fine.error());
    start_gmime();
    Owned<GMimeMessage> const mime(g_mime_message_new(TRUE));
    set_address(mime.get(), GMIME_ADDRESS_TYPE_FROM, message.from);
    set_address(mime.get(), GMIME_ADDRESS_TYPE_TO, message.to);
    if (!message.reply_to.email.empty()) set_address(mime.get(), GMIME_ADDRESS_TYPE_REPLY_TO, message.reply_to);
    g_mime_message_set_subject(mime.get(), one_line(message.subject).c_str(), "utf-8");
    std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> const when(
        g_date_time_new_from_unix_utc(to_ms(date) / 1000), &g_date_time_unref);
    g_mime_message_set_date(mime.get(), when.get());
    g_mime_message_set_message_id(mime.get(), new_message_id(domain_of(message.from.email)).c_str());
    for (auto const& [name, value] : message.headers)
        g_mime_object_set_header(GMIME_OBJECT(mime.get()), name.c_str(), value.c_str(), "utf-8");
    auto const body = body_of(message);
    g_mime_message_set_mime_part(mime.get(), body.get());
    return written(mime.get());
}

}  // namespace broadsheet::mail
