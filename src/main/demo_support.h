// What the demo edition asks its readers for: the settings of /support/, two tiers, appeals.
#pragma once
#include <boost/json/object.hpp>

#include "store/database.h"

namespace broadsheet {

// `given`: "support" of demo/edition.json. Throws on what is not that: the file is ours.
void add_demo_support(store::Transaction& transaction, boost::json::object const& given);

}  // namespace broadsheet
