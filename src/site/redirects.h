// Addresses that moved or are gone, and sections, tags and authors under a slug that they had before: asked where there
// would be a 404 otherwise, so that no living page is ever hidden. Any thread.
#pragma once
#include <map>
#include <mutex>
#include <optional>

#include "content/redirect.h"
#include "http/message.h"
#include "store/database.h"

namespace broadsheet::frame {
class Frame;
}

namespace broadsheet::site {

class Redirects {
  public:
    Redirects(store::Database& database, frame::Frame& frame) : database_(database), frame_(frame) {}

    // Whether an address without its last slash is known here; false (logged) while the database is away.
    bool knows(http::Request const& request) const;
    // 301, 302 or 410 for this path, nothing if it is unknown. `shared`: whether a CDN may keep it for some seconds.
    enum class Shared { no, yes };
    std::optional<http::Response> answer(http::Request const& request, Shared shared);

    // Hits are counted in memory and written together: once a minute, and at the end.
    enum class When { due, now };
    void write_hits(When when = When::due);

  private:
    struct Hits {
        std::int64_t count = 0;
        Time last{};
    };
    void count(content::RedirectId id);

    store::Database& database_;
    frame::Frame& frame_;
    std::mutex mutex_;
    std::map<content::RedirectId, Hits> hits_;
    Time written_{};
};

}  // namespace broadsheet::site
