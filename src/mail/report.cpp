#include "mail/report.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/utf8.h"
#include "mail/fields.h"
#include "mail/gmime.h"
#include "mail/message.h"
#include "mail/status.h"
#include "mail/wire.h"

namespace broadsheet::mail {
namespace {

constexpr std::size_t most_recipients = 500;
constexpr std::size_t longest_part = 256 * 1024;  // of what is read of each

// The parts of a report, as text.
struct Parts {
    Fields head;           // of the report itself
    std::string status;    // message/delivery-status
    std::string feedback;  // message/feedback-report
    std::string text;      // for people
    bool from_html = false;
    Fields returned;  // the head of the mail that it is about
};

std::string content_of(GMimePart* part) {
    auto* const content = g_mime_part_get_content(part);
    if (!content) return {};
    Owned<GMimeStream> const stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    auto const* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    if (!bytes || bytes->len == 0) return {};
    return std::string(reinterpret_cast<char const*>(bytes->data), std::min<std::size_t>(bytes->len, longest_part));
}

Fields head_of(GMimeObject* object) {
    Fields out;
    auto* const list = g_mime_object_get_header_list(object);
    int const count = std::min(g_mime_header_list_get_count(list), 1000);
    for (int i = 0; i < count; ++i) {
        auto* const header = g_mime_header_list_get_header_at(list, i);
        auto const* const value = g_mime_header_get_value(header);
        out.emplace_back(lower_ascii(g_mime_header_get_name(header)), value ? trimmed(value) : std::string_view{});
    }
    return out;
}

// Enough to find codes and addresses in it.
std::string text_of_html(std::string_view html) {
    std::string out;
    for (bool inside = false; char const c : html) {
        if (c == '<') out += '\n';
        if (c == '<' || c == '>') {
            inside = c == '<';
            continue;
        }
        if (!inside) out += c;
    }
    for (auto const& [name, sign] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}})
        for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at)) out.replace(at, 4, sign);
    return out;
}

void read_text(GMimeObject* part, bool html, Parts& out) {
    if (!GMIME_IS_TEXT_PART(part) || (!out.text.empty() && (html || !out.from_html))) return;
    OwnedText const text(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
    auto const words = clean_text(std::string_view(text ? text.get() : "").substr(0, longest_part));
    out.text = html ? text_of_html(words) : words;
    out.from_html = html;
}

void read_part(GMimeObject*, GMimeObject* part, gpointer into) {
    auto& out = *static_cast<Parts*>(into);
    if (GMIME_IS_MESSAGE_PART(part)) {
        auto* const message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        if (message && out.returned.empty()) out.returned = head_of(GMIME_OBJECT(message));
        return;
    }
    auto* const type = g_mime_object_get_content_type(part);
    auto const is = [&](char const* kind, char const* name) {
        return g_mime_content_type_is_type(type, kind, name) != 0;
    };
    if (is("text", "plain")) return read_text(part, false, out);
    if (is("text", "html")) return read_text(part, true, out);
    if (!GMIME_IS_PART(part)) return;
    bool const status = is("message", "delivery-status") || is("message", "global-delivery-status");
    bool const head = is("text", "rfc822-headers") || is("message", "rfc822-headers") ||
                      is("message", "global-headers") || is("message", "rfc822") || is("message", "global");
    if (status && out.status.empty()) out.status = content_of(GMIME_PART(part));
    if (is("message", "feedback-report") && out.feedback.empty()) out.feedback = content_of(GMIME_PART(part));
    if (head && out.returned.empty())
        if (auto groups = read_field_groups(content_of(GMIME_PART(part)), 1); !groups.empty())
            out.returned = std::move(groups.front());
}

std::optional<Parts> read_parts(std::string_view mime) {
    start_gmime();
    Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(mime.data(), mime.size()));
    Owned<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    Owned<GMimeMessage> const message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return std::nullopt;
    Parts out;
    out.head = head_of(GMIME_OBJECT(message.get()));
    g_mime_message_foreach(message.get(), read_part, &out);
    return out;
}

