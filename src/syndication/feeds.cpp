#include "syndication/feeds.h"

#include "frame/frame.h"
#include "store/listings.h"
#include "store/sections.h"
#include "syndication/feed_formats.h"

namespace broadsheet::syndication {
namespace {

frame::View written(Feed const& feed, FeedFormat format) {
    frame::View view;
    view.dated = true;
    switch (format) {
        case FeedFormat::rss:
            view.content_type = "application/rss+xml; charset=utf-8";
            view.raw = write_rss(feed);
            break;
        case FeedFormat::atom:
            view.content_type = "application/atom+xml; charset=utf-8";
            view.raw = write_atom(feed);
            break;
        case FeedFormat::json:
            view.content_type = "application/feed+json";
            view.raw = write_json_feed(feed);
            break;
    }
    return view;
}

}  // namespace

std::optional<FeedList> news_list(frame::PageBuild&, http::Request const&) { return FeedList{"news", "/", "", ""}; }

std::optional<FeedList> brief_list(frame::PageBuild& build, http::Request const&) {
    return FeedList{"feed", "/feed/", build.words("News feed"), ""};
}

std::optional<FeedList> section_list(frame::PageBuild& build, http::Request const& request) {
    build.tag("sections");
    auto const section = store::find_section(build.reader, request.parameter("slug"));
    if (!section) return std::nullopt;
    return FeedList{"section:" + section->id.text(), "/section/" + section->slug + "/", section->name,
                    section->description};
}

// As its page: a tag without stories is none.
std::optional<FeedList> tag_list(frame::PageBuild& build, http::Request const& request) {
    auto const tag = store::find_tag(build.reader, request.parameter("slug"));
    if (!tag || store::newest_entries(build.reader, "tag:" + tag->id.text(), 1).empty()) return std::nullopt;
    return FeedList{"tag:" + tag->id.text(), "/tag/" + tag->slug + "/", tag->name, ""};
}

std::optional<FeedList> author_list(frame::PageBuild& build, http::Request const& request) {
    auto const author = store::find_author(build.reader, request.parameter("slug"));
    if (!author) return std::nullopt;
    build.tag("author:" + author->id.text());
    return FeedList{"author:" + author->id.text(), "/author/" + author->slug + "/", author->name, author->bio};
}

http::Response send_feed(App& app, http::Request const& request, FindList find, FeedFormat format) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const list = find(build, request);
        return list ? written(read_feed(build, *list), format) : frame::not_found();
    });
}

}  // namespace broadsheet::syndication
