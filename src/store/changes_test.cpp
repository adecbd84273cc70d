#include "store/changes.h"

#include <future>
#include <mutex>
#include <thread>

#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using namespace std::chrono_literals;

using ChangesTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, ChangesTest, both_engines, engine_name);

void write(Transaction& transaction, std::string const& name) {
    save_setting(transaction, name, "1");
    transaction.append({"setting", name, {"setting:" + name}});
}

// "position subject" of each change, joined: what a test expects to read.
std::string log_text(Reader& reader, std::int64_t after = 0) {
    std::string out;
    for (auto const& change : changes_after(reader, after, 1000))
        out += std::to_string(change.position) + " " + change.subject + "\n";
    return out;
}

TEST_P(ChangesTest, KeepsEverythingOfAChange) {
    EXPECT_EQ(log_position(*database().snapshot()), 0);
    auto const position = commit([](Transaction& transaction) {
        transaction.append({"story.published", "a \"quoted\" подія", {"story:1", "list:feed"}, false});
        transaction.append({"story.retracted", "", {}, true});
    });
    EXPECT_EQ(position, 2);
    auto const reader = database().snapshot();
    EXPECT_EQ(log_position(*reader), 2);
    auto const changes = changes_after(*reader, 0, 10);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].position, 1);
    EXPECT_EQ(changes[0].at, now());
    EXPECT_EQ(changes[0].kind, "story.published");
    EXPECT_EQ(changes[0].subject, "a \"quoted\" подія");
    EXPECT_EQ(changes[0].tags, (std::vector<std::string>{"story:1", "list:feed"}));
    EXPECT_FALSE(changes[0].urgent);
    EXPECT_TRUE(changes[1].tags.empty());
    EXPECT_TRUE(changes[1].urgent);
}

TEST_P(ChangesTest, ReadsOnFromAPosition) {
    for (auto const* name : {"a", "b", "c", "d"}) commit([&](Transaction& transaction) { write(transaction, name); });
    auto const reader = database().snapshot();
    EXPECT_EQ(log_text(*reader), "1 a\n2 b\n3 c\n4 d\n");
    EXPECT_EQ(log_text(*reader, 2), "3 c\n4 d\n");
    EXPECT_EQ(log_text(*reader, 4), "");
    EXPECT_EQ(changes_after(*reader, 1, 2).back().subject, "c");
}

TEST_P(ChangesTest, ARollbackLeavesNeitherRowNorChangeNorGap) {
    {
        auto const transaction = database().begin();
        write(*transaction, "lost");
    }
    EXPECT_EQ(find_setting(*database().snapshot(), "lost"), std::nullopt);
    EXPECT_EQ(commit([](Transaction& transaction) { write(transaction, "kept"); }), 1);
    EXPECT_EQ(log_text(*database().snapshot()), "1 kept\n");
    EXPECT_EQ(find_setting(*database().snapshot(), "kept"), "1");
}

// The one who wrote first commits last: it stands behind, so whoever has read up to the other misses nothing.
TEST_P(ChangesTest, PositionsAreInTheOrderOfCommits) {
    if (GetParam() == Engine::sqlite) GTEST_SKIP() << "SQLite has one writer at a time; see ASecondWriterWaits…";
    auto const first = database().begin();
    write(*first, "first");
    auto const second = database().begin();
    write(*second, "second");
    EXPECT_EQ(log_text(*database().snapshot()), "");
    EXPECT_EQ(second->commit(), 1);
    auto const between = database().snapshot();
    EXPECT_EQ(log_position(*between), 1);
    EXPECT_EQ(log_text(*between), "1 second\n");
    EXPECT_EQ(first->commit(), 2);
    EXPECT_EQ(log_text(*database().snapshot(), 1), "2 first\n");
}

// A clock that stops whoever asks it: the log asks between taking its lock and the commit.
struct Gate {
    std::promise<void> reached, opened;
    Clock clock(Time time) {
        return {[this, time] {
            reached.set_value();
            opened.get_future().wait();
            return time;
        }};
    }
};

TEST_P(ChangesTest, ASecondWriterWaitsWhileTheFirstIsBetweenAppendAndCommit) {
    Gate gate;
    auto const slow = open_another(gate.clock(now()));
    auto first = std::async(std::launch::async, [&] {
        auto const transaction = slow->begin();
        write(*transaction, "first");
        return transaction->commit();
    });
    gate.reached.get_future().wait();
    auto second = std::async(std::launch::async,
                             [&] { return commit([](Transaction& transaction) { write(transaction, "second"); }); });
    EXPECT_EQ(second.wait_for(200ms), std::future_status::timeout) << "the second commit did not wait";
    EXPECT_EQ(log_position(*database().snapshot()), 0);
    EXPECT_EQ(log_text(*database().snapshot()), "");
    gate.opened.set_value();
    EXPECT_EQ(first.get(), 1);
    EXPECT_EQ(second.get(), 2);
    EXPECT_EQ(log_text(*database().snapshot()), "1 first\n2 second\n");
}

// Eight writers in two pools, as two processes would be, and one who follows: it never sees a gap nor anything twice.
TEST_P(ChangesTest, ManyWritersLeaveNoGap) {
    constexpr int writers = 8, commits = 50;
    auto const other = open_another();
    std::mutex mutex;
    std::vector<std::int64_t> given;
    std::vector<std::thread> threads;
    for (int i = 0; i < writers; ++i)
        threads.emplace_back([&, i] {
            auto& mine = i % 2 ? *other : database();
            for (int j = 0; j < commits; ++j) {
                auto const transaction = mine.begin();
                write(*transaction, std::to_string(i) + "-" + std::to_string(j));
                auto const position = transaction->commit();
                std::lock_guard const lock(mutex);
                given.push_back(position);
            }
        });
    std::int64_t position = 0;
    auto const end = std::chrono::steady_clock::now() + 60s;
    while (position < writers * commits && std::chrono::steady_clock::now() < end) {
        auto const reader = database().snapshot();
        auto const known = log_position(*reader);
        for (auto const& change : changes_after(*reader, position, 1000)) {
            ASSERT_EQ(change.position, position + 1);
            position = change.position;
            EXPECT_TRUE(find_setting(*reader, change.subject)) << "a change without its row";
        }
        ASSERT_EQ(position, known);
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(position, writers * commits);
    std::sort(given.begin(), given.end());
    for (std::size_t i = 0; i < given.size(); ++i) ASSERT_EQ(given[i], static_cast<std::int64_t>(i + 1));
}

TEST_P(ChangesTest, SettingsAreReplaced) {
    EXPECT_EQ(find_setting(*database().snapshot(), "site"), std::nullopt);
    commit([](Transaction& transaction) { save_setting(transaction, "site", R"({"title":"Вісник"})"); });
    EXPECT_EQ(find_setting(*database().snapshot(), "site"), R"({"title":"Вісник"})");
    commit([](Transaction& transaction) { save_setting(transaction, "site", ""); });
    EXPECT_EQ(find_setting(*database().snapshot(), "site"), "");
}

}  // namespace
}  // namespace broadsheet::store
