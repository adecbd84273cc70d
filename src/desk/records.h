// Records as the desk's API shows them. Private to desk/.
#pragma once
#include <boost/json/object.hpp>

#include "content/actions.h"

namespace broadsheet::desk {

// `creator`: the name of who made it. Says what `actor` may do to it.
boost::json::object story_json(content::Story const& story, content::Site const& site, std::string_view creator,
                               content::Actor const& actor);
boost::json::object correction_json(content::Correction const& correction);
boost::json::object author_json(content::Author const& author, content::Site const& site);
boost::json::object section_json(content::Section const& section, content::Site const& site);
// `now`: the rights are said as of today.
boost::json::object picture_json(content::Picture const& picture, content::Site const& site, Time now);
boost::json::object staff_json(content::Staff const& staff);

}  // namespace broadsheet::desk
