// RSS 2.0 of the newest stories.
#pragma once
#include "app.h"
#include "http/message.h"

namespace broadsheet::syndication {

http::Response send_rss(App& app, http::Request const& request);

}  // namespace broadsheet::syndication
