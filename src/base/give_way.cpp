#include "base/give_way.h"

#include <sys/resource.h>
#include <unistd.h>

namespace broadsheet {

void give_way() { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 15); }  // Linux: of this thread alone

}  // namespace broadsheet
