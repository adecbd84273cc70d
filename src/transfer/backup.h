// A copy of everything a newspaper is, as of one moment, made while it runs; and the way back. Why it is made so:
// docs/decisions/0026-backup.md.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "media/blobs.h"
#include "store/database.h"

namespace broadsheet::transfer {

// Where the newspaper is, for a backup and for a restore.
struct Place {
    std::string database_url;    // empty: SQLite in `data`
    std::filesystem::path data;  // holds media, secrets.key, broadsheet.toml
    Clock clock = system_clock();
};

struct BackupFacts {
    std::string made_at;  // RFC 3339
    std::string engine;   // it was made from
    int schema = 0;
    std::int64_t rows = 0;
    std::int64_t blobs = 0;
};

// Where pictures and sounds go: into the file, or into a folder beside several copies that shares them.
struct BackupTarget {
    std::filesystem::path file;  // "-": standard output. Made whole or not at all, for its owner's eyes alone
    std::filesystem::path shared_media = {};  // empty: into the file
};

// Throws where something cannot be read or written; then there is no new file. Many may run beside a server.
BackupFacts make_backup(store::Database& database, Place const& place, BackupTarget const& target);

// Reads a file to its end and compares what it holds with what it says it holds. Throws std::runtime_error, in words,
// where they differ.
BackupFacts check_backup(std::filesystem::path const& file);

// The blobs that a copy with shared media names; none where they are in the file.
std::vector<std::string> media_of(std::filesystem::path const& file);

// Into a place where no newspaper is: an empty folder (broadsheet.toml may be there) and an empty database, of either
// engine. All or nothing. Every row is read again and compared. What the copy must not do a second time is held back
// (store::settle_restored), and its settings stand beside ours as broadsheet.toml.restored: with the keys and addresses
// of the newspaper that it was made from, it would be that newspaper. Throws std::runtime_error, in words.
BackupFacts restore_backup(std::filesystem::path const& file, Place const& place);

}  // namespace broadsheet::transfer
