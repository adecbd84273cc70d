#include "store/health.h"

#include "store/sql.h"

namespace broadsheet::store {
namespace {

std::vector<std::string> texts(Reader& reader, std::string const& query) {
    std::vector<std::string> out;
    for (auto& [text] : select<std::string>(reader, query)) out.push_back(std::move(text));
    return out;
}

}  // namespace

std::string damage(Reader& reader) {
    if (reader.is_postgres()) return {};
    auto const found = texts(reader, "SELECT quick_check FROM pragma_quick_check(1)");
    return found.empty() || found.front() == "ok" ? std::string{} : found.front();
}

Time engine_time(Reader& reader) {
    return std::get<0>(*select_one<Time>(
        reader, reader.is_postgres() ? "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now"
                                     : "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now"));
}

std::vector<ParkedJob> parked_jobs(Reader& reader, int limit) {
    std::vector<ParkedJob> out;
    for (auto& [kind, subject, error] : select<std::string, std::string, std::string>(
             reader, "SELECT kind, subject, error FROM jobs WHERE parked = 1 ORDER BY run_at DESC LIMIT :limit", limit))
        out.push_back({std::move(kind), std::move(subject), std::move(error)});
    return out;
}

std::optional<Time> oldest_due_job(Reader& reader, Time now) {
    auto const row = select_one<Time>(
        reader, "SELECT run_at FROM jobs WHERE parked = 0 AND run_at <= :now ORDER BY run_at LIMIT 1", now);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::vector<std::string> named_blobs(Reader& reader) {
    return texts(reader,
                 "SELECT blob FROM picture_blobs UNION SELECT blob FROM narration_blobs WHERE until = 0 UNION SELECT "
                 "archive FROM themes WHERE archive <> ''");
}

std::vector<std::string> troubled_mailings(Reader& reader) {
    return texts(
        reader,
        "SELECT subject || ': ' || trouble FROM mailings WHERE trouble <> '' AND status IN ('sending', 'paused')");
}

std::int64_t waiting_mails(Reader& reader) {
    return std::get<0>(*select_one<std::int64_t>(reader, "SELECT COUNT(*) FROM mails"));
}

}  // namespace broadsheet::store
