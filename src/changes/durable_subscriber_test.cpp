#include "changes/durable_subscriber.h"

#include <future>

#include "store/test_database.h"

namespace broadsheet::changes {
namespace {

using namespace std::chrono_literals;

// Counts in the database itself, as the real ones do: a setting that holds the subjects it was told of, in order.
class DurableSubscriberTest : public store::DatabaseTest {
  protected:
    static void write(store::Database& database, std::string const& subject) {
        auto const transaction = database.begin();
        transaction->append({"kind", subject, {}});
        database.commit(*transaction);
    }
    static void note(store::Transaction& transaction, std::string const& text) {
        store::save_setting(transaction, "noted", store::find_setting(transaction, "noted").value_or("") + text);
    }
    std::string noted() { return store::find_setting(*database().snapshot(), "noted").value_or(""); }
    std::int64_t behind(DurableSubscriber const& subscriber) { return subscriber.behind(*database().snapshot()); }

    // Takes three batches to fill.
    DurableWork work() {
        return {"test",
                [this](store::Transaction& transaction, std::vector<store::Change> const& changes) {
                    for (auto const& change : changes) note(transaction, change.subject);
                    if (fail_) throw std::runtime_error("killed before the commit");
                },
                [](store::Transaction& transaction, std::string const& progress) -> std::optional<std::string> {
                    note(transaction, "<" + progress + ">");
                    if (progress == "bb") return std::nullopt;
                    return progress + "b";
                }};
    }

    bool fail_ = false;
};
INSTANTIATE_TEST_SUITE_P(Engines, DurableSubscriberTest, store::both_engines, store::engine_name);

TEST_P(DurableSubscriberTest, FillsInBatchesThenFollowsTheLog) {
    write(database(), "before");
    {
        DurableSubscriber subscriber(database(), work());
        EXPECT_EQ(behind(subscriber), 1);
        EXPECT_TRUE(subscriber.advance());
        EXPECT_TRUE(subscriber.advance());
        write(database(), "M");
        EXPECT_EQ(behind(subscriber), 2) << "as long as it fills";
    }
    DurableSubscriber resumed(database(), work());
    while (resumed.advance()) {
    }
    EXPECT_EQ(noted(), "<><b><bb>M") << "what came during the fill is heard after it";
    EXPECT_EQ(behind(resumed), 0);
    write(database(), "x");
    write(database(), "y");
    EXPECT_EQ(behind(resumed), 2);
    EXPECT_TRUE(resumed.advance());
    EXPECT_FALSE(resumed.advance());
    EXPECT_EQ(noted(), "<><b><bb>Mxy");
}

TEST_P(DurableSubscriberTest, KilledBetweenWorkAndCommitItNeitherLosesNorDoubles) {
    {
        DurableSubscriber subscriber(database(), work());
        while (subscriber.advance()) {
        }
        write(database(), "x");
        fail_ = true;
        EXPECT_THROW(subscriber.advance(), std::runtime_error);
        EXPECT_EQ(noted(), "<><b><bb>") << "the work went with its transaction";
        EXPECT_EQ(behind(subscriber), 1);
    }
    fail_ = false;
    write(database(), "y");
    DurableSubscriber again(database(), work());
    while (again.advance()) {
    }
    EXPECT_EQ(noted(), "<><b><bb>xy");
}

// Two processes on the same data: whoever comes first does it, and it is done once.
TEST_P(DurableSubscriberTest, OfTwoProcessesEachChangeIsHeardOnce) {
    auto const other_database = open_another();
    DurableSubscriber one(database(), work(), 5ms), other(*other_database, work(), 5ms);
    one.start();
    other.start();
    std::string wanted = "<><b><bb>";
    while (behind(one) > 0 || noted().size() < wanted.size()) std::this_thread::sleep_for(2ms);
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        write(letter % 2 ? database() : *other_database, std::string(1, letter));
        letter % 2 ? one.wake() : other.wake();
        wanted += letter;
    }
    for (int i = 0; i < 2000 && behind(one) > 0; ++i) std::this_thread::sleep_for(5ms);
    one.stop();
    other.stop();
    EXPECT_EQ(noted(), wanted);
}

TEST_P(DurableSubscriberTest, GoesOnAfterAFailure) {
    DurableSubscriber subscriber(database(), work(), 5ms);
    while (subscriber.advance()) {
    }
    fail_ = true;
    write(database(), "x");
    subscriber.start();
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(noted(), "<><b><bb>");
    subscriber.stop();
    fail_ = false;
    DurableSubscriber again(database(), work(), 5ms);
    again.start();
    for (int i = 0; i < 2000 && behind(again) > 0; ++i) std::this_thread::sleep_for(5ms);
    again.stop();
    EXPECT_EQ(noted(), "<><b><bb>x");
}

}  // namespace
}  // namespace broadsheet::changes
