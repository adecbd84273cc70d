// Blobs that nobody names any more, whoever named them. Private to store/; pictures.h has the job that takes them away.
#pragma once
#include "store/database.h"

namespace broadsheet::store {

// Held until the transaction's end: nobody takes blobs away while others name them, nor the other way round.
void hold_blobs(Transaction& transaction);
// To be swept then, unless somebody names it.
void retire_blob(Transaction& transaction, std::string const& blob, Time until);

}  // namespace broadsheet::store
