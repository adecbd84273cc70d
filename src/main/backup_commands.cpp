// `broadsheet backup` and `broadsheet restore`.
#include <fmt/format.h>

#include <iostream>

#include "main/commands.h"
#include "main/handover.h"
#include "main/parts.h"
#include "transfer/backup.h"

namespace broadsheet {
namespace {

std::string told(transfer::BackupFacts const& facts) {
    return fmt::format("{} records, {} pictures and sounds, from {}, as of {}", facts.rows, facts.blobs,
                       facts.engine == "sqlite" ? "SQLite" : "PostgreSQL", facts.made_at);
}

}  // namespace

transfer::Place place_of(Config const& config) { return {config.database_url, config.data}; }

int backup_command(Config const& config, std::string const& file, bool check) {
    if (!check) {
        store::Database database(config.database_url, config.data, system_clock());
        auto const facts = transfer::make_backup(database, place_of(config), {file});
        if (file == "-") return 0;
        std::cout << "Backed up " << told(facts) << "\n";
    }
    auto const facts = transfer::check_backup(file);
    std::cout << (check ? "In order: " + told(facts) : "Read again and in order: " + file) << "\n";
    return 0;
}

int restore_command(Config const& config, std::string const& file) {
    Handover const alone(config.data, Succession::refused);
    auto const facts = transfer::restore_backup(file, place_of(config));
    std::cout << "Restored and compared: " << told(facts)
              << "\nIts settings are in broadsheet.toml.restored: look at them before you make them yours.\n";
    return 0;
}

}  // namespace broadsheet
