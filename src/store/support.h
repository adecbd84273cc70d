// Tiers, pledges and memberships.
#pragma once
#include "content/support.h"
#include "store/database.h"

namespace broadsheet::store {

using content::Membership;
using content::MembershipId;
using content::Pledge;
using content::PledgeId;
using content::ReaderId;
using content::Tier;
using content::TierId;

content::SupportSettings support_settings(Reader& reader);  // of /support/, as editors saved them
std::vector<Tier> list_tiers(Reader& reader);               // in the newsroom's order
std::optional<Tier> find_tier(Reader& reader, TierId id);
void save_tier(Transaction& transaction, Tier const& tier);  // inserts or replaces, but for the position
void place_tier(Transaction& transaction, TierId id, int position);
void delete_tier(Transaction& transaction, TierId id);  // nobody may hold it, no story may ask for it
bool is_tier_used(Reader& reader, TierId id);

void insert_pledge(Transaction& transaction, Pledge const& pledge);
// What settling finds out: reader, state, email, name, payer, subscription, checkout, when.
void update_pledge(Transaction& transaction, Pledge const& pledge);
std::optional<Pledge> find_pledge(Reader& reader, PledgeId id);
std::optional<Pledge> find_pledge_by_checkout(Reader& reader, std::string_view checkout);
std::vector<Pledge> pledges_of(Reader& reader, ReaderId id);               // newest first, those that came to something
std::vector<Pledge> open_pledges(Reader& reader, Time before, int limit);  // oldest first
// Newest first, by name, address or dedication; `query` empty: all that came to something.
std::vector<Pledge> list_pledges(Reader& reader, std::string_view query, std::optional<PledgeId> before, int limit);

void save_membership(Transaction& transaction, Membership const& membership);  // inserts or replaces
std::optional<Membership> find_membership(Reader& reader, MembershipId id);
std::optional<Membership> find_membership_by_subscription(Reader& reader, std::string_view subscription);
std::vector<Membership> memberships_of(Reader& reader, ReaderId id);  // newest first
// Of a processor, not ended, longest not asked about.
std::vector<Membership> memberships_to_ask(Reader& reader, std::string_view processor, Time asked_before, int limit);
// Of a processor, gifts among them, not ended.
std::vector<Membership> memberships_by(Reader& reader, std::string_view processor);
// Those open ones that may have closed by themselves since `from`, up to `to`.
std::vector<Membership> memberships_closed_between(Reader& reader, Time from, Time to);

struct MemberLine {
    Membership membership;
    std::string email, name;
};
// Newest first, by address or name; `status` empty: all.
std::vector<MemberLine> list_memberships(Reader& reader, std::string_view query, std::string_view status,
                                         std::optional<MembershipId> before, int limit);
struct MemberCount {
    std::optional<TierId> tier;
    std::string status;
    std::string kind;
    std::int64_t count = 0;
};
std::vector<MemberCount> count_memberships(Reader& reader);
// Forgotten people: what the books need stays, without saying whose it was.
void forget_supporter(Transaction& transaction, ReaderId id);

}  // namespace broadsheet::store
