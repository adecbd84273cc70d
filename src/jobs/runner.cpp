#include "jobs/runner.h"

#include <algorithm>

#include "base/log.h"

namespace broadsheet::jobs {
namespace {

constexpr Millis lease{5 * 60 * 1000};
constexpr Millis longest_wait{1000};
constexpr int most_attempts = 10;

Millis pause_after(int attempts) { return Millis(std::min(3'600'000, 1000 << std::min(attempts, 12))); }

}  // namespace

Runner::Runner(store::Database& database, std::map<std::string, Work> kinds, int threads)
    : database_(database), kinds_(std::move(kinds)), thread_count_(threads) {}

Runner::~Runner() { stop(); }

void Runner::start() {
    if (!database_.is_postgres()) release();
    for (int i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { run_until_stopped(); });
}

// One program has a SQLite file at a time: what is held there at its start was held by one that was killed.
void Runner::release() try {
    auto const transaction = database_.begin();
    store::release_jobs(*transaction);
    transaction->commit();
} catch (std::exception const& error) {
    log_error("jobs_not_released error=\"{}\"", error.what());  // they are when their leases end
}

void Runner::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void Runner::wake() {
    {
        std::lock_guard const lock(mutex_);
        ++wakes_;
    }
    woken_.notify_all();
}

bool Runner::run_one() {
    auto const now = database_.clock().now();
    std::optional<store::Job> job;
    {
        // Looking costs a read; only when something is due is the one writer asked for.
        auto const next = store::next_job_time(*database_.snapshot());
        if (!next || *next > now) return false;
        auto transaction = database_.begin();
        job = store::take_job(*transaction, now, now + lease);
        transaction->commit();
    }
    if (!job) return false;
    std::string failure;
    try {
        auto const kind = kinds_.find(job->kind);
        if (kind == kinds_.end()) throw std::runtime_error("no such kind of job");
        kind->second(*job);
    } catch (std::exception const& error) {
        failure = error.what();
    }
    auto transaction = database_.begin();
    if (failure.empty()) {
        store::finish_job(*transaction, job->id);
    } else if (job->attempts >= most_attempts) {
        log_error("job_parked kind={} subject={} error=\"{}\"", job->kind, job->subject, failure);
        store::park_job(*transaction, job->id, failure);
    } else {
        log_warning("job_failed kind={} subject={} attempt={} error=\"{}\"", job->kind, job->subject, job->attempts,
                    failure);
        store::retry_job(*transaction, job->id, database_.clock().now() + pause_after(job->attempts), failure);
    }
    transaction->commit();
    return true;
}

void Runner::run_until_stopped() {
    std::uint64_t seen = 0;
    for (;;) {
        Millis wait = longest_wait;
        try {
            {
                std::lock_guard const lock(mutex_);
                if (stopping_) return;
                seen = wakes_;
            }
            if (run_one()) continue;
            if (auto const next = store::next_job_time(*database_.snapshot()))
                wait = std::clamp(std::chrono::duration_cast<Millis>(*next - database_.clock().now()), Millis(1),
                                  longest_wait);
        } catch (std::exception const& error) {
            log_error("job_runner error=\"{}\"", error.what());
        }
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, wait, [&] { return stopping_ || wakes_ != seen; });
        if (stopping_) return;
    }
}

}  // namespace broadsheet::jobs
