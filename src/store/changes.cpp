#include "store/changes.h"

#include "store/picture_uses.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        out.emplace_back(line);
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return out;
}

}  // namespace

std::int64_t log_position(Reader& reader) {
    return std::get<0>(*select_one<std::int64_t>(reader, "SELECT position FROM change_counter WHERE id = 1"));
}

std::vector<Change> changes_after(Reader& reader, std::int64_t position, int limit) {
    std::vector<Change> out;
    for (auto& [at_position, at, kind, subject, tags, urgent] :
         select<std::int64_t, Time, std::string, std::string, std::string, bool>(
             reader,
             "SELECT position, at, kind, subject, tags, urgent FROM changes WHERE position > :position ORDER BY "
             "position LIMIT " +
                 std::to_string(limit),
             position))
        out.push_back({at_position, at, std::move(kind), std::move(subject), lines(tags), urgent});
    return out;
}

std::optional<Subscription> find_subscription(Reader& reader, std::string_view name) {
    auto row = select_one<std::int64_t, bool, std::string>(
        reader, "SELECT position, filled, progress FROM subscriptions WHERE name = :name", name);
    return row ? std::optional(std::make_from_tuple<Subscription>(std::move(*row))) : std::nullopt;
}

Subscription hold_subscription(Transaction& transaction, std::string_view name) {
    execute(transaction,
            "INSERT INTO subscriptions (name, position, filled, progress) VALUES (:name, :position, 0, '') ON CONFLICT "
            "(name) DO NOTHING",
            name, log_position(transaction));
    // SQLite has one writer anyway.
    return std::make_from_tuple<Subscription>(*select_one<std::int64_t, bool, std::string>(
        transaction,
        std::string("SELECT position, filled, progress FROM subscriptions WHERE name = :name") +
            (transaction.is_postgres() ? " FOR UPDATE" : ""),
        name));
}

void save_subscription(Transaction& transaction, std::string_view name, Subscription const& subscription) {
    execute(transaction,
            "UPDATE subscriptions SET position = :position, filled = :filled, progress = :progress WHERE name = :name",
            subscription.position, subscription.filled, subscription.progress, name);
}

void add_job(Transaction& transaction, std::string_view kind, std::string_view subject, Time run_at) {
    execute(transaction,
            "INSERT INTO jobs (id, kind, subject, run_at, attempts, leased_until, parked, error) VALUES (:id, :kind, "
            ":subject, :at, 0, 0, 0, '') "
            "ON CONFLICT (kind, subject) DO UPDATE SET id = excluded.id, leased_until = 0, run_at = CASE WHEN "
            "jobs.leased_until = 0 AND jobs.run_at < excluded.run_at THEN jobs.run_at ELSE excluded.run_at END, "
            "attempts = 0, parked = 0",
            new_id_bits(), kind, subject, run_at);
}

void move_job(Transaction& transaction, std::string_view kind, std::string_view subject, Time run_at) {
    execute(transaction,
            "INSERT INTO jobs (id, kind, subject, run_at, attempts, leased_until, parked, error) VALUES (:id, :kind, "
            ":subject, :at, 0, 0, 0, '') "
            "ON CONFLICT (kind, subject) DO UPDATE SET id = excluded.id, leased_until = 0, run_at = excluded.run_at, "
            "attempts = 0, parked = 0",
            new_id_bits(), kind, subject, run_at);
}

void remove_job(Transaction& transaction, std::string_view kind, std::string_view subject) {
    execute(transaction, "DELETE FROM jobs WHERE kind = :kind AND subject = :subject", kind, subject);
}

std::optional<Job> take_job(Transaction& transaction, Time now, Time lease) {
    auto const row = select_one<std::int64_t, std::string, std::string, int>(
        transaction,
        "SELECT id, kind, subject, attempts FROM jobs WHERE parked = 0 AND run_at <= :now AND leased_until <= :free "
        "ORDER BY run_at, id LIMIT 1",
        now, now);
    if (!row) return std::nullopt;
    auto const& [id, kind, subject, attempts] = *row;
    // Another process may have taken it between the two statements (PostgreSQL): then this touches nothing.
    if (execute(transaction,
                "UPDATE jobs SET leased_until = :lease, attempts = attempts + 1 WHERE id = :id AND leased_until <= "
                ":now AND parked = 0",
                lease, id, now) == 0)
        return std::nullopt;
    return Job{id, kind, subject, attempts + 1};
}

void finish_job(Transaction& transaction, std::int64_t id) {
    execute(transaction, "DELETE FROM jobs WHERE id = :id", id);
}

void retry_job(Transaction& transaction, std::int64_t id, Time run_at, std::string_view error) {
    execute(transaction, "UPDATE jobs SET run_at = :at, leased_until = 0, error = :error WHERE id = :id", run_at, error,
            id);
}

void release_jobs(Transaction& transaction) {
    execute(transaction, "UPDATE jobs SET leased_until = 0 WHERE leased_until > 0");
}

void park_job(Transaction& transaction, std::int64_t id, std::string_view error) {
    execute(transaction, "UPDATE jobs SET parked = 1, leased_until = 0, error = :error WHERE id = :id", error, id);
}

std::optional<Time> next_job_time(Reader& reader) {
    auto const row = select_one<Time>(reader,
                                      "SELECT CASE WHEN run_at > leased_until THEN run_at ELSE leased_until END AS due "
                                      "FROM jobs WHERE parked = 0 ORDER BY due LIMIT 1");
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

JobCounts count_jobs(Reader& reader) {
    auto const row = *select_one<std::int64_t, std::int64_t>(
        reader, "SELECT COALESCE(SUM(1 - parked), 0), COALESCE(SUM(parked), 0) FROM jobs");
    return {std::get<0>(row), std::get<1>(row)};
}

std::optional<std::string> find_setting(Reader& reader, std::string_view name) {
    auto const row = select_one<std::string>(reader, "SELECT value FROM settings WHERE name = :name", name);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

void save_setting(Transaction& transaction, std::string_view name, std::string_view json) {
    execute(transaction,
            "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = "
            "excluded.value",
            name, json);
    if (name == "site") keep_logo_use(transaction, json);
}

}  // namespace broadsheet::store
