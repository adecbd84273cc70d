// What pages say to machines: JSON-LD nodes in schema.org's words, as search engines document them. Private to site/.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "content/records.h"
#include "frame/audio.h"
#include "frame/view.h"
#include "store/listings.h"

namespace broadsheet::site {

// The publication, with its logo and the pages on which it says how it works.
boost::json::object organization_node(content::Site const& site);
boost::json::object website_node(content::Site const& site);  // with its search

struct Crumb {
    std::string name;
    std::string path;
};
// From the front page to this page.
boost::json::object breadcrumbs_node(content::Site const& site, std::vector<Crumb> const& below_front);

struct ArticleFacts {
    content::Story const& story;
    frame::PageHead const& head;  // filled
    std::vector<store::Byline> const& bylines;
    std::vector<content::Correction> const& corrections;
    content::Picture const* picture = nullptr;
    bool whole = true;  // what this page shows
    frame::Audio const* audio = nullptr;
};
// The class of the element that stands where a text goes on for members only (story.hbs).
inline constexpr char const* gate_class = "gate";
boost::json::object article_node(content::Site const& site, ArticleFacts const& facts);

// ProfilePage about a person or a desk.
boost::json::object author_node(content::Site const& site, content::Author const& author,
                                content::Picture const* picture);

}  // namespace broadsheet::site
