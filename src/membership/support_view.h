// /support/ as a theme sees it. Private to membership/.
#pragma once
#include "frame/view.h"
#include "membership/membership.h"
#include "membership/support_form.h"

namespace broadsheet::membership {

// {open practice headline paragraphs currency currencies cadences:[{name once month chosen amounts:[{value label tier
// chosen}] typed other}] tiers offer brands bank errors and what stands in the form}; without `open` nothing is taken.
frame::View support_view(frame::PageBuild& build, Members const& parts, SupportForm const& form);

}  // namespace broadsheet::membership
