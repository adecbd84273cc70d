// The durable queue of store/changes.h; who runs it is jobs/.
#include <thread>

#include "store/changes.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class JobQueueTest : public DatabaseTest {
  protected:
    std::optional<Job> take(Millis lease = Millis(1000)) {
        std::optional<Job> job;
        commit([&](Transaction& transaction) { job = take_job(transaction, now(), now() + lease); });
        return job;
    }
    void add(std::string_view kind, std::string_view subject, Millis in = Millis(0)) {
        commit([&](Transaction& transaction) { add_job(transaction, kind, subject, now() + in); });
    }
    std::string taken_subject() {
        auto const job = take();
        return job ? job->subject : "none";
    }
    JobCounts counts() { return count_jobs(*database().snapshot()); }
    std::optional<Time> next() { return next_job_time(*database().snapshot()); }
};
INSTANTIATE_TEST_SUITE_P(Engines, JobQueueTest, both_engines, engine_name);

TEST_P(JobQueueTest, GivesWhatIsDueLongest) {
    EXPECT_EQ(next(), std::nullopt);
    EXPECT_FALSE(take());
    add("mail", "later", Millis(100));
    add("mail", "second", Millis(-10));
    add("mail", "first", Millis(-20));
    EXPECT_EQ(next(), now() - Millis(20));
    EXPECT_EQ(taken_subject(), "first");
    EXPECT_EQ(taken_subject(), "second");
    EXPECT_EQ(taken_subject(), "none");
    pass(Millis(100));
    EXPECT_EQ(taken_subject(), "later");
}

TEST_P(JobQueueTest, ALeasedJobIsNobodyElsesUntilTheLeaseEnds) {
    add("mail", "a");
    auto const job = take(Millis(1000)).value();
    EXPECT_EQ(job.kind, "mail");
    EXPECT_EQ(job.attempts, 1);
    EXPECT_FALSE(take());
    EXPECT_EQ(next(), now() + Millis(1000));
    pass(Millis(999));
    EXPECT_FALSE(take());
    pass(Millis(1));
    auto const again = take().value();
    EXPECT_EQ(again.id, job.id);
    EXPECT_EQ(again.attempts, 2) << "whoever held it is taken for dead";
}

TEST_P(JobQueueTest, AJobThatAsksForItselfWhileItRunsWaitsForTheNewTime) {
    add("sweep", "", Millis(-50));
    auto const job = take().value();
    add("sweep", "", Millis(1000));
    commit([&](Transaction& transaction) { finish_job(transaction, job.id); });
    EXPECT_EQ(next(), now() + Millis(1000));
    add("sweep", "", Millis(500));
    EXPECT_EQ(next(), now() + Millis(500)) << "one that waits takes the earlier time";
    add("sweep", "", Millis(2000));
    EXPECT_EQ(next(), now() + Millis(500));
}

TEST_P(JobQueueTest, AFinishedJobIsGone) {
    add("mail", "a");
    auto const job = take().value();
    EXPECT_EQ(counts().waiting, 1);
    commit([&](Transaction& transaction) { finish_job(transaction, job.id); });
    EXPECT_EQ(counts().waiting, 0);
    EXPECT_EQ(next(), std::nullopt);
}

TEST_P(JobQueueTest, RetriesAndParks) {
    add("mail", "a");
    auto const job = take().value();
    commit([&](Transaction& transaction) { retry_job(transaction, job.id, now() + Millis(50), "it's broken"); });
    EXPECT_FALSE(take());
    pass(Millis(50));
    EXPECT_EQ(take()->attempts, 2);
    commit([&](Transaction& transaction) { park_job(transaction, job.id, "for good"); });
    pass(Millis(1'000'000));
    EXPECT_FALSE(take());
    EXPECT_EQ(counts().waiting, 0);
    EXPECT_EQ(counts().parked, 1);
    EXPECT_EQ(next(), std::nullopt);
    add("mail", "a");
    EXPECT_EQ(take()->attempts, 1) << "asked for again, it has a clean slate";
    EXPECT_EQ(counts().parked, 0);
}

TEST_P(JobQueueTest, OneJobOfAKindAndSubject) {
    add("mail", "a", Millis(100));
    add("mail", "a", Millis(50));
    EXPECT_EQ(counts().waiting, 1);
    EXPECT_EQ(next(), now() + Millis(50));
    add("mail", "a", Millis(200));
    EXPECT_EQ(next(), now() + Millis(50)) << "the earlier time stays";
    commit([&](Transaction& transaction) { move_job(transaction, "mail", "a", now() + Millis(300)); });
    EXPECT_EQ(next(), now() + Millis(300)) << "moved, it is the given time";
    commit([&](Transaction& transaction) { move_job(transaction, "mail", "b", now() + Millis(10)); });
    add("audio", "a", Millis(400));
    EXPECT_EQ(counts().waiting, 3);
    commit([](Transaction& transaction) { remove_job(transaction, "mail", "b"); });
    commit([](Transaction& transaction) { remove_job(transaction, "mail", "unknown"); });
    EXPECT_EQ(counts().waiting, 2);
    EXPECT_EQ(next(), now() + Millis(300));
}

TEST_P(JobQueueTest, AWishRenewedDuringTheRunOutlivesIt) {
    add("mail", "a");
    auto const old = take().value();
    add("mail", "a");
    commit([&](Transaction& transaction) { finish_job(transaction, old.id); });
    EXPECT_EQ(counts().waiting, 1);
    auto const renewed = take().value();
    EXPECT_NE(renewed.id, old.id);
    EXPECT_EQ(renewed.attempts, 1);
    commit([&](Transaction& transaction) {
        retry_job(transaction, old.id, now() + Millis(9999), "");
        park_job(transaction, old.id, "");
    });
    EXPECT_EQ(counts().parked, 0);
    commit([&](Transaction& transaction) { finish_job(transaction, renewed.id); });
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(JobQueueTest, AJobGoesToOneOfManyTakers) {
    constexpr int jobs = 40;
    commit([&](Transaction& transaction) {
        for (int i = 0; i < jobs; ++i) add_job(transaction, "mail", std::to_string(i), now());
    });
    auto const other = open_another();
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            while (taken < jobs) {
                auto const transaction = (i % 2 ? *other : database()).begin();
                if (take_job(*transaction, now(), now() + Millis(1000))) ++taken;
                transaction->commit();
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(taken, jobs);
    EXPECT_FALSE(take());
}

}  // namespace
}  // namespace broadsheet::store
