// What the handlers of pictures have in common. Private to desk/.
#pragma once
#include <optional>

#include "desk/call.h"
#include "store/pictures.h"

namespace broadsheet::desk {

std::optional<content::Picture> asked_picture(DeskCall const& call, store::Reader& reader);
bool may_change_picture(DeskCall const& call, content::Picture const& picture);  // editors, and whoever added it
Problem not_your_picture();
// Into the audit, under what the picture is called.
void append_picture_deed(DeskCall const& call, store::Transaction& transaction, content::Picture const& picture,
                         char const* action);

}  // namespace broadsheet::desk
