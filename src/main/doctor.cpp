#include "main/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "main/commands.h"
#include "main/parts.h"
#include "membership/cashier.h"
#include "store/changes.h"
#include "store/dump.h"
#include "store/health.h"
#include "store/ledger.h"

namespace broadsheet {

void Doctor::find(bool good, std::string const& what, std::string const& advice) {
    std::cout << (good ? "ok    " : "WRONG ") << what << "\n";
    if (good) return;
    std::cout << "      " << advice << "\n";
    ++problems_;
}

void Doctor::note(std::string const& what) { std::cout << "note  " << what << "\n"; }

void Doctor::look(std::string const& what, std::string const& advice, std::function<void()> const& at) try {
    at();
} catch (std::exception const& error) {
    auto reason = what + ": " + error.what();
    std::ranges::replace_if(
        reason, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    while (reason.ends_with(' ')) reason.pop_back();
    find(false, reason, advice);
}

int Doctor::result() const {
    std::cout << (problems_ == 0
                      ? "All is well.\n"
                      : fmt::format("{} {} wrong.\n", problems_, problems_ == 1 ? "thing is" : "things are"));
    return problems_ == 0 ? 0 : 1;
}

namespace {

void look_at_data(Doctor& doctor, store::Reader& reader, store::Database const& database) {
    auto const version = store::schema_version(reader);
    auto const newest = database.newest_schema();
    doctor.find(version <= newest, fmt::format("schema: {} (this program's: {})", version, newest),
                "The data was written by a newer Broadsheet. Install that version again.");
    if (version < newest)
        doctor.note(fmt::format("{} migrations run at the next start; `broadsheet migrate --dry-run` tries them",
                                newest - version));
    auto const damage = store::damage(reader);
    doctor.find(damage.empty(), "data file: " + (damage.empty() ? "sound" : damage),
                "Stop the server, keep a copy of the folder, and restore the newest backup into an empty one.");
    if (database.is_postgres()) {
        auto const apart = std::abs((store::engine_time(reader) - database.clock().now()).count());
        doctor.find(apart < 2000, fmt::format("clocks: {} ms apart from the database's", apart),
                    "Let both machines keep their time by NTP.");
    }
}

void look_at_jobs(Doctor& doctor, store::Reader& reader, Time now) {
    auto const jobs = store::count_jobs(reader);
    doctor.find(jobs.parked == 0, fmt::format("jobs: {} waiting, {} given up", jobs.waiting, jobs.parked),
                "They failed ten times each. The reasons:");
    for (auto const& job : store::parked_jobs(reader, 5))
        std::cout << "        " << job.kind << " " << job.subject << ": " << job.error << "\n";
    auto const oldest = store::oldest_due_job(reader, now);
    auto const late = oldest ? std::chrono::duration_cast<std::chrono::minutes>(now - *oldest).count() : 0;
    doctor.find(late < 10, fmt::format("jobs: the longest due has waited {} min", late),
                "Is the server running? Does its log say job_failed?");
    for (auto const& mailing : store::troubled_mailings(reader))
        doctor.find(false, "newsletter " + mailing, "Look at it at the desk, under Newsletters, and go on or end it.");
}

void look_at_blobs(Doctor& doctor, store::Reader& reader, Config const& config) {
    media::FolderBlobs const blobs(config.data / "media");
    std::int64_t count = 0, missing = 0;
    std::string first;
    for (auto const& name : store::named_blobs(reader)) {
        ++count;
        if (!blobs.exists(name) && ++missing == 1) first = name;
    }
    doctor.find(
        missing == 0,
        fmt::format("pictures and sounds: {}{}", count, missing ? fmt::format(", {} missing", missing) : ""),
        fmt::format("media/{} is the first. Take them from a backup: unpack its media folder over this one.", first));
}

void look_at_money(Doctor& doctor, store::Reader& reader, Config const& config) {
    auto const wrong = store::check_ledger(reader);
    doctor.find(wrong.empty(),
                "books: " + std::to_string(store::count_entries(reader)) + " entries" +
                    (wrong.empty() ? ", each sums to zero" : ", " + wrong),
                "Somebody has written to the database by hand. Restore the last backup beside it and compare.");
    bool const told = config.stripe_secret_key.empty() || !config.stripe_webhook_secret.empty();
    doctor.find(told, config.stripe_secret_key.empty() ? "payments: practice, no key is set" : "payments: Stripe",
                "Set webhook_secret under [stripe]; without it payments are only noticed when they are compared.");
    auto const compared = membership::last_compared(reader);
    for (auto const& problem : compared.problems)
        doctor.find(false, "processor: " + problem,
                    "Press “Compare now” at the desk, Support, Money; then ask Stripe.");
    if (compared.at && compared.problems.empty())
        doctor.find(true, "processor: agreed with the books at " + iso_time(*compared.at), "");
    for (auto const& event : store::troubled_events(reader, 5))
        doctor.find(false, "processor: " + event.type + " " + event.object + " waits: " + event.error,
                    "It is tried again by itself; look at the key and the network if it stays.");
}

// Reads only, and makes no database where there is none.
void look_at_newspaper(Doctor& doctor, Config const& config) {
    if (config.database_url.empty() && !std::filesystem::exists(config.data / "broadsheet.sqlite"))
        return doctor.find(false, "database: there is none in " + config.data.string(),
                           "Is this the right folder (--data)? `broadsheet serve` begins a newspaper in it.");
    store::Database database(config.database_url, config.data, system_clock());
    auto const reader = database.snapshot();
    doctor.find(true, std::string("database: ") + (database.is_postgres() ? "PostgreSQL" : "SQLite") + " answers", "");
    if (store::schema_version(*reader) == 0)
        return doctor.find(false, "schema: there is none", "`broadsheet serve` makes it at its first start.");
    look_at_data(doctor, *reader, database);
    look_at_jobs(doctor, *reader, database.clock().now());
    look_at_blobs(doctor, *reader, config);
    look_at_money(doctor, *reader, config);
}

}  // namespace

int doctor_command(Config const& config) {
    Doctor doctor;
    look_at_machine(doctor, config);
    look_at_server(doctor, config);
    doctor.look("database",
                config.database_url.empty()
                    ? "Readers are served what is in memory; nothing can be written. Is the disk full, "
                      "or the folder another user's?"
                    : "Readers are served what is in memory. Is PostgreSQL running? Does [database] url "
                      "hold the right host, name and password?",
                [&] { look_at_newspaper(doctor, config); });
    look_at_services(doctor, config);
    return doctor.result();
}

}  // namespace broadsheet