// The one address in "Maria <maria@example.org>" or "maria@example.org"; empty if there is none.
std::string address_in(std::string_view text) {
    text = trimmed(text);
    if (auto const open = text.rfind('<'); open != std::string_view::npos) {
        text.remove_prefix(open + 1);
        text = trimmed(text.substr(0, text.find('>')));
    }
    return is_address(text) ? std::string(text) : std::string{};
}

// "rfc822;maria@example.org", "utf-8;\x{43E}@example.org" (RFC 6533, 3).
std::string typed_address(std::string_view value) {
    auto const type = value.find(';');
    if (type != std::string_view::npos) value.remove_prefix(type + 1);
    std::string out;
    while (!value.empty()) {
        unsigned code = 0;
        auto const* const end = value.data() + value.size();
        auto const read = value.starts_with("\\x{") ? std::from_chars(value.data() + 3, end, code, 16)
                                                    : std::from_chars_result{value.data(), std::errc::invalid_argument};
        if (read.ec == std::errc{} && read.ptr != end && *read.ptr == '}' && code > 0x20 && code < 0x110000) {
            char letter[6];
            out.append(letter, static_cast<std::size_t>(g_unichar_to_utf8(code, letter)));
            value.remove_prefix(static_cast<std::size_t>(read.ptr - value.data()) + 1);
        } else {
            out += value.front();
            value.remove_prefix(1);
        }
    }
    return address_in(out);
}

std::string id_in(std::string_view value) {
    auto const open = value.find('<');
    if (open != std::string_view::npos) value = value.substr(open + 1, value.find('>', open) - open - 1);
    return printable_line(trimmed(value));
}

void add_addresses(std::string_view list, std::vector<std::string>& out) {
    while (!list.empty() && out.size() < 20) {
        auto const end = list.find(',');
        auto const address = address_in(list.substr(0, end));
        if (!address.empty() && std::find(out.begin(), out.end(), address) == out.end()) out.push_back(address);
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    }
}

// What all reports in one mail have in common.
Report common_of(Parts const& parts) {
    Report out;
    out.message_id = id_in(field_of(parts.returned, "message-id"));
    out.mail = printable_line(field_of(parts.returned, "x-broadsheet-mail"));
    for (auto const* name : {"delivered-to", "x-original-to", "to"})
        for (auto const& [field, value] : parts.head)
            if (field == name) add_addresses(value, out.delivered_to);
    return out;
}

ReportKind kind_of(std::string_view action, std::string_view status, int smtp_code) {
    if (action == "delayed") return ReportKind::delayed;
    if (action != "failed" && !action.empty()) return ReportKind::other;
    if (status.starts_with('2')) return ReportKind::other;
    if (status.empty() && smtp_code == 0 && action.empty()) return ReportKind::other;
    return is_permanent(status, smtp_code) ? ReportKind::hard : ReportKind::soft;
}

std::vector<Report> read_delivery_status(Parts const& parts) {
    std::vector<Report> out;
    auto const common = common_of(parts);
    for (auto const& group : read_field_groups(parts.status, most_recipients)) {
        auto const original = field_of(group, "original-recipient"), last = field_of(group, "final-recipient");
        if (original.empty() && last.empty()) continue;
        auto report = common;
        report.recipient = typed_address(original);
        if (report.recipient.empty()) report.recipient = typed_address(last);
        auto diagnostic = field_of(group, "diagnostic-code");
        if (auto const type = diagnostic.find(';'); type != std::string_view::npos && type < 20)
            diagnostic.remove_prefix(type + 1);
        report.diagnostic = printable_line(diagnostic);
        report.status = status_in(field_of(group, "status"));
        auto const said = status_in(diagnostic);
        if (report.status.empty() || (report.status.ends_with(".0.0") && said.starts_with(report.status.front())))
            report.status = said.empty() ? report.status : said;
        report.kind =
            kind_of(lower_ascii(field_of(group, "action").substr(0, 20)), report.status, smtp_code_in(diagnostic));
        out.push_back(std::move(report));
    }
    return out;
}

