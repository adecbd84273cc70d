#include "mail/address.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/collation.h"
#include "base/url.h"
#include "base/utf8.h"
#include "mail/message.h"

namespace broadsheet::mail {
namespace {

// Where most people have their mail, in the countries of our readers.
constexpr std::array<std::string_view, 44> common{
    "gmail.com",    "googlemail.com", "yahoo.com",  "yahoo.co.uk",    "hotmail.com",  "outlook.com", "live.com",
    "msn.com",      "icloud.com",     "me.com",     "aol.com",        "proton.me",    "pm.me",       "protonmail.com",
    "fastmail.com", "ukr.net",        "i.ua",       "meta.ua",        "gmx.de",       "gmx.net",     "gmx.at",
    "web.de",       "t-online.de",    "freenet.de", "wp.pl",          "o2.pl",        "onet.pl",     "interia.pl",
    "seznam.cz",    "orange.fr",      "free.fr",    "laposte.net",    "libero.it",    "hotmail.fr",  "hotmail.co.uk",
    "outlook.de",   "yahoo.fr",       "yahoo.de",   "btinternet.com", "tutanota.com", "mail.com",    "ymail.com",
    "gmx.com",      "email.ua"};

// Endings that nobody has, and what they were to be.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> slips{{{".con", ".com"},
                                                                              {".cmo", ".com"},
                                                                              {".ocm", ".com"},
                                                                              {".comm", ".com"},
                                                                              {".vom", ".com"},
                                                                              {".xom", ".com"},
                                                                              {".ogr", ".org"},
                                                                              {".nte", ".net"},
                                                                              {".nett", ".net"}}};

// How many letters were dropped, added, exchanged or swapped with their neighbour (optimal string alignment).
std::size_t slips_between(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                rows[i][j] = i + j;
                continue;
            }
            rows[i][j] =
                std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    return rows[a.size()][b.size()];
}

std::string meant_domain(std::string_view domain) {
    if (domain.size() < 5 || domain.size() > 30 || std::ranges::find(common, domain) != common.end()) return {};
    for (auto const known : common) {
        // Of short names one letter apart, each may be somebody's own.
        if (known.size() < 6) continue;
        std::size_t const most = known.size() >= 10 ? 2 : 1;
        auto const longer = std::max(domain.size(), known.size()), shorter = std::min(domain.size(), known.size());
        if (longer - shorter <= most && slips_between(domain, known) <= most) return std::string(known);
    }
    for (auto const& [wrong, right] : slips)
        if (domain.ends_with(wrong)) return std::string(domain.substr(0, domain.size() - wrong.size())) += right;
    return {};
}

std::string_view stripped(std::string_view text) {
    constexpr std::string_view around = " \t\r\n<>\"',;";
    for (;;) {
        auto const before = text.size();
        while (!text.empty() && around.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
        while (!text.empty() && (around.find(text.back()) != std::string_view::npos || text.back() == '.'))
            text.remove_suffix(1);
        for (std::string_view const strange : {"\xc2\xa0", "\xe2\x80\x8b", "\xef\xbb\xbf"}) {  // no-break, zero width
            if (text.starts_with(strange)) text.remove_prefix(strange.size());
            if (text.ends_with(strange)) text.remove_suffix(strange.size());
        }
        if (text.starts_with("mailto:")) text.remove_prefix(7);
        if (text.size() == before) return text;
    }
}

// In ASCII; empty if it cannot be one.
std::string ascii_domain(std::string_view domain) {
    auto const url = Url::parse_link("https://" + std::string(domain) + "/");
    return url ? std::string(url->host()) : std::string();
}

auto no(char const* code, char const* message) { return refuse(ProblemKind::invalid, code, message, "email"); }

bool is_whole_domain(std::string_view ascii) {
    auto const dot = ascii.rfind('.');
    if (dot == std::string_view::npos || ascii.starts_with('[')) return false;
    auto const last = ascii.substr(dot + 1);
    bool const numbers = std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
    return last.size() >= 2 && !numbers && ascii.find_first_of("_:") == std::string_view::npos;
}

}  // namespace

Result<TypedAddress> read_address(std::string_view typed, LookAlikes look_alikes) {
    auto const text = stripped(typed);
    if (text.empty()) return no("email_missing", "Please give your mail address.");
    if (!is_clean_text(text)) return no("email_name", "This is not a mail address.");
    auto const at = text.rfind('@');
    if (at == std::string_view::npos || at == 0) return no("email_at", "A mail address looks like name@example.org.");
    if (text.find_first_of(" \t\r\n") != std::string_view::npos)
        return no("email_space", "There are no spaces in a mail address.");
    auto const name = text.substr(0, at), domain = text.substr(at + 1);
    if (domain.empty()) return no("email_domain", "The part after the @ is missing, such as example.org.");
    auto const ascii = ascii_domain(domain);
    if (!is_whole_domain(ascii))
        return no("email_domain", "The part after the @ is not whole; it ends like example.org.");
    if (name.size() > 64 || text.size() > 254) return no("email_long", "This is too long for a mail address.");
    TypedAddress out;
    bool const foreign = std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    out.email = std::string(name) + "@" + (foreign ? fold_case(domain) : ascii);
    if (!mail::is_address(out.email)) return no("email_name", "The part before the @ cannot stand in a mail address.");
    out.folded = fold_case(name) + "@" + ascii;
    if (look_alikes == LookAlikes::ignored) return out;
    if (auto const meant = meant_domain(ascii); !meant.empty()) out.suggestion = std::string(name) + "@" + meant;
    return out;
}

std::string fold_address(std::string_view email) {
    auto const at = email.rfind('@');
    if (at == std::string_view::npos) return fold_case(email);
    auto ascii = ascii_domain(email.substr(at + 1));
    return fold_case(email.substr(0, at)) + "@" + (ascii.empty() ? fold_case(email.substr(at + 1)) : ascii);
}

}  // namespace broadsheet::mail
