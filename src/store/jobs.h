// What the jobs' runner alone needs of the queue, beside store/changes.h.
#pragma once
#include "store/database.h"

namespace broadsheet::store {

// What a killed process held can be taken again. For a program that is alone at its database.
void release_jobs(Transaction& transaction);

}  // namespace broadsheet::store
