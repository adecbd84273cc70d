// `broadsheet doctor`: what is wrong, and what to do about it, in words.
#include <filesystem>
#include <iostream>

#include "main/commands.h"
#include "main/parts.h"
#include "membership/cashier.h"
#include "store/changes.h"
#include "store/ledger.h"

namespace broadsheet {
namespace {

constexpr std::uintmax_t little_space = 500'000'000;

class Doctor {
  public:
    void find(bool good, std::string const& what, std::string const& advice) {
        std::cout << (good ? "ok    " : "WRONG ") << what << "\n";
        if (good) return;
        std::cout << "      " << advice << "\n";
        ++problems_;
    }
    int result() const { return problems_ == 0 ? 0 : 1; }

  private:
    int problems_ = 0;
};

void look_at_machine(Doctor& doctor, Data& data, Config const& config) {
    doctor.find(true, std::string("database: ") + (data.database.is_postgres() ? "PostgreSQL" : "SQLite") + " answers",
                "");
    auto const space = std::filesystem::space(config.data);
    doctor.find(space.available > little_space,
                "disk: " + std::to_string(space.available / 1'000'000) + " MB free under " + config.data.string(),
                "Free some space; writing stops when the disk is full.");
    auto const jobs = store::count_jobs(*data.database.snapshot());
    doctor.find(jobs.parked == 0,
                "jobs: " + std::to_string(jobs.waiting) + " waiting, " + std::to_string(jobs.parked) + " given up",
                "Look for job_parked in the log; the table jobs keeps the reason.");
}

void look_at_money(Doctor& doctor, Data& data, Config const& config) {
    auto const reader = data.database.snapshot();
    auto const wrong = store::check_ledger(*reader);
    doctor.find(wrong.empty(),
                "books: " + std::to_string(store::count_entries(*reader)) + " entries" +
                    (wrong.empty() ? ", each sums to zero" : ", " + wrong),
                "Somebody has written to the database by hand. Restore the last backup beside it and compare.");
    bool const told = config.stripe_secret_key.empty() || !config.stripe_webhook_secret.empty();
    doctor.find(told, config.stripe_secret_key.empty() ? "payments: practice, no key is set" : "payments: Stripe",
                "Set webhook_secret under [stripe]; without it payments are only noticed when they are compared.");
    auto const compared = membership::last_compared(*reader);
    for (auto const& problem : compared.problems)
        doctor.find(false, "processor: " + problem,
                    "Press “Compare now” at the desk, Support, Money; then ask Stripe.");
    if (compared.at && compared.problems.empty())
        doctor.find(true, "processor: agreed with the books at " + iso_time(*compared.at), "");
    for (auto const& event : store::troubled_events(*reader, 5))
        doctor.find(false, "processor: " + event.type + " " + event.object + " waits: " + event.error,
                    "It is tried again by itself; look at the key and the network if it stays.");
}

}  // namespace

int doctor_command(Config const& config) {
    Data data(config);
    Doctor doctor;
    look_at_machine(doctor, data, config);
    look_at_money(doctor, data, config);
    return doctor.result();
}

}  // namespace broadsheet
