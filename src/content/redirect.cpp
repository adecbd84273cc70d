#include "content/redirect.h"

#include <fmt/format.h>

#include "base/url.h"
#include "base/utf8.h"
#include "http/message.h"

namespace broadsheet::content {
namespace {

constexpr std::size_t longest = 2000;  // bytes

// The path of an address on this site; the text itself for every other.
std::string_view without_site(std::string_view written, std::string_view site_url) {
    if (written.starts_with(site_url)) {
        auto const rest = written.substr(site_url.size());
        if (rest.empty()) return "/";
        if (rest[0] == '/') return rest;
    }
    return written;
}

bool is_path(std::string_view text) { return text.starts_with('/') && !text.starts_with("//"); }

auto refuse_field(char const* field, char const* code, std::string message) {
    return refuse(ProblemKind::invalid, code, std::move(message), field);
}

}  // namespace

std::optional<std::string> redirect_key(std::string_view path) {
    if (!is_path(path) || path.size() > longest) return std::nullopt;
    auto key = http::percent_decode(path);
    if (!is_clean_text(key) || key.find_first_of("\r\n\t") != std::string::npos) return std::nullopt;
    while (key.size() > 1 && key.back() == '/') key.pop_back();
    return key;
}

Result<void> set_from(Redirect& redirect, std::string_view written, std::string_view site_url) {
    auto const path = without_site(written, site_url);
    if (path.find_first_of("?#") != std::string_view::npos)
        return refuse_field("from", "redirect_from", "Please give the path alone, without ? and #.");
    auto const key = redirect_key(path);
    if (!key) return refuse_field("from", "redirect_from", "This must be a path on this site, such as /old/address/.");
    for (std::string_view const own : {"/", "/desk", "/assets", "/ghost/api"})
        if (*key == own || (own != "/" && key->starts_with(std::string(own) + "/")))
            return refuse_field("from", "redirect_reserved", "This address belongs to Broadsheet itself.");
    redirect.from = *key;
    return {};
}

Result<void> set_to(Redirect& redirect, std::string_view written, std::string_view site_url) {
    auto const url = written.size() > longest ? std::nullopt : Url::parse_link(without_site(written, site_url));
    if (!url || !(url->is_web() || is_path(url->text())))
        return refuse_field("to", "redirect_to",
                            "This must be a path such as /new/address/ or an address with https://.");
    redirect.to = url->text();
    redirect.target_path.clear();
    if (!is_path(url->text())) return {};
    auto const key = redirect_key(url->text().substr(0, url->text().find_first_of("?#")));
    if (!key) return refuse_field("to", "redirect_to", "This path cannot be an address.");
    redirect.target_path = *key;
    return {};
}

std::string redirect_location(std::string_view to, std::string_view query) {
    if (query.empty()) return std::string(to);
    auto const hash = std::min(to.find('#'), to.size());
    auto const before = to.substr(0, hash);
    char const* const joint = before.find('?') == std::string_view::npos ? "?" : before.ends_with('?') ? "" : "&";
    return fmt::format("{}{}{}{}", before, joint, query, to.substr(hash));
}

Result<void> redirect_rule(Redirect const& redirect, RedirectNeighbours const& neighbours) {
    if (!redirect.gone && redirect.target_path == redirect.from)
        return refuse_field("to", "redirect_loop", "This address would lead to itself.");
    if (!redirect.gone && neighbours.onward)
        return refuse_field(
            "to", "redirect_chain",
            neighbours.onward->empty()
                ? "The target is itself marked as gone."
                : fmt::format("The target itself redirects to {}; please give that.", *neighbours.onward));
    if (neighbours.inward > 0)
        return refuse_field("from", "redirect_chain",
                            neighbours.inward == 1
                                ? "Another redirect leads to this address; please change that one first."
                                : fmt::format("{} other redirects lead to this address; please change those first.",
                                              neighbours.inward));
    return {};
}

}  // namespace broadsheet::content
