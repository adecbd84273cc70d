// What an operator's doctor asks of the data. Reads only.
#pragma once
#include <string>
#include <vector>

#include "store/database.h"

namespace broadsheet::store {

// The first damage that SQLite finds in its file; empty: none, or PostgreSQL, which looks after itself.
std::string damage(Reader& reader);
Time engine_time(Reader& reader);  // by the clock of the machine that the database is on

struct ParkedJob {
    std::string kind, subject, error;
};
std::vector<ParkedJob> parked_jobs(Reader& reader, int limit);
// Since when the job that is longest overdue could have been run; nothing: none is due.
std::optional<Time> oldest_due_job(Reader& reader, Time now);

std::vector<std::string> named_blobs(Reader& reader);        // by pictures, narrations and themes
std::vector<std::string> troubled_mailings(Reader& reader);  // "subject: why it waits"
std::int64_t waiting_mails(Reader& reader);                  // single ones, those in doubt too

}  // namespace broadsheet::store
