#include "store/mailings.h"

#include "store/newsletters.h"
#include "store/readers.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using content::DeliveryState;
using content::MailingStatus;
using content::Segment;

class MailingsTest : public DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        newsletter_.id = NewsletterId::make();
        newsletter_.name = "The Morning";
        newsletter_.slug = "the-morning";
        newsletter_.language = "en";
        mailing_.id = MailingId::make();
        mailing_.newsletter = newsletter_.id;
        mailing_.subject = "Hello";
        commit([&](Transaction& transaction) {
            save_newsletter(transaction, newsletter_);
            insert_mailing(transaction, mailing_);
        });
    }

    content::ReaderId add(std::string const& name, std::string const& language = "en", bool paid = false) {
        content::Reader reader;
        reader.id = content::ReaderId::make();
        reader.email = name + "@example.org";
        reader.language = language;
        reader.paid = paid;
        commit([&](Transaction& transaction) {
            insert_reader(transaction, reader, reader.email);
            subscribe(transaction, reader, newsletter_.id);
        });
        return reader.id;
    }
    std::int64_t count(Segment const& segment) {
        return count_segment(*database().snapshot(), newsletter_.id, segment, now());
    }
    content::Delivery delivery(content::ReaderId reader, DeliveryState state) {
        return {mailing_.id, reader, state, 1, now(), std::nullopt, "said so", {}, {}, {}};
    }

    content::Newsletter newsletter_;
    Mailing mailing_;
};
INSTANTIATE_TEST_SUITE_P(Engines, MailingsTest, both_engines, engine_name);

TEST_P(MailingsTest, SegmentsAskForWhatTheySay) {
    add("a");
    add("b", "uk");
    auto const paid = add("c", "uk", true);
    EXPECT_EQ(count({}), 3);
    EXPECT_EQ(count({.language = "uk"}), 2);
    EXPECT_EQ(count({.language = "' OR 1=1 --"}), 0);
    EXPECT_EQ(count({.support = Segment::Support::paid}), 1);
    EXPECT_EQ(count({.language = "uk", .support = Segment::Support::free}), 1);
    EXPECT_EQ(count({.joined_before = now()}), 0);
    EXPECT_EQ(count({.joined_from = now()}), 3);
    EXPECT_EQ(count({.engaged_days = 30}), 0);
    auto reader = *find_reader(*database().snapshot(), paid);
    reader.engaged_at = now();
    reader.language = "en";
    commit([&](Transaction& transaction) { update_reader(transaction, reader); });
    EXPECT_EQ(count({.engaged_days = 30}), 1);
    EXPECT_EQ(count({.language = "uk"}), 1);
    commit([&](Transaction& transaction) {
        suppress(transaction, "a@example.org", "hash",
                 {"a@example.org", content::SuppressionReason::bounce, "", now()});
    });
    EXPECT_EQ(count({}), 2);
    commit([&](Transaction& transaction) { lift_suppression(transaction, "a@example.org", "hash"); });
    EXPECT_EQ(count({}), 3);
}

TEST_P(MailingsTest, NobodyIsAskedForTwice) {
    auto const a = add("a"), b = add("b"), c = add("c");
    auto const next = [&](content::ReaderId after) {
        std::vector<content::ReaderId> out;
        for (auto const& one : next_recipients(*database().snapshot(), mailing_, after, now(), 10))
            out.push_back(one.reader);
        return out;
    };
    EXPECT_EQ(next({}), (std::vector{a, b, c}));
    commit([&](Transaction& transaction) {
        EXPECT_TRUE(announce_delivery(transaction, delivery(b, DeliveryState::handing)));
    });
    EXPECT_EQ(next({}), (std::vector{a, c}));
    EXPECT_EQ(next(a), (std::vector{c}));
    commit([&](Transaction& transaction) {
        EXPECT_FALSE(announce_delivery(transaction, delivery(b, DeliveryState::handing))) << "another program has it";
        EXPECT_EQ(doubt_handed(transaction, mailing_.id), 1);
        EXPECT_FALSE(announce_delivery(transaction, delivery(b, DeliveryState::handing))) << "only by hand";
        EXPECT_EQ(send_doubtful_again(transaction, mailing_.id, {a}, false), 0);
        EXPECT_EQ(send_doubtful_again(transaction, mailing_.id, {b}, false), 1);
        EXPECT_TRUE(announce_delivery(transaction, delivery(b, DeliveryState::handing)));
        save_delivery(transaction, delivery(b, DeliveryState::taken));
        EXPECT_FALSE(announce_delivery(transaction, delivery(b, DeliveryState::handing)));
    });
    EXPECT_EQ(figures_of(*database().snapshot(), mailing_.id).taken, 1);
}

