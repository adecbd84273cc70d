// The parts that every page shares. Each is a partial of the theme, fragments/NAME.hbs.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "frame/view.h"

namespace broadsheet::frame {

std::map<std::string, std::function<View(PageBuild&)>> shared_fragments();

// Briefs by day, newest first: [{day label url briefs:[card…]}…]; `label` in milliseconds, for the helper `date`.
theme::Array feed_days(PageBuild& build, theme::Array const& briefs);

}  // namespace broadsheet::frame
