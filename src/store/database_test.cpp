#include "store/database.h"

#include <cstdlib>
#include <future>
#include <thread>

#include "store/changes.h"
#include "store/sql.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using namespace std::chrono_literals;

using DatabaseFixture = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, DatabaseFixture, both_engines, engine_name);

int schema_version(Reader& reader) {
    return std::get<0>(*select_one<int>(reader, "SELECT MAX(version) AS newest FROM schema_version"));
}

TEST_P(DatabaseFixture, MigratesFromNothingAndOnlyOnce) {
    auto const empty = open_empty();
    EXPECT_THROW(log_position(*empty->snapshot()), std::exception);
    empty->migrate();
    int const version = schema_version(*empty->snapshot());
    EXPECT_GE(version, 1);
    {
        auto const transaction = empty->begin();
        save_setting(*transaction, "kept", "1");
        transaction->commit();
    }
    empty->migrate();
    EXPECT_EQ(schema_version(*empty->snapshot()), version);
    EXPECT_EQ(find_setting(*empty->snapshot(), "kept"), "1");
}

TEST_P(DatabaseFixture, TwoThatMigrateAtOnceTakeTurns) {
    auto const first = open_empty();
    auto const second = open_another();
    auto other = std::async(std::launch::async, [&] { second->migrate(); });
    first->migrate();
    other.get();
    EXPECT_EQ(std::get<0>(*select_one<std::int64_t>(*first->snapshot(), "SELECT COUNT(*) FROM schema_version")), 1);
    EXPECT_EQ(log_position(*first->snapshot()), 0);
}

TEST_P(DatabaseFixture, RefusesTheDataOfANewerBroadsheet) {
    commit([](Transaction& transaction) { execute(transaction, "UPDATE schema_version SET version = 9999"); });
    EXPECT_THROW(database().migrate(), std::runtime_error);
    EXPECT_EQ(schema_version(*database().snapshot()), 9999);
}

TEST_P(DatabaseFixture, KnowsItsEngine) { EXPECT_EQ(database().is_postgres(), GetParam() == Engine::postgres); }

TEST_P(DatabaseFixture, RollsBackWhatIsNotCommitted) {
    { save_setting(*database().begin(), "name", "1"); }
    EXPECT_EQ(find_setting(*database().snapshot(), "name"), std::nullopt);
    EXPECT_EQ(commit([](Transaction& transaction) { save_setting(transaction, "name", "2"); }), 0);
    EXPECT_EQ(find_setting(*database().snapshot(), "name"), "2");
}

TEST_P(DatabaseFixture, OfTwoThatHoldANameTheSecondSeesWhatTheFirstLeft) {
    auto const position = [](Reader& reader) {
        return std::get<0>(*select_one<std::int64_t>(reader, "SELECT position FROM change_counter WHERE id = 1"));
    };
    auto const before = position(*database().snapshot());
    auto const count = [&] {
        for (int i = 0; i < 50; ++i)
            commit([&](Transaction& transaction) {
                transaction.hold("counter");
                auto const next = position(transaction) + 1;
                execute(transaction, "UPDATE change_counter SET position = :next WHERE id = 1", next);
            });
    };
    std::thread other(count);
    count();
    other.join();
    EXPECT_EQ(position(*database().snapshot()), before + 100);
}

TEST_P(DatabaseFixture, ASnapshotDoesNotMove) {
    commit([](Transaction& transaction) { save_setting(transaction, "name", "1"); });
    auto const before = database().snapshot();
    EXPECT_EQ(find_setting(*before, "name"), "1");
    commit([](Transaction& transaction) { save_setting(transaction, "name", "2"); });
    EXPECT_EQ(find_setting(*before, "name"), "1");
    EXPECT_EQ(find_setting(*database().snapshot(), "name"), "2");
}

TEST_P(DatabaseFixture, AFailedStatementLeavesThePoolUsable) {
    for (int i = 0; i < 30; ++i) {
        EXPECT_THROW(execute(*database().begin(), "INSERT INTO no_such_table (a) VALUES (1)"), std::exception);
        EXPECT_THROW(select<int>(*database().snapshot(), "SELECT nonsense FROM settings"), std::exception);
    }
    commit([](Transaction& transaction) { save_setting(transaction, "name", "1"); });
    EXPECT_EQ(find_setting(*database().snapshot(), "name"), "1");
}

TEST_P(DatabaseFixture, TellsOnlyAfterACommitThatWroteChanges) {
    int told = 0;
    database().on_commit([&] {
        ++told;
        EXPECT_EQ(log_position(*database().snapshot()), 1) << "told before the commit could be seen";
    });
    {
        auto const transaction = database().begin();
        save_setting(*transaction, "name", "1");
        database().commit(*transaction);
    }
    EXPECT_EQ(told, 0);
    auto const transaction = database().begin();
    transaction->append({"kind", "subject", {"tag"}});
    database().commit(*transaction);
    EXPECT_EQ(told, 1);
}

// Whoever is told reads the log. Were the writer's connection not free by then, as many writers at once as there are
// connections would wait for each other for ever.
TEST_P(DatabaseFixture, AWriterHasGivenItsConnectionBackBeforeItTells) {
    database().on_commit([&] { log_position(*database().snapshot()); });
    auto transaction = database().begin();
    transaction->append({"kind", "subject", {"tag"}});
    std::vector<std::unique_ptr<Snapshot>> others;
    for (int i = 0; i < 9; ++i) others.push_back(database().snapshot());
    auto done = std::async(std::launch::async, [&] { database().commit(*transaction); });
    EXPECT_EQ(done.wait_for(5s), std::future_status::ready);
    others.clear();  // lets it end even so
}

TEST_P(DatabaseFixture, ReadersWaitForAFreeConnection) {
    std::vector<std::unique_ptr<Snapshot>> all;
    for (int i = 0; i < 10; ++i) all.push_back(database().snapshot());
    auto next = std::async(std::launch::async, [&] { return log_position(*database().snapshot()); });
    EXPECT_EQ(next.wait_for(100ms), std::future_status::timeout);
    all.pop_back();
    EXPECT_EQ(next.get(), 0);
}

TEST(Database, TakesPostgresUrlsOfEveryForm) {
    auto const* const server = std::getenv("BROADSHEET_TEST_POSTGRES");
    if (!server) GTEST_SKIP() << "BROADSHEET_TEST_POSTGRES is not set; run the tests with tools/with_postgres";
    for (auto const* rest : {"postgres", "postgres?", "postgres?connect_timeout=5",
                             "postgres?connect_timeout=5&application_name=it%27s%20a%3Dname"}) {
        Database database(std::string(server) + rest, {}, system_clock());
        EXPECT_EQ(
            std::get<0>(*select_one<std::string>(*database.snapshot(), "SELECT CAST(current_database() AS TEXT)")),
            "postgres")
            << rest;
    }
    EXPECT_THROW(Database(std::string(server) + "no_such_database", {}, system_clock()), std::exception);
}

TEST(Database, RefusesUrlsOfOtherEngines) {
    EXPECT_THROW(Database("mysql://localhost/x", {}, system_clock()), std::runtime_error);
    EXPECT_THROW(Database("", "/nonexistent/folder", system_clock()), std::exception);
}

}  // namespace
}  // namespace broadsheet::store