TEST_P(MailingsTest, AnIntentIsTakenBackByWhoeverWroteIt) {
    auto const a = add("a");
    auto const announced = delivery(a, DeliveryState::handing);
    auto another = announced;
    another.attempts += 1;
    commit([&](Transaction& transaction) {
        EXPECT_FALSE(withdraw_delivery(transaction, announced)) << "it was never written";
        EXPECT_TRUE(announce_delivery(transaction, announced));
        EXPECT_FALSE(withdraw_delivery(transaction, another));
        EXPECT_TRUE(due_deliveries(transaction, mailing_.id, now(), 10).empty());
        EXPECT_TRUE(withdraw_delivery(transaction, announced));
    });
    EXPECT_EQ(due_deliveries(*database().snapshot(), mailing_.id, now(), 10).size(), 1U);
    commit([&](Transaction& transaction) {
        save_delivery(transaction, delivery(a, DeliveryState::taken));
        EXPECT_FALSE(withdraw_delivery(transaction, announced)) << "what has gone has gone";
    });
}

TEST_P(MailingsTest, OneProgramHasAMailingInHand) {
    mailing_.status = MailingStatus::scheduled;
    mailing_.scheduled_at = now();
    commit([&](Transaction& transaction) { EXPECT_TRUE(update_mailing(transaction, mailing_, 1)); });
    EXPECT_EQ(mailings_to_send(*database().snapshot(), "one", now()), std::vector{mailing_.id});
    mailing_.status = MailingStatus::sending;
    commit([&](Transaction& transaction) {
        EXPECT_FALSE(update_mailing(transaction, mailing_, 1)) << "it is at version 2";
        EXPECT_TRUE(update_mailing(transaction, mailing_, 2));
        EXPECT_TRUE(hold_mailing(transaction, mailing_.id, "one", now(), now() + Millis(1000)));
        EXPECT_FALSE(hold_mailing(transaction, mailing_.id, "two", now(), now() + Millis(1000)));
        EXPECT_TRUE(hold_mailing(transaction, mailing_.id, "one", now(), now() + Millis(2000)));
    });
    EXPECT_TRUE(mailings_to_send(*database().snapshot(), "two", now()).empty());
    EXPECT_EQ(mailings_to_send(*database().snapshot(), "one", now()).size(), 1U);
    pass(Millis(2001));
    EXPECT_EQ(mailings_to_send(*database().snapshot(), "two", now()).size(), 1U);
    commit([&](Transaction& transaction) {
        EXPECT_TRUE(hold_mailing(transaction, mailing_.id, "two", now(), now() + Millis(1000)));
    });
}

TEST_P(MailingsTest, AMailingIsKeptWhole) {
    mailing_.kind = content::MailingKind::letter;
    mailing_.preview = "Good morning";
    mailing_.segment = {"uk", Segment::Support::paid, now(), now() + Millis(1), 30};
    mailing_.page = "{}";
    mailing_.trouble = "451 later";
    mailing_.audience = (1LL << 62) + 1;
    mailing_.scheduled_at = now();
    commit([&](Transaction& transaction) { EXPECT_TRUE(update_mailing(transaction, mailing_, 1)); });
    auto const found = find_mailing(*database().snapshot(), mailing_.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->segment, mailing_.segment);
    EXPECT_EQ(found->audience, mailing_.audience);
    EXPECT_EQ(found->trouble, mailing_.trouble);
    EXPECT_EQ(found->scheduled_at, mailing_.scheduled_at);
    EXPECT_EQ(found->version, 2);
    EXPECT_EQ(list_mailings(*database().snapshot(), std::nullopt, newsletter_.id, 10).front().page, "");
    commit([&](Transaction& transaction) { delete_mailing(transaction, mailing_.id); });
    EXPECT_FALSE(find_mailing(*database().snapshot(), mailing_.id));
}

}  // namespace
}  // namespace broadsheet::store
