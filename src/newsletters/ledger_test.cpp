#include "newsletters/ledger.h"

#include <atomic>
#include <chrono>
#include <stdexcept>

#include "store/changes.h"
#include "store/test_database.h"

namespace broadsheet::newsletters {
namespace {

class LedgerTest : public store::DatabaseTest {
  protected:
    std::string kept(std::string const& name) {
        return store::find_setting(*database().snapshot(), name).value_or("nothing");
    }
    static Ledger::Entry saying(std::string name, std::string value) {
        return [=](store::Transaction& transaction) { store::save_setting(transaction, name, value); };
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, LedgerTest, store::both_engines, store::engine_name);

TEST_P(LedgerTest, WhatIsWaitedForIsOnTheDiskAndAllBeforeIt) {
    Ledger ledger(database());
    ledger.write(saying("answer", "1"));
    ledger.write_and_wait(saying("intent", "2"));
    EXPECT_EQ(kept("answer"), "1");
    EXPECT_EQ(kept("intent"), "2");
}

TEST_P(LedgerTest, WhatLeavesWithItIsWritten) {
    { Ledger(database()).write(saying("last", "3")); }
    EXPECT_EQ(kept("last"), "3");
}

TEST_P(LedgerTest, AnIntentThatCannotBeWrittenIsRefusedAnAnswerIsKept) {
    Ledger ledger(database());
    std::atomic<bool> broken{true};
    ledger.write([&](store::Transaction& transaction) {
        if (broken) throw std::runtime_error("no room");
        store::save_setting(transaction, "answer", "4");
    });
    EXPECT_THROW(ledger.write_and_wait(saying("intent", "5")), std::runtime_error);
    EXPECT_EQ(kept("intent"), "nothing");
    broken = false;
    for (int i = 0; i < 200 && kept("answer") == "nothing"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(kept("answer"), "4");
    EXPECT_EQ(kept("intent"), "nothing");
}

TEST_P(LedgerTest, ManyWaitersShareCommits) {
    Ledger ledger(database());
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int k = 0; k < 20; ++k) ledger.write_and_wait(saying("n" + std::to_string(i), std::to_string(k)));
        });
    for (auto& thread : threads) thread.join();
    for (int i = 0; i < 8; ++i) EXPECT_EQ(kept("n" + std::to_string(i)), "19");
}

}  // namespace
}  // namespace broadsheet::newsletters
