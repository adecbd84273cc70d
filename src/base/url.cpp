#include "base/url.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/utf8.h"

namespace broadsheet {
namespace {

constexpr std::size_t max_url = 4096;

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n\f");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n\f") - first + 1);
}

bool stands_for_itself(char c) {
    return is_alpha(c) || is_digit(c) || std::string_view("-._~!$&()*+,;=:@/?#[]'").find(c) != std::string_view::npos;
}

// Percent-encodes what may not stand in a URL; keeps what is encoded already, with capital digits.
std::string encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    bool fragment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        bool const again = c == '#' && std::exchange(fragment, fragment || c == '#');
        if (c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
            out += {'%', upper(text[i + 1]), upper(text[i + 2])};
            i += 2;
        } else if (stands_for_itself(c) && !again) {
            out += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

struct CloseIdna {
    void operator()(UIDNA* idna) const { uidna_close(idna); }
};

std::optional<std::string> ascii_host(std::string_view host) {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<UIDNA, CloseIdna> const idna(
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &error));
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    char out[256];
    auto const size = uidna_nameToASCII_UTF8(idna.get(), host.data(), static_cast<std::int32_t>(host.size()), out,
                                             sizeof out, &info, &error);
    if (U_FAILURE(error) || info.errors != 0) return std::nullopt;
    return std::string(out, static_cast<std::size_t>(size));
}

bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253 || host.front() == '.' || host.find("..") != std::string_view::npos)
        return false;
    return std::ranges::all_of(host,
                               [](char c) { return (is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_'); });
}

std::optional<std::string> normal_host(std::string_view host) {
    if (host.starts_with('[')) {
        bool const fits = host.size() > 3 && host.size() < 48 && host.ends_with(']') &&
                          std::ranges::all_of(host.substr(1, host.size() - 2),
                                              [](char c) { return is_hex(c) || c == ':' || c == '.'; }) &&
                          host.find(':') != std::string_view::npos;
        if (!fits) return std::nullopt;
    }
    std::string out(host);
    std::ranges::transform(out, out.begin(), lower);
    if (out.starts_with('[')) return out;
    bool const foreign = std::ranges::any_of(out, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (foreign || out.starts_with("xn--") || out.find(".xn--") != std::string::npos) {
        auto ascii = ascii_host(out);
        if (!ascii) return std::nullopt;
        out = std::move(*ascii);
    }
    if (!is_host_name(out)) return std::nullopt;
    return out;
}

// ":port" as it should be written, or nothing if it is none.
std::optional<std::string> normal_port(std::string_view port, std::string_view scheme) {
    if (port.empty()) return "";
    unsigned number = 0;
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size() || number == 0 || number > 65535) return std::nullopt;
    if ((scheme == "http" && number == 80) || (scheme == "https" && number == 443)) return "";
    return ":" + std::to_string(number);
}

// `rest` is what follows "http://".
std::optional<std::string> web_link(std::string_view scheme, std::string_view rest) {
    auto const authority = rest.substr(0, rest.find_first_of("/?#"));
    auto tail = encoded(rest.substr(authority.size()));
    auto const colon = authority.starts_with('[') ? authority.find(':', authority.find(']')) : authority.find(':');
    auto const host = normal_host(authority.substr(0, colon));
    auto const port = normal_port(colon == std::string_view::npos ? "" : authority.substr(colon + 1), scheme);
    if (!host || !port) return std::nullopt;
    if (!tail.starts_with('/')) tail.insert(0, 1, '/');
    return std::string(scheme) + "://" + *host + *port + tail;
}

std::optional<std::string> mail_link(std::string_view rest) {
    auto const to = encoded(rest);
    auto const at = to.substr(0, to.find('?')).find('@');
    // Line ends would let a link write headers of its own.
    bool const forges = to.find("%0A") != std::string::npos || to.find("%0D") != std::string::npos;
    if (at == std::string::npos || at == 0 || forges) return std::nullopt;
    return "mailto:" + to;
}

std::optional<std::string> phone_link(std::string_view rest) {
    std::string out;
    for (char const c : rest) {
        if (c == ' ') continue;
        if (!is_digit(c) && std::string_view("+-.()*#;=").find(c) == std::string_view::npos) return std::nullopt;
        out += c;
    }
    if (std::ranges::none_of(out, is_digit)) return std::nullopt;
    return "tel:" + out;
}

std::optional<std::string> normalised(std::string_view text) {
    if (text.starts_with('#')) return encoded(text);
    if (text.starts_with("//")) return web_link("https", text.substr(2));
    if (text.starts_with("/\\")) return std::nullopt;  // browsers read it as "//"
    if (text.starts_with('/')) return encoded(text);
    auto const colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string scheme(text.substr(0, colon));
    std::ranges::transform(scheme, scheme.begin(), lower);
    auto const rest = text.substr(colon + 1);
    if (scheme == "mailto") return mail_link(rest);
    if (scheme == "tel") return phone_link(rest);
    if ((scheme == "http" || scheme == "https") && rest.starts_with("//")) return web_link(scheme, rest.substr(2));
    return std::nullopt;
}

}  // namespace

std::optional<Url> Url::parse_link(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text.size() > max_url || !is_clean_text(text)) return std::nullopt;
    if (text.find_first_of("\t\r\n") != std::string_view::npos)
        return std::nullopt;  // browsers skip them: "java\nscript:"
    auto normal = normalised(text);
    if (!normal || normal->size() > max_url) return std::nullopt;
    return Url(std::move(*normal));
}

bool Url::is_web() const { return text_.starts_with("http://") || text_.starts_with("https://"); }

std::string_view Url::host() const {
    if (!is_web()) return {};
    auto const from = text_.find("//") + 2;
    auto const authority = std::string_view(text_).substr(from, text_.find('/', from) - from);
    auto const colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
    return authority.substr(0, colon);
}

}  // namespace broadsheet
