// Work that nobody waits for gives way to all else that the machine does.
#pragma once

namespace broadsheet {

void give_way();  // the calling thread, from here on

}  // namespace broadsheet
