// The handlers behind routes.cpp. Private to site/.
#pragma once
#include "app.h"
#include "http/message.h"

namespace broadsheet::site {

http::Response show_front(App& app, http::Request const& request);
http::Response show_story(App& app, http::Request const& request);
http::Response edit_story(App& app, http::Request const& request);
http::Response preview_story(App& app, http::Request const& request);
http::Response preview_front(App& app, http::Request const& request);
http::Response show_section(App& app, http::Request const& request);
http::Response show_tag(App& app, http::Request const& request);
http::Response show_author(App& app, http::Request const& request);
http::Response show_feed(App& app, http::Request const& request);
http::Response show_feed_day(App& app, http::Request const& request);
http::Response show_archive(App& app, http::Request const& request);
http::Response show_archive_month(App& app, http::Request const& request);
http::Response show_archive_day(App& app, http::Request const& request);
http::Response show_corrections(App& app, http::Request const& request);
http::Response send_media(App& app, http::Request const& request);
http::Response send_robots(App& app, http::Request const& request);

}  // namespace broadsheet::site
