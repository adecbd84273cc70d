#include "store/database.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>

#include "base/embedded.h"
#include "store/connections.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

constexpr std::size_t most_readers = 10;

std::string joined(std::vector<std::string> const& tags) {
    std::string out;
    for (auto const& tag : tags) {
        if (!out.empty()) out += '\n';
        out += tag;
    }
    return out;
}

std::string without_comments(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        if (!line.starts_with("--")) (out += line) += '\n';
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return out;
}

// Statements of a migration: split where a line ends with a semicolon. Comments go first: SOCI would look for :names in
// them.
std::vector<std::string> statements_of(std::string_view migration) {
    std::vector<std::string> out;
    auto const clean = without_comments(migration);
    std::string_view text = clean;
    while (!text.empty()) {
        auto const end = text.find(";\n");
        auto const statement = text.substr(0, end);
        if (statement.find_first_not_of(" \n\t") != std::string_view::npos) out.emplace_back(statement);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 2);
    }
    return out;
}

struct Migration {
    int number;
    std::string name;  // "0001_start"
    std::string_view text;
};

// 0001_name.sql is for both engines, 0002_name.sqlite.sql and 0002_name.postgresql.sql for one.
std::vector<Migration> migrations(bool postgres) {
    constexpr std::string_view folder = "src/store/migrations/";
    std::string_view const other = postgres ? ".sqlite.sql" : ".postgresql.sql";
    std::vector<Migration> out;
    for (auto const& file : embedded_files())
        if (file.path.starts_with(folder) && !file.path.ends_with(other))
            out.push_back({std::stoi(std::string(file.path.substr(folder.size(), 4))),
                           std::string(file.path.substr(folder.size(), file.path.find('.') - folder.size())),
                           file.bytes});
    return out;
}

// SOCI's library keeps the class's type to itself, which the sanitizer would look for.
__attribute__((no_sanitize("vptr"))) int socket_of(soci::session& session) {
    return PQsocket(static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_);
}

}  // namespace

Connections::Connections(std::string const& url, std::filesystem::path const& folder) : postgres_(!url.empty()) {
    if (postgres_ && !url.starts_with("postgresql://") && !url.starts_with("postgres://"))
        throw std::runtime_error("[database] url: only postgresql://… is known (leave it empty for SQLite)");
    // (SOCI takes its target apart at the first '=' and puts one back; a URL without any would get one too many.)
    target_ =
        postgres_ ? with_connect_timeout(url) : "db=\"" + (folder / "broadsheet.sqlite").string() + "\" timeout=10";
    if (postgres_) watch_ = std::make_unique<Watch>(url);
    idle_.push_back(open());
}

Connections::~Connections() = default;

std::unique_ptr<soci::session> Connections::open() const {
    auto session = postgres_ ? std::make_unique<soci::session>(soci::postgresql, target_)
                             : std::make_unique<soci::session>(soci::sqlite3, target_);
    if (!postgres_)
        for (auto const* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
                                   "PRAGMA busy_timeout=10000"})
            *session << pragma;
    return session;
}

std::unique_ptr<soci::session> Connections::watched(std::unique_ptr<soci::session> session) {
    if (watch_) watch_->begins(session.get(), socket_of(*session));
    return session;
}

std::unique_ptr<soci::session> Connections::take(bool writing) {
    std::unique_lock lock(mutex_);
    bool const alone = writing && !postgres_;
    freed_.wait(lock, [&] { return taken_ < most_readers && !(alone && writer_taken_); });
    if (watch_ && watch_->is_away()) throw std::runtime_error("the database does not answer");
    ++taken_;
    if (alone) writer_taken_ = true;
    if (!idle_.empty()) {
        auto session = std::move(idle_.back());
        idle_.pop_back();
        lock.unlock();
        return watched(std::move(session));
    }
    lock.unlock();
    try {
        return watched(open());
    } catch (...) {
        give_back(nullptr, writing, true);
        throw;
    }
}

void Connections::give_back(std::unique_ptr<soci::session> session, bool writing, bool broken) {
    if (watch_ && session) watch_->ends(session.get());
    {
        std::lock_guard const lock(mutex_);
        --taken_;
        if (writing && !postgres_) writer_taken_ = false;
        if (!broken) idle_.push_back(std::move(session));
    }
    freed_.notify_all();
}

Reader::Reader(Connections& connections, bool writing)
    : connections_(connections), session_(connections.take(writing)) {
    try {
        *session_ << (writing ? connections.begin_writing() : connections.begin_reading());
    } catch (soci::soci_error const&) {
        // A connection of the pool that the server has closed meanwhile: once more with a fresh one.
        connections.give_back(std::move(session_), writing, true);
        session_ = connections.take(writing);
        try {
            *session_ << (writing ? connections.begin_writing() : connections.begin_reading());
        } catch (...) {
            connections.give_back(std::move(session_), writing, true);
            throw;
        }
    }
}

