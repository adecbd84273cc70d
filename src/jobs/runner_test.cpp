#include "jobs/runner.h"

#include "store/test_database.h"

namespace broadsheet::jobs {
namespace {

using namespace std::chrono_literals;

class RunnerTest : public store::DatabaseTest {
  protected:
    void add(std::string_view subject, Millis in = Millis(0), std::string_view kind = "note") {
        commit([&](store::Transaction& transaction) { store::add_job(transaction, kind, subject, now() + in); });
    }
    store::JobCounts counts() { return store::count_jobs(*database().snapshot()); }
    std::optional<Time> next() { return store::next_job_time(*database().snapshot()); }
    Work note() {
        return [this](store::Job const& job) { ran_ += job.subject + std::to_string(job.attempts) + " "; };
    }

    std::string ran_;
};
INSTANTIATE_TEST_SUITE_P(Engines, RunnerTest, store::both_engines, store::engine_name);

TEST_P(RunnerTest, RunsWhatIsDue) {
    Runner runner(database(), {{"note", note()}});
    EXPECT_FALSE(runner.run_one());
    add("b", Millis(20));
    add("a", Millis(10));
    EXPECT_FALSE(runner.run_one());
    pass(Millis(20));
    EXPECT_TRUE(runner.run_one());
    EXPECT_TRUE(runner.run_one());
    EXPECT_FALSE(runner.run_one());
    EXPECT_EQ(ran_, "a1 b1 ");
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(RunnerTest, TriesAgainLaterAndLaterAndThenParks) {
    Runner runner(database(), {{"note", [&](store::Job const& job) {
                                    note()(job);
                                    throw std::runtime_error("it's broken");
                                }}});
    add("a");
    Millis previous{0};
    int runs = 0;
    while (runner.run_one()) {
        ++runs;
        if (auto const at = next()) {
            auto const pause = std::chrono::duration_cast<Millis>(*at - now());
            EXPECT_GT(pause, previous);
            EXPECT_FALSE(runner.run_one()) << "not before its time";
            previous = pause;
            pass(pause);
        }
    }
    EXPECT_EQ(runs, 10);
    EXPECT_EQ(ran_, "a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 ");
    EXPECT_EQ(counts().parked, 1);
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(RunnerTest, AJobThatFailedOnceIsDoneWhenItSucceeds) {
    Runner runner(database(), {{"note", [&](store::Job const& job) {
                                    note()(job);
                                    if (job.attempts == 1) throw std::runtime_error("once");
                                }}});
    add("a");
    EXPECT_TRUE(runner.run_one());
    pass(*next() - now());
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(ran_, "a1 a2 ");
    EXPECT_EQ(counts().waiting + counts().parked, 0);
}

TEST_P(RunnerTest, AnUnknownKindDoesNotStopTheOthers) {
    Runner runner(database(), {{"note", note()}});
    add("x", Millis(-1), "unknown");
    add("a");
    EXPECT_TRUE(runner.run_one());
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(ran_, "a1 ");
    EXPECT_EQ(counts().waiting, 1) << "kept for a version that knows it";
}

// A process that dies in mid-job leaves a lease behind: the job runs again once that has ended, not before.
TEST_P(RunnerTest, AJobOutlivesWhoeverRanIt) {
    add("a");
    commit([&](store::Transaction& transaction) {
        ASSERT_TRUE(store::take_job(transaction, now(), now() + Millis(300'000)));
    });
    Runner runner(database(), {{"note", note()}});
    EXPECT_FALSE(runner.run_one());
    pass(Millis(299'999));
    EXPECT_FALSE(runner.run_one());
    pass(Millis(1));
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(ran_, "a2 ");
    EXPECT_EQ(counts().waiting, 0);
}

// Alone at its database, whoever starts knows that nobody runs it; where several share one, the lease decides.
TEST_P(RunnerTest, AKilledOnesJobIsTakenUpAtTheStart) {
    add("a");
    commit([&](store::Transaction& transaction) {
        ASSERT_TRUE(store::take_job(transaction, now(), now() + Millis(300'000)));
    });
    Runner runner(database(), {{"note", note()}}, 0);
    runner.start();
    EXPECT_EQ(runner.run_one(), !database().is_postgres());
}

TEST_P(RunnerTest, WhatBecameDueWhileNothingRanRunsOnceAfter) {
    add("a", Millis(1000));
    pass(Millis(24 * 3600 * 1000));
    auto const restarted = open_another();
    Runner runner(*restarted, {{"note", note()}});
    EXPECT_TRUE(runner.run_one());
    EXPECT_FALSE(runner.run_one());
    EXPECT_EQ(ran_, "a1 ");
}

TEST_P(RunnerTest, AWishRenewedDuringTheRunIsRunAgain) {
    Runner runner(database(), {{"note", [&](store::Job const& job) {
                                    if (ran_.empty()) add("a");
                                    note()(job);
                                }}});
    add("a");
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(counts().waiting, 1);
    EXPECT_TRUE(runner.run_one());
    EXPECT_FALSE(runner.run_one());
    EXPECT_EQ(ran_, "a1 a1 ");
}

TEST_P(RunnerTest, ThreadsRunEachJobOnceAndStopWhenTold) {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, int> runs;
    Runner runner(database(),
                  {{"note",
                    [&](store::Job const& job) {
                        std::lock_guard const lock(mutex);
                        ++runs[job.subject];
                        changed.notify_all();
                    }}},
                  3);
    runner.start();
    for (int i = 0; i < 12; ++i) add(std::to_string(i));
    runner.wake();
    {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, 10s, [&] { return runs.size() == 12; }));
    }
    runner.stop();
    for (auto const& [subject, count] : runs) EXPECT_EQ(count, 1) << subject;
    EXPECT_EQ(counts().waiting, 0);
}

}  // namespace
}  // namespace broadsheet::jobs
