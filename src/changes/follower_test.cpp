#include "changes/follower.h"

#include <future>

#include "store/test_database.h"

namespace broadsheet::changes {
namespace {

using namespace std::chrono_literals;

class FollowerTest : public store::DatabaseTest {
  protected:
    static void write(store::Database& database, std::string const& subject) {
        auto const transaction = database.begin();
        store::save_setting(*transaction, subject, "1");
        transaction->append({"setting", subject, {"setting:" + subject}});
        database.commit(*transaction);
    }
    Subscriber note(std::string name) {
        return {name, [this, name](std::vector<store::Change> const& changes) {
                    for (auto const& change : changes) heard_ += name + change.subject + " ";
                }};
    }

    std::string heard_;
};
INSTANTIATE_TEST_SUITE_P(Engines, FollowerTest, store::both_engines, store::engine_name);

TEST_P(FollowerTest, HearsWhatIsNewOnceAndInOrder) {
    write(database(), "before");
    Follower follower(database(), {note("A:"), note("B:")});
    follower.catch_up();
    EXPECT_EQ(heard_, "") << "what was before is no news";
    write(database(), "x");
    write(database(), "y");
    follower.catch_up();
    EXPECT_EQ(heard_, "A:x A:y B:x B:y ");
    follower.catch_up();
    EXPECT_EQ(heard_, "A:x A:y B:x B:y ");
}

TEST_P(FollowerTest, AFailingSubscriberDoesNotStopTheOthers) {
    Follower follower(database(), {{"bad", [](auto const&) { throw std::runtime_error("bad"); }}, note("B:")});
    write(database(), "x");
    follower.catch_up();
    EXPECT_EQ(heard_, "B:x ");
}

TEST_P(FollowerTest, ReadsALongLogInSteps) {
    Follower follower(database(), {note("")});
    commit([](store::Transaction& transaction) {
        for (int i = 0; i < 1203; ++i) transaction.append({"kind", "", {}});
    });
    follower.catch_up();
    EXPECT_EQ(heard_.size(), 1203u);
}

TEST_P(FollowerTest, TheWritersChangeIsDoneWhenTheWriteIsAnswered) {
    Follower follower(database(), {note("")});
    database().on_commit([&] { follower.catch_up(); });
    write(database(), "x");
    EXPECT_EQ(heard_, "x ");
}

// Two processes on the same data: each has its own pool and its own follower, and only polling tells it of the other.
TEST_P(FollowerTest, LosesNothingOfWhatTwoProcessesWrite) {
    constexpr int threads_each = 3, writes = 10, all = 2 * threads_each * writes;
    struct Process {
        std::unique_ptr<store::Database> database;
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<std::int64_t> heard;
        std::unique_ptr<Follower> follower;
    };
    std::array<Process, 2> processes;
    for (auto& process : processes) {
        process.database = open_another();
        process.follower =
            std::make_unique<Follower>(*process.database,
                                       std::vector<Subscriber>{{"note",
                                                                [&process](std::vector<store::Change> const& changes) {
                                                                    std::lock_guard const lock(process.mutex);
                                                                    for (auto const& change : changes)
                                                                        process.heard.push_back(change.position);
                                                                    process.changed.notify_all();
                                                                }}},
                                       Millis(5));
        process.database->on_commit([&process] { process.follower->catch_up(); });
        process.follower->start({});
    }
    std::vector<std::thread> threads;
    for (auto& process : processes)
        for (int i = 0; i < threads_each; ++i)
            threads.emplace_back([&process, i] {
                for (int j = 0; j < writes; ++j) write(*process.database, std::to_string(i) + "-" + std::to_string(j));
            });
    for (auto& thread : threads) thread.join();
    std::vector<std::int64_t> wanted;
    for (int i = 1; i <= all; ++i) wanted.push_back(i);
    for (auto& process : processes) {
        std::unique_lock lock(process.mutex);
        EXPECT_TRUE(process.changed.wait_for(lock, 10s, [&] { return process.heard.size() >= all; }));
        EXPECT_EQ(process.heard, wanted);
    }
    for (auto& process : processes) process.follower->stop();
}

// As many writers at once as there are connections, each of which then reads the log.
TEST_P(FollowerTest, ManyWritersAtOnceDoNotWaitForEachOther) {
    Follower follower(database(), {note("")});
    database().on_commit([&] { follower.catch_up(); });
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&, i] {
            for (int j = 0; j < 4; ++j) write(database(), std::to_string(i));
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::count(heard_.begin(), heard_.end(), ' '), 64);
}

TEST_P(FollowerTest, CallsEveryPollAndStops) {
    Follower follower(database(), {}, Millis(1));
    std::promise<void> third;
    int polls = 0;
    follower.start([&] {
        if (++polls == 3) third.set_value();
    });
    EXPECT_EQ(third.get_future().wait_for(10s), std::future_status::ready);
    follower.stop();
    int const after = polls;
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(polls, after);
}

}  // namespace
}  // namespace broadsheet::changes
