// The lists that have feeds, and their addresses. Private to syndication/.
#pragma once
#include "app.h"
#include "frame/view.h"
#include "http/message.h"
#include "syndication/feed_model.h"

namespace broadsheet::syndication {

// The list that an address names; nothing if there is none. Tags the build.
using FindList = std::optional<FeedList> (*)(frame::PageBuild&, http::Request const&);

std::optional<FeedList> news_list(frame::PageBuild& build, http::Request const& request);
std::optional<FeedList> brief_list(frame::PageBuild& build, http::Request const& request);
std::optional<FeedList> section_list(frame::PageBuild& build, http::Request const& request);
std::optional<FeedList> tag_list(frame::PageBuild& build, http::Request const& request);
std::optional<FeedList> author_list(frame::PageBuild& build, http::Request const& request);

enum class FeedFormat { rss, atom, json };
http::Response send_feed(App& app, http::Request const& request, FindList find, FeedFormat format);

}  // namespace broadsheet::syndication
