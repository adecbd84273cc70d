// The stories that can be heard, as podcast apps subscribe to them.
#pragma once
#include "app.h"
#include "http/message.h"

namespace broadsheet::syndication {

// RSS 2.0 with the elements of Apple's and podcastindex.org's, newest first, fifty a page (RFC 5005): what everybody
// may read and what is recorded. {which}: a section's slug or a language; {before}: the last story of the page before.
http::Response send_podcast(App& app, http::Request const& request);

}  // namespace broadsheet::syndication
