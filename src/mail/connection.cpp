#include "mail/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "mail/domain.h"
#include "mail/message.h"
#include "mail/transport.h"

namespace broadsheet::mail {

struct Connection::Reply {
    int code = 0;  // 0: none came
    std::string enhanced;
    std::string text;  // the whole, one line
    bool good(int kind) const { return code / 100 == kind; }
};

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int code_of(std::string_view line) {
    if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, is_digit)) return 0;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return 0;
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
}

// "550 5.1.1 No such user" → "5.1.1" (RFC 2034).
std::string enhanced_in(std::string_view line) {
    if (line.size() < 9) return {};
    auto const word = line.substr(4, line.find(' ', 4) - 4);
    auto const dots = std::count(word.begin(), word.end(), '.');
    bool const shape = word.size() >= 5 && word.size() <= 9 && dots == 2 && word[0] == line[0] && word[1] == '.' &&
                       word[2] != '.' && word.back() != '.' && word.find_first_not_of("0123456789.") == word.npos;
    return shape ? std::string(word) : std::string{};
}

// "250-SIZE 1000" → whether it offers SIZE.
bool offers(std::string_view line, std::string_view keyword) {
    line.remove_prefix(std::min<std::size_t>(4, line.size()));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    auto const word = line.substr(0, line.find(' '));
    return std::equal(word.begin(), word.end(), keyword.begin(), keyword.end(),
                      [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
}

std::string_view head_of(std::string_view mime) {
    auto const end = mime.find("\r\n\r\n");
    return mime.substr(0, end == std::string_view::npos ? mime.find("\n\n") : end);
}

void add_line(std::string& out, std::string_view line) {
    if (line.starts_with('.')) out += '.';  // RFC 5321, 4.5.2
    out += line;
    out += "\r\n";
}

// As it goes over the line: CRLF alone ends lines (a lone CR or LF could be read as one by some server), dots doubled,
// the final dot at the end.
std::string as_data(std::string_view mime) {
    std::string out;
    out.reserve(mime.size() + mime.size() / 50 + 16);
    while (!mime.empty()) {
        auto const end = mime.find('\n');
        auto line = mime.substr(0, end);
        mime.remove_prefix(end == std::string_view::npos ? mime.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        for (auto lone = line.find('\r'); lone != std::string_view::npos; lone = line.find('\r')) {
            add_line(out, line.substr(0, lone));
            line.remove_prefix(lone + 1);
        }
        add_line(out, line);
    }
    return out += ".\r\n";
}

Handover turned_down(Concerns concerns, char const* why) { return {Outcome::refused, concerns, 0, {}, why, false}; }

// What a refusal after the mail is about, as far as its status tells (RFC 3463, 3.2 and 3.3).
Concerns concerns_of(Concerns stage, std::string_view enhanced) {
    auto const subject = enhanced.size() > 2 ? enhanced.substr(2) : std::string_view{};
    if (stage == Concerns::mail && (subject.starts_with("1.") || subject.starts_with("2."))) return Concerns::recipient;
    if (stage == Concerns::recipient && (subject == "1.7" || subject == "1.8")) return Concerns::sender;
    return stage;
}

}  // namespace

Connection::~Connection() {
    if (!wire_.is_open()) return;
    wire_.set_time_limit(Millis(0));
    wire_.write("QUIT\r\n");
}

// curl's "TLS if possible" goes on without where the server offers it and then refuses: not so here.
Connection::Reply Connection::connect() {
    auto const& settings = transport_->settings();
    auto const server = read_server_address(settings.url).value();
    domain_ = domain_to_ascii(domain_of(settings.sender)).value_or("localhost");
    in_transaction_ = false;
    Reply refusal;
    bool offered_tls = server.tls, answered_tls = server.tls, refused_tls = false;
    auto const hear = [&](std::string_view line) {
        auto const code = code_of(line);
        if (code >= 400) refusal = {code, enhanced_in(line), printable_line(line)};
        if (code == 220) offers_utf8_ = offers_pipelining_ = offers_size_ = false;  // a new list follows
        if (offered_tls && !answered_tls && code != 250) {
            answered_tls = true;
            refused_tls = code != 220;
        }
        if (code == 250) {
            offered_tls |= offers(line, "STARTTLS");
            offers_utf8_ |= offers(line, "SMTPUTF8");
            offers_pipelining_ |= offers(line, "PIPELINING");
            offers_size_ |= offers(line, "SIZE");
        }
        return !refused_tls;
    };
    auto const opened = wire_.open({settings.url + (settings.url.ends_with('/') ? "" : "/") + domain_, settings.ca_file,
                                    settings.time_limit, server.password && !server.this_machine, hear});
    if (opened) return {220, {}, {}};
    if (refused_tls) refusal.text = "STARTTLS was offered, then refused: " + refusal.text;
    if (refusal.code == 0) refusal.text = opened.error().message;
    return refusal;
}

Result<void> Connection::greet() {
    auto const said = connect();
    if (!said.good(2)) return refuse(ProblemKind::invalid, "mail_refused", said.text);
    return {};
}

Connection::Reply Connection::reply() {
    Reply out;
    for (int lines = 0; lines < 100; ++lines) {
        auto const line = wire_.read_line();
        auto const code = line ? code_of(*line) : 0;
        if (code == 0) return {};
        if (lines == 0) out.enhanced = enhanced_in(*line);
        out.code = code;
        out.text += (lines == 0 ? "" : " ") + line->substr(std::min<std::size_t>(lines == 0 ? 0 : 4, line->size()));
        if (line->size() < 4 || (*line)[3] == ' ') {
            out.text = printable_line(out.text);
            return out;
        }
    }
    return {};
}

Handover Connection::ended(Outcome outcome, char const* what) {
    wire_.close();
    return {outcome, Concerns::connection, 0, {}, what, true};
}

Handover Connection::answered(Reply const& said, Concerns concerns) {
    bool const closing = said.code == 421;
    if (closing) wire_.close();
    return {said.good(4) ? Outcome::deferred : Outcome::refused,
            closing ? Concerns::connection : concerns_of(concerns, said.enhanced),
            said.code,
            said.enhanced,
            said.text,
            closing};
}

Handover Connection::hand_over(std::string_view mime) {
    auto const data = as_data(mime);
    auto const sent = wire_.write(data);
    if (sent + 1 < data.size()) {  // not even the dot's line is there
        // A server may say why before it hangs up; that it took half a mail is nothing that it can say.
        wire_.set_time_limit(Millis(0));
        auto const said = wire_.has_input() && wire_.is_open() ? reply() : Reply{};
        auto out = said.code >= 400 ? answered(said, Concerns::mail)
                                    : ended(Outcome::not_sent, "The connection ended in the middle of the mail.");
        wire_.close();
        out.closing = true;
        return out;
    }
    auto const said = sent == data.size() ? reply() : Reply{};
    if (!said.good(2) && !said.good(4) && !said.good(5))
        return ended(Outcome::in_doubt, "The connection ended before the server said whether it took the mail.");
    in_transaction_ = false;
    if (!said.good(2)) return answered(said, Concerns::mail);
    return {Outcome::taken, Concerns::mail, said.code, said.enhanced, said.text, false};
}

// `gone_before`: the server had hung up, or was about to, before it heard of this mail.
Handover Connection::converse(std::string const& envelope, std::string_view mime, bool& gone_before) {
    struct Step {
        std::string command;
        Concerns concerns;
        int good;
    };
    auto const end_of_mail = envelope.find('\n') + 1;
    std::vector<Step> steps;
    if (in_transaction_) steps.push_back({"RSET\r\n", Concerns::connection, 2});
    steps.push_back({envelope.substr(0, end_of_mail), Concerns::sender, 2});
    steps.push_back({envelope.substr(end_of_mail), Concerns::recipient, 2});
    steps.push_back({"DATA\r\n", Concerns::mail, 3});
    if (offers_pipelining_)
        for (auto step = steps.begin() + 1; step != steps.end(); ++step)
            steps.front().command += std::exchange(step->command, {});
    in_transaction_ = true;
    std::optional<Handover> problem;
    for (auto const& step : steps) {
        if (!step.command.empty()) wire_.write(step.command);  // what could not be written gets no answer
        auto const said = reply();
        gone_before = &step == &steps.front() && (said.code == 421 || (said.code == 0 && !wire_.is_open()));
        if (said.code == 0) {
            if (problem) {
                wire_.close();
                problem->closing = true;
                return *problem;
            }
            return ended(Outcome::not_sent, "The connection ended before the mail was handed over.");
        }
        if (said.good(step.good)) {
            if (!problem || step.good != 3) continue;
            wire_.write(".\r\n");  // it would take a mail for nobody (RFC 2920, 3.1)
            if (reply().code == 0) wire_.close();
        } else if (!problem) {
            if (step.concerns == Concerns::connection || (!said.good(4) && !said.good(5)))
                return ended(Outcome::not_sent, "The server does not speak SMTP.");
            problem = answered(said, step.concerns);
            if (problem->closing || !offers_pipelining_) return *problem;
        }
    }
    if (problem) return *problem;
    return hand_over(mime);
}

Handover Connection::send(std::string const& envelope_sender, std::string const& recipient, std::string_view mime,
                          Time now) {
    auto const from = is_address(envelope_sender) ? with_ascii_domain(envelope_sender) : std::nullopt;
    auto const to = is_address(recipient) ? with_ascii_domain(recipient) : std::nullopt;
    if (!from) return turned_down(Concerns::sender, "This is not a mail address.");
    if (!to) return turned_down(Concerns::recipient, "This is not a mail address.");
    if (transport_->captures()) {
        transport_->outbox().keep(mime, now);
        return {Outcome::taken, Concerns::mail, 0, {}, "kept in the outbox", false};
    }
    bool const needs_utf8 = !is_ascii(*from) || !is_ascii(*to) || !is_ascii(head_of(mime));
    while (true) {
        if (wire_.is_open() && wire_.has_input()) wire_.close();  // it said goodbye, or went without
        bool const kept = wire_.is_open();
        if (!kept)
            if (auto const said = connect(); !said.good(2))
                return {Outcome::not_sent, Concerns::connection, said.code, said.enhanced, said.text, true};
        if (needs_utf8 && !offers_utf8_)
            return turned_down(is_ascii(*to) ? Concerns::sender : Concerns::recipient,
                               "The mail server takes no addresses with letters like these (SMTPUTF8).");
        wire_.set_time_limit(transport_->settings().time_limit);
        bool gone_before = false;
        auto out = converse(fmt::format("MAIL FROM:<{}>{}{}\r\nRCPT TO:<{}>\r\n", *from,
                                        offers_size_ ? fmt::format(" SIZE={}", mime.size()) : std::string{},
                                        needs_utf8 ? " SMTPUTF8" : "", *to),
                            mime, gone_before);
        if (!gone_before || !kept) return out;
    }
}

}  // namespace broadsheet::mail
