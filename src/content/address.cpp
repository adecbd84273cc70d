#include "content/address.h"

#include <algorithm>
#include <array>

namespace broadsheet::content {

bool is_reserved_slug(std::string_view slug) {
    static constexpr std::array<std::string_view, 34> reserved{
        "archive",     "assets",  "atom",    "author",   "authors", "content",     "corrections", "desk",    "edit",
        "email",       "favicon", "feed",    "ghost",    "healthz", "live",        "media",       "members", "metrics",
        "newsletters", "p",       "page",    "payments", "podcast", "r",           "readyz",      "robots",  "rss",
        "search",      "section", "sitemap", "support",  "tag",     "unsubscribe", "webmentions"};
    return std::find(reserved.begin(), reserved.end(), slug) != reserved.end();
}

namespace {
constexpr std::string_view related = "related-";
}

std::string related_list(StoryId id) { return std::string(related) + id.text(); }

std::optional<StoryId> story_of_related_list(std::string_view list) {
    return list.starts_with(related) ? StoryId::parse(list.substr(related.size())) : std::nullopt;
}

}  // namespace broadsheet::content
