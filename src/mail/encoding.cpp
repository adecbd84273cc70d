#include "mail/encoding.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "mail/domain.h"

namespace broadsheet::mail {
namespace {

constexpr std::size_t width = 76;
constexpr std::size_t longest_word = 900;  // RFC 5322 bears lines of 998

constexpr std::array<bool, 256> literal = [] {
    std::array<bool, 256> out{};
    for (std::size_t c = 32; c < 127; ++c) out[c] = c != '=';
    out['\t'] = true;
    return out;
}();

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    out.pop_back();
    return out;
}

// The next line of the text, taken from it; LF, CRLF and CR end one.
std::string_view take_line(std::string_view& text) {
    auto end = text.find('\n');
    if (auto const lone = text.substr(0, end).find('\r'); lone != std::string_view::npos) end = lone;
    auto const line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    if (text.starts_with("\r\n")) text.remove_prefix(1);
    if (!text.empty()) text.remove_prefix(1);
    return line;
}

char* put_escaped(char* at, unsigned char c) {
    constexpr char const* digits = "0123456789ABCDEF";
    *at++ = '=';
    *at++ = digits[c >> 4];
    *at++ = digits[c & 15];
    return at;
}

// What some transport could take for its own at the beginning of a line.
bool is_delicate(std::string_view rest) { return rest.starts_with("From ") || rest.starts_with("--"); }

char* put_quoted_line(char* at, std::string_view line) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        auto const c = static_cast<unsigned char>(line[i]);
        bool plain = literal[c] && !(i + 1 == line.size() && (c == ' ' || c == '\t'));
        if (column + (plain ? 1 : 3) > width - (i + 1 == line.size() ? 0 : 1)) {
            *at++ = '=';
            *at++ = '\r';
            *at++ = '\n';
            column = 0;
        }
        if (column == 0 && plain && is_delicate(line.substr(i))) plain = false;
        if (plain)
            *at++ = static_cast<char>(c);
        else
            at = put_escaped(at, c);
        column += plain ? 1 : 3;
    }
    *at++ = '\r';
    *at++ = '\n';
    return at;
}

void add_quoted_printable(std::string& out, std::string_view text) {
    while (!text.empty()) {
        auto const line = take_line(text);
        auto const before = out.size();
        out.resize(before + line.size() * 3 + line.size() / 24 * 3 + 8);  // each byte escaped, 25 of them in a line
        out.resize(static_cast<std::size_t>(put_quoted_line(out.data() + before, line) - out.data()));
    }
}

void add_base64(std::string& out, std::string_view text) {
    std::string lines;
    lines.reserve(text.size() + text.size() / 20);
    while (!text.empty()) lines.append(take_line(text)).append("\r\n");
    constexpr std::size_t bytes_in_line = width / 4 * 3;
    for (std::string_view rest = lines; !rest.empty(); rest.remove_prefix(std::min(rest.size(), bytes_in_line)))
        out.append(base64(rest.substr(0, bytes_in_line))).append("\r\n");
}

}  // namespace

std::string_view add_encoded_body(std::string& out, std::string_view text) {
    auto const escaped = std::count_if(text.begin(), text.end(), [](unsigned char c) { return c == '=' || c >= 0x7f; });
    if (static_cast<std::size_t>(escaped) * 6 > text.size()) {  // 1 + 2/6 is what base64 costs
        add_base64(out, text);
        return "base64";
    }
    add_quoted_printable(out, text);
    return "quoted-printable";
}

bool is_plain(std::string_view text) {
    if (!is_ascii(text) || text.find("=?") != std::string_view::npos) return false;
    for (; text.size() > longest_word; text.remove_prefix(text.find(' ') + 1))
        if (text.find(' ') > longest_word) return false;
    return true;
}

void add_encoded_words(std::string& out, std::string_view text, std::size_t column) {
    constexpr std::string_view begin = "=?UTF-8?B?", end = "?=";
    do {
        auto const room = width > column + begin.size() + end.size() ? width - column - begin.size() - end.size() : 0;
        auto const part = cut_at_code_point(text, std::max<std::size_t>(room / 4 * 3, 6));
        out.append(begin).append(base64(part)).append(end);
        text.remove_prefix(part.size());
        if (!text.empty()) out += "\r\n ";
        column = 1;
    } while (!text.empty());
}

void add_unstructured(std::string& out, std::string_view text, std::size_t column) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (!is_plain(text)) return add_encoded_words(out, text, column);
    while (!text.empty()) {  // a word with the spaces before it
        auto const word = std::min(text.find_first_not_of(' '), text.size());
        auto const size = std::min(text.find(' ', word), text.size());
        if (word > 0 && column + size > width) {
            out += "\r\n";
            column = 0;
        }
        out += text.substr(0, size);
        column += size;
        text.remove_prefix(size);
    }
}

}  // namespace broadsheet::mail
