// Sites whose oEmbed we know (https://oembed.com/, the published list); the others name theirs in the page. Private to
// desk/.
#pragma once
#include <optional>
#include <string>

#include "base/url.h"

namespace broadsheet::desk {

// Where to ask about this page, in JSON; nothing for sites we do not know.
std::optional<std::string> oembed_address(Url const& page);

}  // namespace broadsheet::desk
