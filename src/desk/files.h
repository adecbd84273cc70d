// The desk's own page and files, as they ship in the binary (built from web/desk/ by tools/build_desk). Private to
// desk/.
#pragma once
#include "http/message.h"

namespace broadsheet::desk {

http::Response desk_page(http::Request const& request);
http::Response desk_file(http::Request const& request);

}  // namespace broadsheet::desk
