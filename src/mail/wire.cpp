#include "mail/wire.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <stdexcept>

#include "base/utf8.h"

namespace broadsheet::mail {
namespace {

std::size_t hear_line(char* line, std::size_t size, std::size_t count, void* data) {
    auto const& settings = *static_cast<Wire::Settings const*>(data);
    return !settings.hear || settings.hear({line, size * count}) ? size * count : 0;
}

}  // namespace

struct Wire::Handle {
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
};

std::optional<ServerAddress> read_server_address(std::string const& url) {
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> const parsed(curl_url(), &curl_url_cleanup);
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return std::nullopt;
    auto const part = [&](CURLUPart which) {
        char* text = nullptr;
        if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string{};
        std::string copy(text);
        curl_free(text);
        return copy;
    };
    ServerAddress out{part(CURLUPART_SCHEME), part(CURLUPART_HOST), part(CURLUPART_PATH)};
    out.tls = out.scheme == "smtps" || out.scheme == "imaps";
    out.password = !part(CURLUPART_USER).empty();
    out.this_machine = out.host == "localhost" || out.host == "[::1]" || out.host.starts_with("127.");
    return out;
}

std::string printable_line(std::string_view text) {
    auto out = clean_text(text.substr(0, 2000));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    out.erase(0, std::min(out.size(), out.find_first_not_of(' ')));
    while (out.ends_with(' ')) out.pop_back();
    return std::string(cut_at_code_point(out, 500));
}

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            throw std::runtime_error("libcurl could not be initialised");
    });
}

Wire::Wire() = default;
Wire::~Wire() = default;
Wire::Wire(Wire&&) noexcept = default;
Wire& Wire::operator=(Wire&&) noexcept = default;

Result<void> Wire::open(Settings const& settings) {
    close();
    start_curl();
    handle_ = std::make_unique<Handle>();
    auto* const curl = handle_->curl.get();
    if (!curl) throw std::bad_alloc();
    std::array<char, CURL_ERROR_SIZE> error{};
    curl_easy_setopt(curl, CURLOPT_URL, settings.url.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);  // and sign in; the rest is said by us
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps,imap,imaps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.time_limit.count()));
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(settings.must_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &hear_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &settings);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error.data());
    auto const code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, nullptr);
    if (code == CURLE_OK) {
        open_ = true;
        return {};
    }
    handle_.reset();
    return refuse(ProblemKind::conflict, "mail_connection",
                  printable_line(error.front() != '\0' ? error.data() : curl_easy_strerror(code)));
}

void Wire::close() {
    open_ = false;
    handle_.reset();
    input_.clear();
    taken_ = 0;
}

void Wire::set_time_limit(Millis limit) { end_ = std::chrono::steady_clock::now() + limit; }

bool Wire::wait(bool to_write) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(handle_->curl.get(), CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK || socket == CURL_SOCKET_BAD)
        return false;
    auto const left = std::chrono::ceil<Millis>(end_ - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd state{socket, static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
    auto const ready = ::poll(&state, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    return ready >= 0 || errno == EINTR;  // where the time is not over, the caller tries again
}

std::size_t Wire::write(std::string_view bytes) {
    std::size_t done = 0;
    while (is_open() && done < bytes.size()) {
        std::size_t part = 0;
        auto const code = curl_easy_send(handle_->curl.get(), bytes.data() + done, bytes.size() - done, &part);
        if (code == CURLE_OK) done += part;
        if (code == CURLE_AGAIN && wait(true)) continue;
        if (code != CURLE_OK) break;
    }
    return done;
}

// More of the input; false where there is none (yet, if it may not wait).
bool Wire::fill(bool may_wait) {
    if (taken_ > 0) {
        input_.erase(0, taken_);
        taken_ = 0;
    }
    std::array<char, 16 * 1024> part;
    while (is_open()) {
        std::size_t size = 0;
        auto const code = curl_easy_recv(handle_->curl.get(), part.data(), part.size(), &size);
        if (code == CURLE_OK && size > 0) {
            input_.append(part.data(), size);
            return !may_wait || std::chrono::steady_clock::now() < end_;  // also where it never stops
        }
        if (code != CURLE_AGAIN) {
            open_ = false;
            return false;
        }
        if (!may_wait || !wait(false)) return false;
    }
    return false;
}

std::optional<std::string> Wire::read_line(std::size_t longest) {
    std::string line;
    while (true) {
        auto const end = input_.find('\n', taken_);
        auto const part = std::string_view(input_).substr(taken_, end == std::string::npos ? end : end - taken_);
        line += part.substr(0, longest - line.size());
        taken_ += part.size() + (end == std::string::npos ? 0 : 1);
        if (end != std::string::npos) break;
        if (!fill(true)) return std::nullopt;
    }
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::optional<std::string> Wire::read_bytes(std::size_t count) {
    while (input_.size() - taken_ < count)
        if (!fill(true)) return std::nullopt;
    auto out = input_.substr(taken_, count);
    taken_ += count;
    return out;
}

bool Wire::has_input() { return taken_ < input_.size() || fill(false) || !is_open(); }

}  // namespace broadsheet::mail
