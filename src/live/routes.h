// /live and its fallback for those whose networks let no stream through.
#pragma once
#include <vector>

#include "http/router.h"
#include "live/live.h"

namespace broadsheet::live {

std::vector<http::Route> routes(Live& live);

}  // namespace broadsheet::live
