// The addresses at which stories can be heard, and the desk's.
#pragma once
#include "app.h"
#include "http/router.h"
#include "narration/narration.h"

namespace broadsheet::narration {

std::vector<http::Route> routes(App& app, Narrations& parts);
std::vector<http::Route> desk_routes(App& app, Narrations& parts);

}  // namespace broadsheet::narration
