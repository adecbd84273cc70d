// Coming and going, in one place for pages, links in mails, the desk and imports: rows, figures, suppressions. In the
// caller's transaction.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "accounts/addresses.h"
#include "base/seal.h"
#include "content/newsletters.h"
#include "store/newsletters.h"
#include "store/readers.h"

namespace broadsheet::newsletters {

using accounts::address_hash;
using accounts::ensure_reader;
using accounts::hold_address;
using accounts::is_suppressed;

// Counts those who did not get it before. `zone`: of the days by which growth is counted.
void join(store::Transaction& transaction, content::Reader const& reader,
          std::vector<content::Newsletter> const& newsletters, std::string_view zone);
void depart(store::Transaction& transaction, content::ReaderId reader,
            std::vector<content::NewsletterId> const& newsletters, std::string_view zone);

// What they may read may have changed: pages ask again.
void note_access(store::Transaction& transaction, content::ReaderId reader);
// With all that is known of them; that an address wants or takes no mail is kept, without the address.
void forget(store::Transaction& transaction, Seal const& seal, content::Reader const& reader, std::string_view zone);

// What a link to leave a newsletter carries, so that it works for as long as the mail is kept: who, what, in which
// mailing, and that we made it.
struct LeavingLink {
    content::ReaderId reader;
    content::NewsletterId newsletter;
    std::string mailing;  // id text; empty: a letter of the system's
};
std::string leaving_path(Seal const& seal, LeavingLink const& link);
std::optional<LeavingLink> read_leaving_link(Seal const& seal, std::string_view reader, std::string_view newsletter,
                                             std::string_view mailing, std::string_view key);

std::vector<content::Newsletter> newsletters_with(store::Reader& reader, std::vector<content::NewsletterId> const& ids);

}  // namespace broadsheet::newsletters
