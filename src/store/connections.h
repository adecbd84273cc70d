// The pool, and the few statements in which the engines differ. Private to store/.
#pragma once
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/watch.h"

namespace broadsheet::store {

class Connections {
  public:
    Connections(std::string const& url, std::filesystem::path const& folder);
    ~Connections();

    // Waits for a free one. Throws where none can be opened, and while PostgreSQL does not answer.
    std::unique_ptr<soci::session> take(bool writing);
    void give_back(std::unique_ptr<soci::session> session, bool writing, bool broken);

    bool is_postgres() const { return postgres_; }
    char const* begin_reading() const {
        return postgres_ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
    }
    char const* begin_writing() const { return postgres_ ? "BEGIN" : "BEGIN IMMEDIATE"; }
    // Held from the append to the commit, so that nobody sees position n before all before n (SQLite has one writer
    // anyway).
    char const* lock_change_log() const { return postgres_ ? "SELECT pg_advisory_xact_lock(4839274)" : nullptr; }

  private:
    std::unique_ptr<soci::session> open() const;
    std::unique_ptr<soci::session> watched(std::unique_ptr<soci::session> session);

    bool postgres_;
    std::string target_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<soci::session>> idle_;
    std::size_t taken_ = 0;
    bool writer_taken_ = false;     // SQLite only
    std::unique_ptr<Watch> watch_;  // PostgreSQL only
};

}  // namespace broadsheet::store
