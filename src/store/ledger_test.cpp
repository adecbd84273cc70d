#include "store/ledger.h"

#include "store/offers.h"
#include "store/sql.h"
#include "store/support.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using LedgerFixture = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, LedgerFixture, both_engines, engine_name);

LedgerEntry entry(std::string key, std::int64_t minor, std::string day = "2026-09-01") {
    LedgerEntry out;
    out.key = std::move(key);
    out.kind = "charge";
    out.at = from_ms(1'000'000);
    out.day = std::move(day);
    out.charge = out.key;
    out.lines = {{content::accounts::processor("stripe"), {minor, "EUR"}},
                 {content::accounts::contributions, {-minor, "EUR"}}};
    return out;
}

std::int64_t income(Reader& reader, Books books) {
    std::int64_t out = 0;
    for (auto const& sum : sum_ledger(reader, books, LedgerGroup::whole, "0000", "9999"))
        if (sum.account == content::accounts::contributions) out -= sum.amount;
    return out;
}

TEST_P(LedgerFixture, BooksEachKeyOnce) {
    commit([](Transaction& transaction) {
        EXPECT_TRUE(book(transaction, entry("stripe:txn_1", 500)));
        EXPECT_FALSE(book(transaction, entry("stripe:txn_1", 700)));
        EXPECT_TRUE(book(transaction, entry("stripe:txn_2", (1LL << 62), "2026-09-02")));
    });
    auto const reader = database().snapshot();
    EXPECT_EQ(count_entries(*reader), 2);
    auto const entries = entries_between(*reader, Books::real, "2026-09-01", "2026-09-02");
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].lines, entry("stripe:txn_1", 500).lines);
    EXPECT_EQ(entries[1].lines.front().amount.minor, 1LL << 62);
    EXPECT_EQ(check_ledger(*reader), "");
    EXPECT_TRUE(is_booked(*reader, "stripe:txn_1"));
    EXPECT_FALSE(is_booked(*reader, "stripe:txn_3"));
}

TEST_P(LedgerFixture, RefusesWhatDoesNotBalance) {
    auto one = entry("stripe:txn_1", 500);
    one.lines.back().amount.minor = -499;
    auto const transaction = database().begin();
    EXPECT_THROW(book(*transaction, one), std::logic_error);
}

TEST_P(LedgerFixture, IsOnlyAddedTo) {
    commit([](Transaction& transaction) { book(transaction, entry("stripe:txn_1", 500)); });
    for (auto const* const text : {"UPDATE ledger_lines SET amount = 1", "DELETE FROM ledger_lines",
                                   "UPDATE ledger_entries SET day = '2020-01-01'", "DELETE FROM ledger_entries"}) {
        auto const transaction = database().begin();
        EXPECT_THROW(execute(*transaction, text), std::exception) << text;
    }
    EXPECT_EQ(income(*database().snapshot(), Books::real), 500);
}

TEST_P(LedgerFixture, PracticeMoneyCountsForNothingOnceThereIsRealMoney) {
    commit([](Transaction& transaction) {
        book(transaction, entry("practice:1", 900));
        book(transaction, entry("stripe:txn_1", 500));
        book(transaction, entry("bank:1", 100));
    });
    auto const reader = database().snapshot();
    EXPECT_EQ(income(*reader, Books::with_practice), 1500);
    EXPECT_EQ(income(*reader, Books::real), 600);
    EXPECT_EQ(entries_between(*reader, Books::real, "0000", "9999").size(), 2u);
}

TEST_P(LedgerFixture, EventsAreSettledOnce) {
    commit([](Transaction& transaction) {
        EXPECT_TRUE(keep_event(transaction, {"evt_1", "charge.succeeded", "charge", "ch_1", {}, 0, {}, {}}));
        EXPECT_FALSE(keep_event(transaction, {"evt_1", "charge.succeeded", "charge", "ch_1", {}, 0, {}, {}}));
        EXPECT_TRUE(keep_event(transaction, {"evt_2", "charge.succeeded", "charge", "ch_2", {}, 0, {}, {}}));
        postpone_event(transaction, "evt_2", transaction.now() + Millis(1000), "away");
    });
    auto const now = database().clock().now();
    auto const due = due_events(*database().snapshot(), now, 10);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due.front().object, "ch_1");
    EXPECT_EQ(due_events(*database().snapshot(), now + Millis(2000), 10).size(), 2u);
    commit([](Transaction& transaction) {
        EXPECT_TRUE(settle_event(transaction, "evt_1"));
        EXPECT_FALSE(settle_event(transaction, "evt_1"));
        EXPECT_FALSE(keep_event(transaction, {"evt_1", "charge.succeeded", "charge", "ch_1", {}, 0, {}, {}}));
    });
}

TEST_P(LedgerFixture, AWishKeepsItsKeyUntilItIsAnswered) {
    std::string first, second, third;
    commit([&](Transaction& transaction) {
        first = call_key(transaction, "cancel", "sub_1");
        second = call_key(transaction, "cancel", "sub_1");
        EXPECT_NE(call_key(transaction, "cancel", "sub_2"), first);
        note_answer(transaction, first, "done");
        third = call_key(transaction, "cancel", "sub_1");
    });
    EXPECT_EQ(first, second);
    EXPECT_NE(first, third);
}

TEST_P(LedgerFixture, OffersAreFoundByTheirWordAndCounted) {
    Offer offer;
    offer.id = OfferId::make();
    offer.name = "Spring";
    offer.code = "spring";
    offer.tier = TierId::make();
    offer.ends_at = from_ms(5'000'000);
    commit([&](Transaction& transaction) {
        save_offer(transaction, offer);
        for (auto const state : {content::PledgeState::given, content::PledgeState::open}) {
            Pledge pledge;
            pledge.id = PledgeId::make();
            pledge.amount = {500, "EUR"};
            pledge.offer = offer.id;
            pledge.state = state;
            insert_pledge(transaction, pledge);
            EXPECT_EQ(find_pledge(transaction, pledge.id)->offer, offer.id);
        }
    });
    auto const reader = database().snapshot();
    auto const found = find_offer_by_code(*reader, "spring");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->ends_at, offer.ends_at);
    EXPECT_EQ(found->tier, offer.tier);
    EXPECT_FALSE(find_offer_by_code(*reader, "autumn"));
    auto const counts = count_offers(*reader);
    ASSERT_EQ(counts.size(), 1u);
    EXPECT_EQ(counts.front().taken, 1);
    EXPECT_TRUE(is_tier_used(*reader, offer.tier));
}

}  // namespace
}  // namespace broadsheet::store
