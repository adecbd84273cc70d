// Mailings, whom they reach, and what became of each mail.
#pragma once
#include <string>
#include <vector>

#include "content/mailings.h"
#include "store/database.h"

namespace broadsheet::store {

using content::Delivery;
using content::Mailing;
using content::MailingId;

std::optional<Mailing> find_mailing(Reader& reader, MailingId id);
// Newest first, without the finished mail. `status`: only these; `newsletter`: only of it.
std::vector<Mailing> list_mailings(Reader& reader, std::optional<content::MailingStatus> status,
                                   std::optional<content::NewsletterId> newsletter, int limit);
void insert_mailing(Transaction& transaction, Mailing const& mailing);
// False, and nothing is written, unless it is at version `from`; it is at from + 1 then.
bool update_mailing(Transaction& transaction, Mailing const& mailing, std::int64_t from);
void delete_mailing(Transaction& transaction, MailingId id);

// Those whose time has come, and those under way that nobody has in hand (or this sender has).
std::vector<MailingId> mailings_to_send(Reader& reader, std::string_view sender, Time now);
// Takes or keeps one in hand; false: another process has it.
bool hold_mailing(Transaction& transaction, MailingId id, std::string_view sender, Time now, Time until);
content::MailingStatus mailing_status_of(Reader& reader, MailingId id);  // draft, if it is gone
void set_trouble(Transaction& transaction, MailingId id, std::string_view trouble);
// When the next one is due to begin, or to be gone on with; nothing: none waits.
std::optional<Time> next_mailing_time(Reader& reader);

// How many of the newsletter's readers are in the segment and can be mailed.
std::int64_t count_segment(Reader& reader, content::NewsletterId newsletter, content::Segment const& segment, Time now);
struct Recipient {
    content::ReaderId reader;
    std::string email;
    std::string name;
};
// The next of them behind `after`, by id; those that this mailing has been handed to, or was to be, are left out.
std::vector<Recipient> next_recipients(Reader& reader, Mailing const& mailing, content::ReaderId after, Time now,
                                       int limit);
void set_last_reader(Transaction& transaction, MailingId id, content::ReaderId reader);

// Inserts, or replaces what the attempt changes.
void save_delivery(Transaction& transaction, Delivery const& delivery);
// Writes the intent; false, and nothing is written, where this mail has a line already that is not of a deferred one:
// whoever wrote that has sent it or will.
bool announce_delivery(Transaction& transaction, Delivery const& delivery);
// Takes an intent back that may have been written or not (the database went while it was committed) and that nobody
// acted on: the mail is due again. False where it is not there.
bool withdraw_delivery(Transaction& transaction, Delivery const& announced);
bool has_deliveries(Reader& reader, MailingId id);
std::optional<Delivery> find_delivery(Reader& reader, MailingId mailing, content::ReaderId reader_id);
// Those that were being handed over by somebody who has ended are in doubt. How many.
long long doubt_handed(Transaction& transaction, MailingId id);
// Those in doubt become due now: all of them, or these readers'. How many.
long long send_doubtful_again(Transaction& transaction, MailingId id, std::vector<content::ReaderId> const& readers,
                              bool all);
std::vector<Delivery> due_deliveries(Reader& reader, MailingId id, Time now, int limit);  // deferred ones
std::optional<Time> next_due(Reader& reader, MailingId id);
std::vector<Recipient> recipients_of(Reader& reader, std::vector<Delivery> const& deliveries);  // who still is there
struct DeliveryLine {
    Delivery delivery;
    std::string email;  // empty: forgotten meanwhile
};
// In the order of the readers' ids, those behind `after`.
std::vector<DeliveryLine> list_deliveries(Reader& reader, MailingId id, content::DeliveryState state,
                                          content::ReaderId after, int limit);

struct MailingFigures {
    std::int64_t taken = 0, deferred = 0, refused = 0, in_doubt = 0, bounced = 0, handing = 0;
    std::int64_t opened = 0, clicked = 0, left = 0;
};
MailingFigures figures_of(Reader& reader, MailingId id);

void note_left(Transaction& transaction, MailingId mailing, content::ReaderId reader, Time at);
void note_opened(Transaction& transaction, MailingId mailing, content::ReaderId reader, Time at);
void note_clicked(Transaction& transaction, MailingId mailing, content::ReaderId reader, Time at);

struct MailTo {
    std::string subject;
    Delivery delivery;
};
std::vector<MailTo> mails_to(Reader& reader, content::ReaderId reader_id);  // the newest first, at most 1,000

}  // namespace broadsheet::store
