// What comes back: bounces and complaints, matched to the mail they are about and acted upon. Anybody can send such a
// report, so only those count that carry a key which we gave to that very mail.
#pragma once
#include <string_view>

#include "base/seal.h"
#include "store/database.h"

namespace broadsheet::newsletters {

// One incoming mail. True: it told of mails of ours (and what they say is written down); false: it is something else.
// Hard: the address gets no mail any more; a complaint: the same, and the reader leaves all newsletters; soft: where
// the last five mails to it all came back, the address counts as dead.
bool take_report(store::Database& database, Seal const& seal, std::string_view mime, std::string_view zone);

}  // namespace broadsheet::newsletters
