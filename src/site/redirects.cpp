#include "site/redirects.h"

#include "base/log.h"
#include "frame/frame.h"
#include "store/redirects.h"

namespace broadsheet::site {
namespace {

constexpr Millis write_pause{60'000};

http::Response moved(int status, std::string location, Redirects::Shared shared) {
    auto response = http::redirect_response(status, std::move(location));
    response.headers.set("Cache-Control",
                         shared == Redirects::Shared::yes ? "public, max-age=0, s-maxage=10" : "private, no-store");
    return response;
}

// "/tag/old/rss/" is at "/tag/new/rss/" where the tag's slug was "old".
std::optional<std::string> renamed(store::Reader& reader, std::string_view path) {
    for (std::string_view const kind : {"section", "tag", "author"}) {
        auto const before = "/" + std::string(kind) + "/";
        if (!path.starts_with(before)) continue;
        auto const rest = path.substr(before.size());
        auto const slug = rest.substr(0, rest.find('/'));
        auto const present = store::present_slug(reader, kind, slug);
        if (!present || *present == slug) return std::nullopt;
        auto const after = rest.substr(slug.size());
        return before + *present + (after.empty() ? "/" : std::string(after));
    }
    return std::nullopt;
}

}  // namespace

bool Redirects::knows(http::Request const& request) const try {
    auto const key = content::redirect_key(request.path);
    return key && store::find_redirect(*database_.snapshot(), *key);
} catch (std::exception const& error) {
    log_warning("redirects_unknown error=\"{}\"", error.what());
    return false;
}

std::optional<http::Response> Redirects::answer(http::Request const& request, Shared shared) {
    auto const reader = database_.snapshot();
    auto const key = content::redirect_key(request.path);
    if (auto const redirect = key ? store::find_redirect(*reader, *key) : std::nullopt) {
        count(redirect->id);
        if (redirect->gone) return frame_.error_page(410, request);
        return moved(redirect->permanent ? 301 : 302, content::redirect_location(redirect->to, request.query), shared);
    }
    if (auto const path = renamed(*reader, request.path))
        return moved(301, content::redirect_location(*path, request.query), shared);
    return std::nullopt;
}

void Redirects::count(content::RedirectId id) {
    std::lock_guard const lock(mutex_);
    auto& hits = hits_[id];
    ++hits.count;
    hits.last = database_.clock().now();
}

void Redirects::write_hits(When when) {
    std::map<content::RedirectId, Hits> hits;
    {
        std::lock_guard const lock(mutex_);
        auto const now = database_.clock().now();
        if (hits_.empty() || (when == When::due && now - written_ < write_pause)) return;
        written_ = now;
        hits.swap(hits_);
    }
    try {
        auto const transaction = database_.begin();
        for (auto const& [id, counted] : hits) store::add_redirect_hits(*transaction, id, counted.count, counted.last);
        transaction->commit();
    } catch (std::exception const& error) {
        log_warning("redirect_hits_not_written count={} error=\"{}\"", hits.size(), error.what());
        std::lock_guard const lock(mutex_);
        for (auto const& [id, counted] : hits) {
            hits_[id].count += counted.count;
            hits_[id].last = std::max(hits_[id].last, counted.last);
        }
    }
}

}  // namespace broadsheet::site
