#include "http/elsewhere.h"

namespace broadsheet::http {
namespace {

std::string_view host_of(std::string_view url) {
    auto const scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find('/'));
}

}  // namespace

bool is_from_elsewhere(Request const& request, std::string_view site_url) {
    if (request.method == Method::get || request.method == Method::head || request.method == Method::options)
        return false;
    if (auto const site = request.header("Sec-Fetch-Site"); !site.empty())
        return site != "same-origin" && site != "none";
    if (!request.headers.has("Origin")) return false;
    auto const host = host_of(request.header("Origin"));
    return host.empty() ||
           (!equal_without_case(host, request.header("Host")) && !equal_without_case(host, host_of(site_url)));
}

}  // namespace broadsheet::http
