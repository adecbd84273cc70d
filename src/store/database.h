// The two engines behind one door. SQLite: one writing connection, several readers, WAL with synchronous=FULL.
// PostgreSQL: a pool. Every SQL statement stands in this folder; the text is the same for both.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"

namespace soci {
class session;
}

namespace broadsheet::store {

// One entry of the change log, before it has a position. `tags` name what it touches (`story:ID`, `list:feed`, `site`);
// `urgent` drops the pages that bear them instead of letting them be served while they are made anew.
struct NewChange {
    std::string kind;
    std::string subject;
    std::vector<std::string> tags;
    bool urgent = false;
};

class Connections;

// Something SQL can be read from; one thread at a time.
class Reader {
  public:
    virtual ~Reader() = default;
    Reader(Reader const&) = delete;
    Reader& operator=(Reader const&) = delete;
    soci::session& session();  // throws std::logic_error after a commit
    bool is_postgres() const;  // for the few statements in which the engines differ

  protected:
    Reader(Connections& connections, bool writing);
    Connections& connections_;
    std::unique_ptr<soci::session> session_;
    bool broken_ = false;
};

// A consistent view of the data for as long as it lives.
class Snapshot : public Reader {
  public:
    explicit Snapshot(Connections& connections);
    ~Snapshot() override;
};

// Writes happen only here. Rolled back unless committed.
class Transaction : public Reader {
  public:
    explicit Transaction(Connections& connections, Clock const& clock);
    ~Transaction() override;

    Time now() const { return clock_.now(); }
    // Waits until no other transaction holds `name`, and holds it to the end. For what is read, decided on and written:
    // what is read after this is what the last holder left. Names begin with their kind: "address NAME@DOMAIN".
    void hold(std::string_view name);
    // Noted now, written as the transaction's last statement, so that positions are in commit order.
    void append(NewChange change) { changes_.push_back(std::move(change)); }
    // Returns the position of the last change written, or 0 if there was none. Then, and only then, the write is
    // durable. The connection is given back here: whoever is told of the commit may need it. Nothing can be read
    // through this after.
    std::int64_t commit();

  private:
    Clock const& clock_;
    std::vector<NewChange> changes_;
};

class Database {
  public:
    // `url` empty: SQLite in `folder`/broadsheet.sqlite; else postgresql://…  Throws if it cannot be opened.
    Database(std::string const& url, std::filesystem::path const& folder, Clock clock);
    ~Database();

    std::unique_ptr<Snapshot> snapshot();
    std::unique_ptr<Transaction> begin();
    // Brings the schema up to date, one transaction a migration, or up to the migration of that number. Throws if the
    // data is of a newer Broadsheet.
    void migrate(int last = 0);
    // What migrate() would do: the names of the migrations that have not run, in their order. Each has been tried, with
    // those before it, in a transaction that was taken back; throws as migrate() would.
    std::vector<std::string> try_migrations();
    int newest_schema() const;  // the number of the last migration that this program knows
    bool is_postgres() const;
    Clock const& clock() const { return clock_; }

    // Called after each commit that wrote changes, on the committing thread, outside the transaction.
    void on_commit(std::function<void()> told) { told_ = std::move(told); }
    // Commits and tells. The usual end of a write.
    void commit(Transaction& transaction);

  private:
    std::unique_ptr<Transaction> begin_alone();

    Clock clock_;
    std::unique_ptr<Connections> connections_;
    std::function<void()> told_;
};

}  // namespace broadsheet::store
