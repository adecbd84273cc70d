// Every row of the newsroom's tables as text that is the same for both engines, out and in again: backups, and the way
// from SQLite to PostgreSQL. What can be made from the rest (the search index) is left out.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace broadsheet::store {

struct TableShape {
    std::string name;
    std::vector<std::string> columns;
};

// What a table holds, whatever the order of its rows; two of the same are the same rows.
struct TableDigest {
    std::int64_t rows = 0;
    std::array<std::uint64_t, 4> sum{};  // of BLAKE2b-256 of each line

    void add(std::string_view line);
    std::string text() const;  // 64 hex digits
    bool operator==(TableDigest const&) const = default;
};

// The number of the newest migration that has run; 0 where there is no schema yet.
int schema_version(Reader& reader);

std::vector<TableShape> dumped_tables(Reader& reader);
// Calls `take` with each row: a JSON array of the columns' values, on one line (RFC 8259).
TableDigest dump_table(Reader& reader, TableShape const& table, std::function<void(std::string_view line)> const& take);

// Puts rows into a schema that nobody has written to yet. References between records are looked at in the end alone.
class Loading {
  public:
    explicit Loading(Transaction& transaction);  // takes out what migrations have put there
    ~Loading();
    // `line` as dump_table gave it. Throws std::runtime_error where it does not fit the table.
    void add(TableShape const& table, std::string_view line);
    void finish();  // throws where a record refers to one that is not there

  private:
    struct Insert;
    Transaction& transaction_;
    std::vector<std::string> references_;  // PostgreSQL's, to be set again
    std::unique_ptr<Insert> insert_;
};

// What a copy must not do again: mailings that were going out are paused with `reason`, single mails that waited are in
// doubt, jobs can be taken, the search index is made anew.
void settle_restored(Transaction& transaction, std::string_view reason);

}  // namespace broadsheet::store
