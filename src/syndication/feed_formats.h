// A feed in each of its formats, as bytes.
#pragma once
#include <string>

#include "syndication/feed_model.h"

namespace broadsheet::syndication {

std::string write_rss(Feed const& feed);        // RSS 2.0 with content:encoded, dc, media and atom elements
std::string write_atom(Feed const& feed);       // RFC 4287
std::string write_json_feed(Feed const& feed);  // JSON Feed 1.1

}  // namespace broadsheet::syndication
