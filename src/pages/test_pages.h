// What the tests of kept pages share.
#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "pages/page_cache.h"

namespace broadsheet::pages {

inline constexpr http::Accepted any_gzip{true, false};
inline constexpr http::Accepted any_brotli{true, true};
inline constexpr http::Accepted plain{false, false};

std::string body_of(http::Prepared const& answer);  // as it goes out
std::string text_of(http::Prepared const& answer);  // unpacked; "none" for null
// The value of a field of the answer's head; empty if it is not there.
std::string field_of(http::Prepared const& answer, std::string const& name);

class PagesTest : public testing::Test {
  protected:
    explicit PagesTest(CacheSettings settings = {}) : cache(settings, Clock{[this] { return from_ms(now_ms); }}) {}
    void pass(std::int64_t ms) { now_ms += ms; }

    static NewPage page_of(std::string text, std::vector<std::string> tags = {}, std::int64_t position = 0) {
        NewPage page;
        page.headers.add("Content-Type", "text/html; charset=utf-8");
        page.parts = {std::move(text)};
        page.tags = std::move(tags);
        page.position = position;
        return page;
    }
    // Puts a page there (or finds it there), and says what is shown.
    std::string get(std::string_view path, NewPage const& page, std::string_view audience = "public") {
        return text_of(cache.get(path, audience, any_gzip, [&] { return page; }));
    }
    std::string find(std::string_view path, std::string_view audience = "public", http::Accepted accepted = any_gzip) {
        return text_of(cache.find(path, audience, accepted));
    }
    std::uint64_t renders() const { return cache.stats().renders; }

    std::atomic<std::int64_t> now_ms{1'790'000'000'000};
    PageCache cache;
};

}  // namespace broadsheet::pages