soci::session& Reader::session() {
    if (!session_) throw std::logic_error("the transaction is over");
    return *session_;
}

bool Reader::is_postgres() const { return connections_.is_postgres(); }

Snapshot::Snapshot(Connections& connections) : Reader(connections, false) {}

Snapshot::~Snapshot() {
    try {
        *session_ << "COMMIT";
    } catch (std::exception const&) {
        broken_ = true;  // the connection is thrown away; what was read stays read
    }
    connections_.give_back(std::move(session_), false, broken_);
}

Transaction::Transaction(Connections& connections, Clock const& clock) : Reader(connections, true), clock_(clock) {}

Transaction::~Transaction() {
    if (!session_) return;  // committed
    try {
        *session_ << "ROLLBACK";
    } catch (std::exception const&) {
        broken_ = true;
    }
    connections_.give_back(std::move(session_), true, broken_);
}

void Transaction::hold(std::string_view name) {
    // SQLite has one writer anyway.
    if (is_postgres())
        select_one<int>(
            *this, "SELECT 1 AS held FROM (SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))) AS lock", name);
}

std::int64_t Transaction::commit() {
    std::int64_t position = 0;
    if (!changes_.empty()) {
        if (auto const* lock = connections_.lock_change_log()) session() << lock;
        position = std::get<0>(*select_one<std::int64_t>(*this, "SELECT position FROM change_counter WHERE id = 1"));
        for (auto const& change : changes_)
            execute(*this,
                    "INSERT INTO changes (position, at, kind, subject, tags, urgent) VALUES (:position, :at, :kind, "
                    ":subject, :tags, :urgent)",
                    ++position, clock_.now(), change.kind, change.subject, joined(change.tags), change.urgent);
        execute(*this, "UPDATE change_counter SET position = :position WHERE id = 1", position);
    }
    session() << "COMMIT";
    connections_.give_back(std::move(session_), true, false);
    return position;
}

Database::Database(std::string const& url, std::filesystem::path const& folder, Clock clock)
    : clock_(std::move(clock)), connections_(std::make_unique<Connections>(url, folder)) {}

Database::~Database() = default;

std::unique_ptr<Snapshot> Database::snapshot() { return std::make_unique<Snapshot>(*connections_); }
std::unique_ptr<Transaction> Database::begin() { return std::make_unique<Transaction>(*connections_, clock_); }
bool Database::is_postgres() const { return connections_->is_postgres(); }

void Database::commit(Transaction& transaction) {
    if (transaction.commit() > 0 && told_) told_();
}

namespace {

int version_of(Reader& reader, std::vector<Migration> const& known) {
    auto const row = select_one<int>(reader, "SELECT version FROM schema_version");
    int const version = row ? std::get<0>(*row) : 0;
    if (!known.empty() && version > known.back().number)
        throw std::runtime_error("the data folder was written by a newer Broadsheet; please upgrade");
    return version;
}

void run_migration(Transaction& transaction, Migration const& migration) {
    for (auto const& statement : statements_of(migration.text)) transaction.session() << statement;
    execute(transaction, "DELETE FROM schema_version");
    execute(transaction, "INSERT INTO schema_version (version) VALUES (:version)", migration.number);
}

constexpr char const* make_version_table = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";

}  // namespace

// Two processes that start at once take turns.
std::unique_ptr<Transaction> Database::begin_alone() {
    auto transaction = begin();
    if (auto const* lock = connections_->lock_change_log()) transaction->session() << lock;
    return transaction;
}

int Database::newest_schema() const { return migrations(is_postgres()).back().number; }

void Database::migrate(int last) {
    {
        auto transaction = begin_alone();
        transaction->session() << make_version_table;
        transaction->commit();
    }
    auto const known = migrations(is_postgres());
    for (;;) {
        auto transaction = begin_alone();
        int const version = version_of(*transaction, known);
        auto const next = std::ranges::find_if(known, [&](auto const& one) { return one.number > version; });
        if (next == known.end() || (last > 0 && next->number > last)) break;
        run_migration(*transaction, *next);
        transaction->commit();
    }
}

std::vector<std::string> Database::try_migrations() {
    auto const transaction = begin_alone();
    transaction->session() << make_version_table;
    auto const known = migrations(is_postgres());
    int const version = version_of(*transaction, known);
    std::vector<std::string> out;
    for (auto const& migration : known) {
        if (migration.number <= version) continue;
        try {
            run_migration(*transaction, migration);
        } catch (std::exception const& error) {
            throw std::runtime_error(migration.name + ": " + error.what());
        }
        out.push_back(migration.name);
    }
    return out;
}

}  // namespace broadsheet::store
