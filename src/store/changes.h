// The change log as it is read, and the durable queue of jobs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace broadsheet::store {

struct Change {
    std::int64_t position = 0;
    Time at{};
    std::string kind;
    std::string subject;
    std::vector<std::string> tags;
    bool urgent = false;
};

std::int64_t log_position(Reader& reader);
std::vector<Change> changes_after(Reader& reader, std::int64_t position, int limit);  // in order

// How far a durable subscriber has come.
struct Subscription {
    std::int64_t position = 0;  // of the last change it has dealt with
    bool filled = false;        // it has taken in what was there before its first change
    std::string progress;       // of that, in its own words
};
std::optional<Subscription> find_subscription(Reader& reader, std::string_view name);
// The same, held until the transaction's end: nobody else deals with this subscriber's changes meanwhile. One that is
// not known yet starts here, at the newest change.
Subscription hold_subscription(Transaction& transaction, std::string_view name);
void save_subscription(Transaction& transaction, std::string_view name, Subscription const& subscription);

struct Job {
    std::int64_t id = 0;
    std::string kind;
    std::string subject;
    int attempts = 0;
};

// One job of a kind and subject at a time: asked for again, it takes the earlier time, a clean slate and a new id (so
// that whoever is running it now does not finish the new wish with the old one). The time of one that is running has
// been met: it takes the new one.
void add_job(Transaction& transaction, std::string_view kind, std::string_view subject, Time run_at);
void move_job(Transaction& transaction, std::string_view kind, std::string_view subject,
              Time run_at);  // adds or sets the time
void remove_job(Transaction& transaction, std::string_view kind, std::string_view subject);
// Takes the job that is due longest and that nobody holds; it is this caller's until `lease`.
std::optional<Job> take_job(Transaction& transaction, Time now, Time lease);
void finish_job(Transaction& transaction, std::int64_t id);
void retry_job(Transaction& transaction, std::int64_t id, Time run_at, std::string_view error);
// What a killed process held can be taken again. For a program that is alone at its database.
void release_jobs(Transaction& transaction);
void park_job(Transaction& transaction, std::int64_t id, std::string_view error);
std::optional<Time> next_job_time(Reader& reader);

struct JobCounts {
    std::int64_t waiting = 0;
    std::int64_t parked = 0;
};
JobCounts count_jobs(Reader& reader);

std::optional<std::string> find_setting(Reader& reader, std::string_view name);  // JSON
void save_setting(Transaction& transaction, std::string_view name, std::string_view json);

}  // namespace broadsheet::store
