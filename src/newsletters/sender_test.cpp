#include "newsletters/sender.h"

#include <filesystem>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

#include "newsletters/test_frame.h"
#include "store/newsletters.h"
#include "store/readers.h"
#include "store/test_database.h"

namespace broadsheet::newsletters {
namespace {

// Two mailings to the same three readers, captured; the sender's thread may be made to fail wherever it asks the time.
class SenderTest : public store::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        folder_ = std::filesystem::temp_directory_path() / ("broadsheet-sender-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        newsletter_.id = content::NewsletterId::make();
        newsletter_.name = "The Morning";
        newsletter_.slug = "the-morning";
        newsletter_.language = "en";
        commit([&](store::Transaction& transaction) {
            store::save_newsletter(transaction, newsletter_);
            for (char const* name : {"a", "b", "c"}) {
                content::Reader reader;
                reader.id = content::ReaderId::make();
                readers_.push_back(reader.id);
                reader.email = std::string(name) + "@example.org";
                reader.language = "en";
                store::insert_reader(transaction, reader, reader.email);
                store::subscribe(transaction, reader, newsletter_.id);
            }
        });
    }
    void TearDown() override {
        std::filesystem::remove_all(folder_);
        DatabaseTest::TearDown();
    }

    content::MailingId schedule(std::string const& subject) {
        content::Mailing mailing;
        mailing.id = content::MailingId::make();
        mailing.kind = content::MailingKind::letter;
        mailing.newsletter = newsletter_.id;
        mailing.status = content::MailingStatus::scheduled;
        mailing.subject = subject;
        mailing.body = R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Words."}]}]})";
        mailing.scheduled_at = now();
        commit([&](store::Transaction& transaction) { store::insert_mailing(transaction, mailing); });
        return mailing.id;
    }
    bool is_sent(content::MailingId id) {
        return store::mailing_status_of(*database().snapshot(), id) == content::MailingStatus::sent;
    }

    std::filesystem::path folder_;
    content::Newsletter newsletter_;
    std::vector<content::ReaderId> readers_;
};
INSTANTIATE_TEST_SUITE_P(Engines, SenderTest, store::both_engines, store::engine_name);

TEST_P(SenderTest, ARoundThatBreaksOffForgetsNobodyAndSendsNothingTwice) {
    for (int breaks_at = 1; breaks_at <= 16; ++breaks_at) {
        auto const first = schedule("First " + std::to_string(breaks_at)), second = schedule("Second");
        int asked = 1000;  // building the parts is not what fails
        auto const sending = std::this_thread::get_id();
        auto const failing = open_another({[&] {
            if (std::this_thread::get_id() == sending && ++asked == breaks_at) throw std::runtime_error("no room");
            return now();
        }});
        TestFrame made(*failing);
        mail::Transport const transport({"", "paper@example.org", folder_ / std::to_string(breaks_at), {}});
        Seal const seal(folder_ / "key");
        Sender sender(*failing, made.frame, transport, seal, nullptr, {2, {}});
        asked = 0;
        for (int round = 0; round < 20 && !(is_sent(first) && is_sent(second)); ++round) try {
                sender.run_once();
            } catch (std::runtime_error const&) {  // as the sender's own thread goes on
            }
        for (auto const id : {first, second}) {
            EXPECT_TRUE(is_sent(id)) << breaks_at;
            EXPECT_EQ(store::figures_of(*database().snapshot(), id).taken, 3) << breaks_at;
        }
        std::map<std::string, int> arrived;
        for (auto const& mail : transport.outbox().list(100)) ++arrived[mail.message.to + mail.message.subject];
        EXPECT_EQ(arrived.size(), 6U) << breaks_at;
        for (auto const& [mail, count] : arrived) EXPECT_EQ(count, 1) << mail;
    }
}

TEST_P(SenderTest, AnIntentThatNobodyActedOnIsListedAndNotForgotten) {
    auto const id = schedule("First");
    TestFrame made(database());
    mail::Transport const transport({"", "paper@example.org", folder_ / "outbox", {}});
    Seal const seal(folder_ / "key");
    Sender sender(database(), made.frame, transport, seal, nullptr, {2, {}});
    EXPECT_TRUE(sender.run_once());
    // As a commit leaves it that came through after it had been given up.
    commit([&](store::Transaction& transaction) {
        store::save_delivery(transaction,
                             {id, readers_[2], content::DeliveryState::handing, 1, now(), {}, {}, {}, {}, {}});
    });
    for (int round = 0; round < 5 && !is_sent(id); ++round) sender.run_once();
    EXPECT_TRUE(is_sent(id));
    auto const figures = store::figures_of(*database().snapshot(), id);
    EXPECT_EQ(figures.taken, 2);
    EXPECT_EQ(figures.in_doubt, 1);
    EXPECT_EQ(figures.handing, 0);
}

}  // namespace
}  // namespace broadsheet::newsletters
