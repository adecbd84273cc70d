// What sections, tags and authors have in common: a name and a slug. Private to desk/.
#pragma once
#include <string>

#include "desk/call.h"
#include "store/sections.h"

namespace broadsheet::desk {

// The slug given, or one made of the name; refused when another record of the table has it.
void read_slug(Fields& fields, store::Reader& reader, std::string_view table, std::string const& name,
               std::string& slug, std::int64_t id);
void read_name(Fields& fields, std::string& name);

}  // namespace broadsheet::desk
