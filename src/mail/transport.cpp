#include "mail/transport.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>

#include "base/utf8.h"
#include "mail/message.h"

namespace broadsheet::mail {
namespace {

// One conversation: what is still to be sent, and what the server last said.
struct Conversation {
    std::string_view rest;
    std::string refusal;        // the last line by which the server said no
    bool plain = false;         // began without TLS
    bool offered_tls = false;   // by the answer to EHLO
    bool answered_tls = false;  // the answer to STARTTLS is in
    bool refused_tls = false;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* data) {
    auto& rest = static_cast<Conversation*>(data)->rest;
    auto const part = rest.substr(0, size * count);
    std::memcpy(into, part.data(), part.size());
    rest.remove_prefix(part.size());
    return part.size();
}

// Sees each line of the server's. curl goes on without TLS where the server offers it and then refuses: not so here.
std::size_t hear(char* line, std::size_t size, std::size_t count, void* data) {
    auto& conversation = *static_cast<Conversation*>(data);
    std::string_view const said(line, size * count);
    if (said.starts_with('4') || said.starts_with('5')) conversation.refusal = said;
    if (conversation.plain && conversation.offered_tls && !conversation.answered_tls) {
        bool const ehlo_goes_on = said.starts_with("250");
        if (!ehlo_goes_on) {
            conversation.answered_tls = true;
            conversation.refused_tls = !said.starts_with("220");
        }
    }
    if (said.size() > 4 && curl_strnequal(said.data() + 4, "STARTTLS", 8)) conversation.offered_tls = true;
    return conversation.refused_tls ? 0 : said.size();
}

std::string printable(std::string_view text) {
    auto out = clean_text(text);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    while (out.ends_with(' ')) out.pop_back();
    return std::string(cut_at_code_point(out, 500));
}

struct Target {
    bool tls = false;
    bool password = false;
    bool this_machine = false;
    bool right = false;
};

Target read_target(std::string const& url) {
    Target out;
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> const parsed(curl_url(), &curl_url_cleanup);
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return out;
    auto const part = [&](CURLUPart which) {
        char* text = nullptr;
        if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string{};
        std::string copy(text);
        curl_free(text);
        return copy;
    };
    auto const scheme = part(CURLUPART_SCHEME), host = part(CURLUPART_HOST);
    out.tls = scheme == "smtps";
    out.right = (out.tls || scheme == "smtp") && !host.empty() && part(CURLUPART_PATH) == "/";
    out.password = !part(CURLUPART_USER).empty();
    out.this_machine = host == "localhost" || host == "[::1]" || host.starts_with("127.");
    return out;
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void set_up(CURL* curl, TransportSettings const& settings, Target const& target, Conversation& conversation) {
    // The path of the address is what curl says in EHLO.
    auto const url = settings.url + (settings.url.ends_with('/') ? "" : "/") + std::string(domain_of(settings.sender));
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.time_limit.count()));
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(target.password && !target.this_machine ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &conversation);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &hear);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &conversation);
    conversation.plain = !target.tls;
}

// What went wrong, in words: of the server's, if it was the server who refused.
std::string reason_of(CURLcode code, Conversation const& conversation, char const* error) {
    if (conversation.refused_tls) return "STARTTLS was offered, then refused: " + printable(conversation.refusal);
    if (!conversation.refusal.empty()) return printable(conversation.refusal);
    return printable(*error != '\0' ? error : curl_easy_strerror(code));
}

}  // namespace

Transport::Transport(TransportSettings settings) : settings_(std::move(settings)), outbox_(settings_.outbox) {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            throw std::runtime_error("libcurl could not be initialised");
    });
    if (!is_address(settings_.sender)) throw std::runtime_error("[mail] return_path is not a mail address");
    if (!settings_.url.empty() && !read_target(settings_.url).right)
        throw std::runtime_error("[mail] url must be smtp://… or smtps://… with a host and no path");
}

Result<void> Transport::send(std::string const& recipient, std::string const& mime, Time now) const {
    if (!is_address(recipient))
        return refuse(ProblemKind::invalid, "mail_address", "This is not a mail address.", "to");
    if (captures()) {
        outbox_.keep(mime, now);
        return {};
    }
    Handle const curl(curl_easy_init(), &curl_easy_cleanup);
    List const to(curl_slist_append(nullptr, ("<" + recipient + ">").c_str()), &curl_slist_free_all);
    if (!curl || !to) throw std::bad_alloc();
    Conversation conversation{mime, {}};
    set_up(curl.get(), settings_, read_target(settings_.url), conversation);
    std::array<char, CURL_ERROR_SIZE> error{};
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error.data());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, ("<" + settings_.sender + ">").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    auto const code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    return refuse(ProblemKind::conflict, "mail_refused", reason_of(code, conversation, error.data()));
}

}  // namespace broadsheet::mail
