// The books, what processors told, and what they were asked to do.
#pragma once
#include "content/ledger.h"
#include "store/database.h"

namespace broadsheet::store {

using content::LedgerEntry;
using content::PledgeId;

// False, and nothing is written, where there is an entry with this key. Throws std::logic_error if it does not balance.
bool book(Transaction& transaction, LedgerEntry const& entry);
bool is_booked(Reader& reader, std::string_view key);
std::vector<LedgerEntry> entries_of_pledge(Reader& reader, PledgeId id);  // oldest first
// What was tried with practice money stands in the same books, and counts for nothing once there is real money.
enum class Books { real, with_practice };
// By day, newest first, with their lines; both days are among them.
std::vector<LedgerEntry> list_entries(Reader& reader, std::string_view from_day, std::string_view to_day,
                                      std::optional<content::LedgerEntryId> before, int limit);
// In the order of day and key, for the bookkeeper.
std::vector<LedgerEntry> entries_between(Reader& reader, Books books, std::string_view from_day,
                                         std::string_view to_day);

struct LedgerSum {
    std::string group;  // a day, a month, or an id; empty: none
    std::string account;
    std::string currency;
    std::int64_t amount = 0;
};
enum class LedgerGroup { whole, day, month, tier, appeal };
std::vector<LedgerSum> sum_ledger(Reader& reader, Books books, LedgerGroup group, std::string_view from_day,
                                  std::string_view to_day);
// What is wrong with the books, in words; empty: they are right. Reads all of them.
std::string check_ledger(Reader& reader);
std::int64_t count_entries(Reader& reader);

struct PaymentEvent {
    std::string id, type, kind, object, charge;
    int attempts = 0;
    std::string error;
    Time received_at{};
};
// False: it was known.
bool keep_event(Transaction& transaction, PaymentEvent const& event);
std::vector<PaymentEvent> due_events(Reader& reader, Time now, int limit);
std::optional<Time> next_event_time(Reader& reader);
// False: somebody else has settled it.
bool settle_event(Transaction& transaction, std::string_view id);
void postpone_event(Transaction& transaction, std::string_view id, Time due, std::string_view error);
std::vector<PaymentEvent> troubled_events(Reader& reader, int limit);  // tried more than once, not settled
void forget_events_before(Transaction& transaction, Time settled_before);

// Writes a call down before it is made, and what came of it. `subject`: what it is about; one that is not answered yet
// keeps its key, so that asking once more does it once.
std::string call_key(Transaction& transaction, std::string_view what, std::string_view subject);
bool is_call_open(Reader& reader, std::string_view what, std::string_view subject);
void note_answer(Transaction& transaction, std::string_view key, std::string_view answer);

}  // namespace broadsheet::store
