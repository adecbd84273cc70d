// Finished pages in memory: path + audience → segments. A page is made when something on it changed and it is asked
// for; everybody else is served bytes. Any thread; the mutable state is sharded and guards itself.
//
// A page is a list of parts: its own HTML and fragments that all pages share (the feed column, picks, navigation). Each
// part is kept as raw deflate ended by a full flush, so a page is joined from parts without compressing anything again,
// and a changed fragment costs one compression however many pages show it.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"
#include "http/message.h"

namespace broadsheet::pages {

struct FragmentName {
    std::string name;
};
using Part = std::variant<std::string, FragmentName>;  // HTML of its own, or a shared fragment

// What a render gives.
struct NewPage {
    int status = 200;
    http::Headers headers;  // Content-Type, Cache-Control …; length, encoding, ETag and Vary are added
    std::vector<Part> parts;
    std::vector<std::string> tags;  // what it was made from
    std::optional<Time> moment;     // when something on it changes by itself
    std::int64_t position = 0;      // of the change log, read in the same snapshot as everything else
    bool keep = true;               // false: 404s, search answers
};

struct Touch {
    std::int64_t position = 0;
    std::vector<std::string> tags;
    bool urgent = false;  // must not be served stale: dropped at once
};

struct CacheStats {
    std::size_t pages = 0;
    std::size_t bytes = 0;
    std::uint64_t hits = 0;
    std::uint64_t renders = 0;
    std::uint64_t evictions = 0;
};

struct CacheSettings {
    std::size_t budget = 64 * 1024 * 1024;  // bytes of kept parts and their bookkeeping
    Millis patience{5000};                  // a page stale for longer is rendered, not served
    Millis max_age{3600 * 1000};            // every kept page is made anew after this
};

class PageCache {
  public:
    using Render = std::function<NewPage()>;

    PageCache(CacheSettings settings, Clock clock);
    ~PageCache();
    PageCache(PageCache const&) = delete;
    PageCache& operator=(PageCache const&) = delete;

    // The kept page, if it can be sent as it is; never blocks on a render. Null: ask get() on a worker.
    http::Prepared find(std::string_view path, std::string_view audience, http::Accepted accepted);
    // The page, rendered if need be. One render at a time for a page; others get the previous one meanwhile, or wait if
    // there is none that may be served. What `render` throws reaches those who waited for it.
    http::Prepared get(std::string_view path, std::string_view audience, http::Accepted accepted, Render const& render);
    // Joined for this one answer.
    http::Prepared once(NewPage const& page, http::Accepted accepted);

    // Marks the pages that bear one of the tags stale, or drops them. Touches arrive in the order of their positions.
    void touch(std::vector<Touch> const& touches);
    void set_fragment(std::string_view name, std::string_view html);
    void drop_all();
    CacheStats stats() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::pages