std::vector<Report> read_complaint(Parts const& parts) {
    auto report = common_of(parts);
    auto const groups = read_field_groups(parts.feedback, 1);
    auto const fields = groups.empty() ? Fields{} : groups.front();
    auto const type = lower_ascii(field_of(fields, "feedback-type").substr(0, 40));
    bool const complains = type != "not-spam" && type != "auth-failure" && type != "dmarc" && !type.empty();
    report.kind = complains ? ReportKind::complaint : ReportKind::other;
    for (auto const& place :
         {field_of(fields, "original-rcpt-to"), field_of(fields, "removal-recipient"), field_of(parts.returned, "to")})
        if (report.recipient.empty()) report.recipient = typed_address(place);
    report.diagnostic = printable_line("feedback: " + type);
    return {std::move(report)};
}

// What stands behind the name at the beginning of a line: heads that are copied into the text.
std::string line_in(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto const line = trimmed(text.substr(0, end));
        if (line.size() > name.size() && line[name.size()] == ':' && lower_ascii(line.substr(0, name.size())) == name)
            return std::string(trimmed(line.substr(name.size() + 1)));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return {};
}

// The first address of the text that stands in <> or alone in its line.
std::string recipient_in(std::string_view text) {
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with(':')) line.remove_suffix(1);
        if (line.find('@') == std::string_view::npos || line.size() > 2000) continue;
        auto const open = line.find('<');
        if (auto const address =
                address_in(open == std::string_view::npos ? line : line.substr(open, line.find('>', open) - open + 1));
            !address.empty())
            return address;
    }
    return {};
}

// The line that has the code in it.
std::string_view line_with(std::string_view text, std::string_view code) {
    auto const at = text.find(code);
    if (at == std::string_view::npos) return {};
    auto const begin = text.rfind('\n', at) + 1;  // npos + 1 is 0
    return text.substr(begin, text.find('\n', at) - begin);
}

// Reports without a machine's part: the sender tells that it is one, and the text says why (qmail, Exchange, Exim).
std::vector<Report> read_plain_bounce(Parts const& parts) {
    auto const from = lower_ascii(address_in(field_of(parts.head, "from")));
    auto const named = lower_ascii(field_of(parts.head, "from").substr(0, 200));
    bool const daemon = named.find("mailer-daemon") != std::string::npos || from.starts_with("postmaster@") ||
                        !field_of(parts.head, "x-failed-recipients").empty();
    bool const empty_sender = field_of(parts.head, "return-path") == "<>";
    bool const answers = lower_ascii(field_of(parts.head, "auto-submitted").substr(0, 20)).starts_with("auto-replied");
    if (!daemon && (!empty_sender || answers)) return {};
    auto report = common_of(parts);
    std::string_view const text = parts.text;
    report.status = status_in(text);
    int const code = daemon ? smtp_code_in(text) : 0;
    if ((report.status.empty() && code == 0) || report.status.starts_with('2')) return {};
    auto const subject = lower_ascii(field_of(parts.head, "subject").substr(0, 200));
    bool const waits = subject.find("delayed") != std::string::npos || subject.find("warning") != std::string::npos;
    report.kind = kind_of(waits ? "delayed" : "failed", report.status, code);
    report.diagnostic = printable_line(line_with(text, report.status.empty() ? std::to_string(code) : report.status));
    if (report.message_id.empty()) report.message_id = id_in(line_in(text, "message-id"));
    if (report.mail.empty()) report.mail = printable_line(line_in(text, "x-broadsheet-mail"));
    std::vector<std::string> recipients;
    add_addresses(field_of(parts.head, "x-failed-recipients"), recipients);
    if (recipients.empty()) recipients.push_back(recipient_in(text));
    std::vector<Report> out;
    for (auto& recipient : recipients) {
        out.push_back(report);
        out.back().recipient = std::move(recipient);
    }
    return out;
}

}  // namespace

std::vector<Report> read_reports(std::string_view mime) {
    auto const parts = read_parts(mime);
    if (!parts) return {};
    if (!parts->feedback.empty()) return read_complaint(*parts);
    if (auto reports = read_delivery_status(*parts); !reports.empty()) return reports;
    return read_plain_bounce(*parts);
}

}  // namespace broadsheet::mail
