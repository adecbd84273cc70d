#include "http/service_client.h"

#include <curl/curl.h>

#include <new>
#include <stdexcept>

namespace broadsheet::http {
namespace {

constexpr std::size_t most_idle = 8;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Fields = std::unique_ptr<curl_slist, FreeList>;

void add_field(Fields& fields, std::string const& line) {
    auto* const longer = curl_slist_append(fields.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    fields.release();
    fields.reset(longer);
}

struct Taken {
    ServiceAnswer* answer;
    std::size_t most_bytes;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* user) {
    auto& [answer, most_bytes] = *static_cast<Taken*>(user);
    answer->too_large = answer->body.size() + size > most_bytes;
    if (answer->too_large) return 0;
    answer->body.append(bytes, size);
    return size;
}

std::string_view trimmed(std::string_view text) {
    auto const begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

std::size_t take_field(char* bytes, std::size_t, std::size_t size, void* user) {
    auto& answer = *static_cast<Taken*>(user)->answer;
    std::string_view const line(bytes, size);
    if (line.starts_with("HTTP/")) answer.headers.clear();  // an answer of the kind 1xx went before
    auto const colon = line.find(':');
    if (colon != line.npos)
        answer.headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    return size;
}

}  // namespace

ServiceClient::ServiceClient(std::string origin) : origin_(std::move(origin)) {
    static auto const initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised != CURLE_OK) throw std::runtime_error("libcurl could not be initialised");
    while (origin_.ends_with('/')) origin_.pop_back();
}

ServiceClient::~ServiceClient() {
    for (auto* const handle : idle_) curl_easy_cleanup(handle);
}

void* ServiceClient::take() const {
    {
        std::lock_guard const lock(mutex_);
        if (!idle_.empty()) {
            auto* const handle = idle_.back();
            idle_.pop_back();
            return handle;
        }
    }
    auto* const handle = curl_easy_init();
    if (!handle) throw std::bad_alloc();
    return handle;
}

void ServiceClient::give_back(void* handle) const {
    curl_easy_reset(handle);  // keeps the connection
    {
        std::lock_guard const lock(mutex_);
        if (idle_.size() < most_idle) {
            idle_.push_back(handle);
            return;
        }
    }
    curl_easy_cleanup(handle);
}

ServiceAnswer ServiceClient::ask(ServiceRequest const& request) const {
    ServiceAnswer answer;
    Taken taken{&answer, request.most_bytes};
    Fields fields;
    for (auto const& [name, value] : request.headers) add_field(fields, name + ": " + value);
    add_field(fields, "Expect:");
    auto const url = origin_ + request.path;
    auto* const handle = take();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.time.count()));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "Broadsheet");
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields.get());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &taken);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &taken);
    if (request.method == Method::post || !request.body.empty()) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (request.method != Method::post && request.method != Method::get)
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, std::string(method_name(request.method)).c_str());
    auto const code = curl_easy_perform(handle);
    long status = 0;
    if (code == CURLE_OK)
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    else
        answer.failure = curl_easy_strerror(code);
    answer.status = static_cast<int>(status);
    give_back(handle);
    return answer;
}

}  // namespace broadsheet::http
