#include "mail/mailbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <vector>

#include "mail/domain.h"
#include "mail/fields.h"

namespace broadsheet::mail {
namespace {

constexpr std::size_t largest_whole = 5 * 1024 * 1024;
constexpr std::size_t beginning = 1024 * 1024;
constexpr std::size_t most_messages = 10'000;  // in one go
constexpr std::size_t longest_line = 1024 * 1024;
constexpr std::size_t largest_answer = 4 * 1024 * 1024;  // without the literals

std::optional<std::uint64_t> number_at(std::string_view text) {
    std::uint64_t value = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

// The number behind the word ("UID 7", "RFC822.SIZE 4711") in a line of FETCH.
std::optional<std::uint64_t> number_after(std::string_view line, std::string_view word) {
    for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1))
        if (at > 0 && (line[at - 1] == ' ' || line[at - 1] == '(')) return number_at(line.substr(at + word.size()));
    return std::nullopt;
}

// "{123}" at the end of a line says that so many bytes follow.
std::optional<std::uint64_t> literal_size(std::string_view line) {
    auto const open = line.rfind('{');
    if (!line.ends_with('}') || open == std::string_view::npos) return std::nullopt;
    return number_at(line.substr(open + 1));
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// What the server says to one command.
struct Answer {
    bool good = false;
    std::string text;                // of the last line; empty: the connection ended
    std::vector<std::string> lines;  // "* …", without the literals
    std::string literal;             // the first one
};

class Session {
  public:
    Session(MailboxSettings const& settings) : settings_(settings) {}

    Result<void> open() {
        auto const server = read_server_address(settings_.url).value();
        std::string refusal;
        auto const hear = [&](std::string_view line) {
            if (line.find(" NO ") != line.npos || line.find(" BAD ") != line.npos || line.starts_with("* BYE"))
                refusal = printable_line(line);
            return true;
        };
        // The folder is chosen by us.
        auto const url = settings_.url.substr(0, settings_.url.find('/', settings_.url.find("//") + 2));
        auto const opened = wire_.open({url, settings_.ca_file, settings_.time_limit, !server.this_machine, hear});
        if (opened) return {};
        return refuse(ProblemKind::conflict, "mailbox", refusal.empty() ? opened.error().message : refusal);
    }

    Answer say(std::string const& command) {
        wire_.set_time_limit(settings_.time_limit);
        auto const tag = fmt::format("b{}", ++commands_);
        wire_.write(tag + " " + command + "\r\n");
        Answer out;
        for (std::size_t heard = 0; heard < largest_answer;) {
            auto line = wire_.read_line(longest_line);
            if (!line) return {};
            if (line->size() >= longest_line) line->resize(line->rfind(' ') + 1);  // no half numbers
            heard += line->size() + 2;
            if (line->starts_with(tag + " ")) {
                out.text = printable_line(line->substr(tag.size() + 1));
                out.good = lower_ascii(out.text.substr(0, 3)) == "ok " || lower_ascii(out.text) == "ok";
                return out;
            }
            if (auto const size = literal_size(*line)) {
                bool const bearable = *size <= largest_whole + 64 * 1024 && (out.literal.empty() || *size < 1024);
                auto bytes = bearable ? wire_.read_bytes(*size) : std::nullopt;
                if (!bytes) return {};
                if (out.literal.empty()) out.literal = std::move(*bytes);
            }
            out.lines.push_back(std::move(*line));
        }
        return {};
    }

  private:
    MailboxSettings const& settings_;
    Wire wire_;
    unsigned commands_ = 0;
};

auto refused(Answer const& answer) {
    return refuse(ProblemKind::conflict, "mailbox",
                  answer.text.empty() ? "The connection to the mailbox ended." : answer.text);
}

std::vector<std::uint64_t> unseen_in(Answer const& answer) {
    std::vector<std::uint64_t> out;
    for (std::string_view line : answer.lines) {
        if (lower_ascii(line.substr(0, 9)) != "* search ") continue;
        for (line.remove_prefix(9); !line.empty(); line.remove_prefix(std::min(line.size(), line.find(' ') + 1))) {
            if (auto const uid = number_at(line); uid && *uid > 0 && *uid <= 0xffffffffu) out.push_back(*uid);
            if (line.find(' ') == line.npos) break;
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    if (out.size() > most_messages) out.resize(most_messages);
    return out;
}

std::optional<std::uint64_t> size_in(Answer const& answer, std::uint64_t uid) {
    for (auto const& line : answer.lines)
        if (number_after(line, "UID ") == uid)
            if (auto const size = number_after(line, "RFC822.SIZE ")) return size;
    return std::nullopt;
}

}  // namespace

Mailbox::Mailbox(MailboxSettings settings) : settings_(std::move(settings)) {
    auto const server = read_server_address(settings_.url);
    if (!server || (server->scheme != "imap" && server->scheme != "imaps") || server->host.empty() ||
        !server->password || !is_ascii(server->path) || server->path.find_first_of("\r\n;?%") != server->path.npos)
        throw std::runtime_error("[mail] mailbox must be imap:// or imaps://user:password@host[:port][/FOLDER]");
}

Result<std::size_t> Mailbox::for_each(std::function<bool(std::string_view mime)> const& take) const {
    Session session(settings_);
    if (auto const opened = session.open(); !opened) return refuse(opened.error());
    auto const path = read_server_address(settings_.url).value().path;
    auto const folder = path.size() > 1 ? path.substr(1) : std::string("INBOX");
    if (auto const chosen = session.say("SELECT " + in_quotes(folder)); !chosen.good) return refused(chosen);
    auto const found = session.say("UID SEARCH UNSEEN");
    if (!found.good) return refused(found);
    std::size_t marked = 0;
    for (auto const uid : unseen_in(found)) {
        auto const about = session.say(fmt::format("UID FETCH {} (UID RFC822.SIZE)", uid));
        if (!about.good) return refused(about);
        auto const size = size_in(about, uid);
        if (!size) continue;  // somebody has deleted it meanwhile
        auto const part = *size > largest_whole ? fmt::format("<0.{}>", beginning) : std::string{};
        auto const message = session.say(fmt::format("UID FETCH {} (UID BODY.PEEK[]{})", uid, part));
        if (!message.good) return refused(message);
        if (message.literal.empty() || !take(message.literal)) continue;
        if (auto const stored = session.say(fmt::format("UID STORE {} +FLAGS.SILENT (\\Seen)", uid)); !stored.good)
            return refused(stored);
        ++marked;
    }
    session.say("LOGOUT");
    return marked;
}

}  // namespace broadsheet::mail
