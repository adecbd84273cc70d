#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "syndication/feed_formats.h"

namespace broadsheet::syndication {
namespace {

namespace json = boost::json;

json::array authors_json(std::vector<FeedAuthor> const& authors) {
    json::array out;
    for (auto const& author : authors) out.push_back({{"name", author.name}, {"url", author.url}});
    return out;
}

// What the format has no word for; the specification leaves names with an underscore to us.
json::object own_words(FeedItem const& item) {
    json::array corrections;
    for (auto const& correction : item.corrections)
        corrections.push_back({{"at", iso_time(correction.at)}, {"note", correction.note}});
    return {{"is_accessible_for_free", item.free}, {"corrections", std::move(corrections)}};
}

json::object item_json(FeedItem const& item) {
    json::array tags;
    if (!item.section.empty()) tags.emplace_back(item.section);
    for (auto const& tag : item.tags) tags.emplace_back(tag);
    json::object out{{"id", item.id},
                     {"url", item.url},
                     {"title", item.title},
                     {"content_html", item.html},
                     {"date_published", iso_time(item.published)},
                     {"date_modified", iso_time(item.updated)},
                     {"language", item.language}};
    if (!item.summary.empty()) out["summary"] = item.summary;
    if (item.picture) out["image"] = item.picture->url;
    if (!item.authors.empty()) out["authors"] = authors_json(item.authors);
    if (!tags.empty()) out["tags"] = std::move(tags);
    out["_broadsheet"] = own_words(item);
    return out;
}

}  // namespace

std::string write_json_feed(Feed const& feed) {
    json::array items;
    for (auto const& item : feed.items) items.push_back(item_json(item));
    json::object out{{"version", "https://jsonfeed.org/version/1.1"},
                     {"title", feed.title},
                     {"description", feed.description},
                     {"home_page_url", feed.page_url},
                     {"feed_url", feed.page_url + "feed.json"},
                     {"language", feed.language},
                     {"authors", authors_json({{feed.publication, feed.front_url}})}};
    if (!feed.logo_url.empty()) out["icon"] = feed.logo_url;
    out["items"] = std::move(items);
    return json::serialize(out);
}

}  // namespace broadsheet::syndication
