// What stands in a page's <head>: for search engines, shared links and machines.
#pragma once
#include "base/html.h"
#include "frame/view.h"

namespace broadsheet::frame {

// `settings_css_url`: what the settings add to the theme's stylesheet. It and `podcast_title` may be empty.
Html head_html(PageHead const& head, content::Site const& site, std::string_view settings_css_url,
               std::string const& podcast_title);

}  // namespace broadsheet::frame
