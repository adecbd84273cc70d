#include "accounts/audiences.h"

#include <algorithm>

#include "accounts/secrets.h"
#include "base/log.h"
#include "store/support.h"

namespace broadsheet::accounts {
namespace {

constexpr Millis remembered{3600 * 1000};
constexpr char const* everybody = "public";

// The value of a cookie, without decoding: ours are base64url.
std::string_view cookie_in(std::string_view cookies, std::string_view name) {
    while (!cookies.empty()) {
        auto part = cookies.substr(0, cookies.find(';'));
        cookies.remove_prefix(std::min(cookies.size(), part.size() + 1));
        part.remove_prefix(std::min(part.size(), part.find_first_not_of(' ')));
        if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
            return part.substr(name.size() + 1);
    }
    return {};
}

}  // namespace

std::optional<std::string> Audiences::known(std::string_view cookies, Time now) const {
    auto const secret = cookie_in(cookies, readers_.cookie_name());
    if (secret.empty()) return everybody;
    std::lock_guard const lock(mutex_);
    auto const found = known_.find(std::string(secret));
    if (found == known_.end() || found->second.until <= now) return std::nullopt;
    return found->second.audience;
}

Audiences::Known Audiences::ask(std::string const& secret) {
    auto const now = database_.clock().now();
    Known out{everybody, {}, now + remembered};
    auto const reader = database_.snapshot();
    auto const credential = store::find_reader_credential(*reader, secret_hash(secret));
    using enum store::ReaderCredentialKind;
    if (!credential || (credential->kind != session && credential->kind != pass) || credential->expires_at <= now)
        return out;
    auto const memberships = store::memberships_of(*reader, credential->reader);
    out.reader = credential->reader.text();
    out.audience = content::audience_of(credential->kind == session || !memberships.empty(), memberships,
                                        store::list_tiers(*reader), now);
    out.until = std::min(out.until, credential->expires_at);
    for (auto const& membership : memberships)
        if (auto const end = content::closes_at(membership); end && *end > now) out.until = std::min(out.until, *end);
    return out;
}

std::string Audiences::of(http::Request const& request) {
    auto const cookies = request.header("Cookie");
    if (auto found = known(cookies, database_.clock().now())) return *found;
    std::unique_lock lock(mutex_);
    auto const heard = heard_;
    lock.unlock();
    std::string const secret(cookie_in(cookies, readers_.cookie_name()));
    try {
        auto found = ask(secret);
        lock.lock();
        // What was read may be older than a change that was heard meanwhile.
        if (heard == heard_ && secret.size() < 200) {
            if (known_.size() >= most_known) known_.clear();
            known_[secret] = found;
        }
        return found.audience;
    } catch (std::exception const& error) {
        log_error("audience_unknown error=\"{}\"", error.what());
        return everybody;
    }
}

void Audiences::hear(std::vector<store::Change> const& changes) {
    constexpr std::string_view readers = "reader:";
    std::lock_guard const lock(mutex_);
    for (auto const& change : changes)
        for (auto const& tag : change.tags) {
            bool const everyone = tag == "tiers";
            if (!everyone && !tag.starts_with(readers)) continue;
            ++heard_;
            auto const id = std::string_view(tag).substr(everyone ? tag.size() : readers.size());
            std::erase_if(known_, [&](auto const& one) { return everyone || one.second.reader == id; });
        }
}

}  // namespace broadsheet::accounts
