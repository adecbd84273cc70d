#include "http/guarded_client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>

#include "base/url.h"
#include "http/public_address.h"

namespace broadsheet::http {
namespace {

constexpr int most_redirects = 5;
constexpr std::size_t most_header_bytes = 128 * 1024;
using Steady = std::chrono::steady_clock;

struct Hop {
    Fetch const& request;
    bool trusted = false;
    bool refused_address = false;
    bool too_large = false;
    std::size_t header_bytes = 0;
    std::string body;
};

// Called with the address that DNS gave, just before connecting: what is checked is what is used.
curl_socket_t open_socket(void* user, curlsocktype purpose, curl_sockaddr* address) {
    auto& hop = *static_cast<Hop*>(user);
    if (purpose != CURLSOCKTYPE_IPCXN || (!hop.trusted && !is_public_address(address->addr))) {
        hop.refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Bodies come unpacked, so what is counted is what is kept.
std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* user) {
    auto& hop = *static_cast<Hop*>(user);
    auto const room = hop.request.most_bytes - hop.body.size();
    hop.body.append(bytes, std::min(size, room));
    if (size <= room) return size;
    hop.too_large = true;
    return 0;
}

std::size_t take_header(char*, std::size_t, std::size_t size, void* user) {
    auto& hop = *static_cast<Hop*>(user);
    hop.header_bytes += size;
    if (hop.header_bytes <= most_header_bytes) return size;
    hop.too_large = true;
    return 0;
}

struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Free>;
using Fields = std::unique_ptr<curl_slist, Free>;

Fields header_fields(Fetch const& request) {
    Fields list;
    for (auto const& [name, value] : request.headers) {
        auto* const longer = curl_slist_append(list.get(), (name + ": " + value).c_str());
        if (!longer) throw std::bad_alloc();
        list.release();
        list.reset(longer);
    }
    return list;
}

void set_guards(CURL* handle, Hop& hop, long milliseconds) {
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &hop);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &hop);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &hop);
}

std::unexpected<Problem> timed_out(Fetch const& request) {
    return refuse(ProblemKind::invalid, "fetch_timeout",
                  fmt::format("The page did not answer within {} seconds.", (request.time.count() + 999) / 1000),
                  "url");
}

std::unexpected<Problem> too_large(Fetch const& request) {
    return refuse(ProblemKind::invalid, "fetch_too_large",
                  fmt::format("What stands at this address is larger than {} MB.", request.most_bytes / 1'000'000),
                  "url");
}

std::unexpected<Problem> failed(CURLcode code) {
    char const* what = "The page could not be reached.";
    if (code == CURLE_COULDNT_RESOLVE_HOST) what = "There is no such host.";
    if (code == CURLE_COULDNT_CONNECT) what = "The host does not take connections.";
    if (code == CURLE_PEER_FAILED_VERIFICATION) what = "The host's certificate is not valid.";
    return refuse(ProblemKind::invalid, "fetch_failed", what, "url");
}

struct HopAnswer {
    Fetched fetched;
    std::string next;  // where it redirects to; empty: nowhere
};

Result<HopAnswer> take_hop(Fetch const& request, std::string const& url, bool trusted, long milliseconds) {
    Handle const handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    Hop hop{request, trusted, false, false, 0, {}};
    auto const fields = header_fields(request);
    set_guards(handle.get(), hop, milliseconds);
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, fields.get());
    curl_easy_setopt(handle.get(), CURLOPT_USERAGENT, "Mozilla/5.0 (compatible; Broadsheet)");
    curl_easy_setopt(handle.get(), CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
    if (!request.body.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    }
    auto const code = curl_easy_perform(handle.get());
    if (hop.refused_address)
        return refuse(ProblemKind::invalid, "fetch_private", "This address leads into a private network.", "url");
    bool const cut = hop.too_large && request.too_long == Fetch::TooLong::cut && !hop.body.empty();
    if (hop.too_large && !cut) return too_large(request);
    if (code == CURLE_OPERATION_TIMEDOUT) return timed_out(request);
    if (code != CURLE_OK && !cut) return failed(code);
    HopAnswer answer;
    long status = 0;
    char* text = nullptr;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.fetched.status = static_cast<int>(status);
    if (curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &text) == CURLE_OK && text)
        answer.fetched.content_type = text;
    if (status >= 300 && status < 400 && request.body.empty() &&
        curl_easy_getinfo(handle.get(), CURLINFO_REDIRECT_URL, &text) == CURLE_OK && text)
        answer.next = text;
    answer.fetched.body = std::move(hop.body);
    return answer;
}

std::string host_and_port(std::string_view url) {
    auto const parsed = boost::urls::parse_uri(url);
    if (!parsed) return {};
    auto const port = parsed->has_port() ? std::string(parsed->port()) : parsed->scheme() == "https" ? "443" : "80";
    return std::string(parsed->encoded_host()) + ":" + port;
}

}  // namespace

GuardedClient::GuardedClient(std::vector<std::string> trusted) : trusted_(std::move(trusted)) {
    static auto const initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised != CURLE_OK) throw std::runtime_error("libcurl could not be initialised");
    for (auto const& entry : trusted_) {
        auto const colon = entry.rfind(':');
        if (colon == 0 || colon == std::string::npos || colon + 1 == entry.size() ||
            entry.find_first_not_of("0123456789", colon + 1) != std::string::npos)
            throw std::invalid_argument("not a host with its port: " + entry);
    }
}

bool GuardedClient::trusts(std::string_view url) const {
    return std::find(trusted_.begin(), trusted_.end(), host_and_port(url)) != trusted_.end();
}

GuardedClient::Turn GuardedClient::turn() const {
    Turn taken(&waiting_);
    if (++waiting_ > most_turns) return nullptr;
    return taken;
}

Result<Fetched> GuardedClient::fetch(Fetch const& request) const {
    auto const end = Steady::now() + request.time;
    auto address = request.url;
    for (int hops = 0; hops <= most_redirects; ++hops) {
        auto const url = Url::parse_link(address);
        if (!url || !url->is_web())
            return refuse(ProblemKind::invalid, "fetch_address", "This must be an address that begins with https://.",
                          "url");
        auto const left = std::chrono::duration_cast<Millis>(end - Steady::now()).count();
        if (left <= 0) return timed_out(request);
        auto answer = take_hop(request, url->text(), trusts(url->text()), static_cast<long>(left));
        if (!answer) return refuse(answer.error());
        if (answer->next.empty()) {
            answer->fetched.url = url->text();
            return std::move(answer->fetched);
        }
        address = answer->next;
    }
    return refuse(ProblemKind::invalid, "fetch_redirects", "This address redirects too often.", "url");
}

}  // namespace broadsheet::http
