// What stands in a page's <head>: for search engines, shared links and machines.
#pragma once
#include "base/html.h"
#include "frame/view.h"

namespace broadsheet::frame {

Html head_html(PageHead const& head, content::Site const& site);

}  // namespace broadsheet::frame
