// A fresh, migrated database for each test, on both engines: SQLite in a temporary folder; PostgreSQL in a database of
// its own on the server that BROADSHEET_TEST_POSTGRES names (tools/with_postgres starts one), skipped where there is
// none.
//
//     using StoriesTest = DatabaseTest;
//     INSTANTIATE_TEST_SUITE_P(Engines, StoriesTest, both_engines, engine_name);
//     TEST_P(StoriesTest, FindsWhatWasInserted) { … database() … }
#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "store/stories.h"

namespace broadsheet::store {

enum class Engine { sqlite, postgres };

inline auto const both_engines = testing::Values(Engine::sqlite, Engine::postgres);
std::string engine_name(testing::TestParamInfo<Engine> const& info);

class DatabaseTest : public testing::TestWithParam<Engine> {
  protected:
    void SetUp() override;
    void TearDown() override;

    Database& database() { return *database_; }
    // The same data through another pool: what a second process would have. Not migrated again.
    std::unique_ptr<Database> open_another() const { return open_another(clock()); }
    std::unique_ptr<Database> open_another(Clock clock) const;
    // Nothing is in it yet. For tests of the migration itself.
    std::unique_ptr<Database> open_empty();

    // The database's clock; it stands still unless a test moves it.
    Time now() const { return from_ms(now_ms_); }
    void set_now(Time time) { now_ms_ = to_ms(time); }
    void pass(Millis time) { now_ms_ += time.count(); }
    Clock clock() const;

    // Runs `write` in a transaction that is committed. Returns the log's position after it, 0 if no change was noted.
    template <class Write>
    std::int64_t commit(Write const& write) {
        auto const transaction = database().begin();
        write(*transaction);
        return transaction->commit();
    }

  private:
    std::string make_place();  // a new SQLite folder, or a new PostgreSQL schema; returns the url

    std::filesystem::path folder_;
    std::filesystem::path database_folder_;
    std::string url_;
    std::vector<std::string> made_;  // PostgreSQL schemas to drop
    std::string migrated_;           // PostgreSQL's of database(); the next test gets it emptied
    std::atomic<std::int64_t> now_ms_{1'790'000'000'000};
    std::unique_ptr<Database> database_;
};

// A draft article that has everything it must have; not in the store yet.
Story some_story(std::string slug, Time at);
Author some_author(std::string slug);
Section some_section(std::string slug);

}  // namespace broadsheet::store
