// Sends mailings: begins those whose time has come, hands their mails over on several connections, writes intent and
// answer of each down, tries again what was put off. Killed at any instant it goes on where it was: no mail goes twice,
// and what was being handed over (at most one a connection) is in doubt and goes again only by hand. One in a program;
// several programs over one database share the mailings by leases.
#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/seal.h"
#include "mail/connection.h"
#include "mail/transport.h"
#include "newsletters/finished_mail.h"
#include "newsletters/ledger.h"
#include "newsletters/pace.h"
#include "newsletters/verdict.h"

namespace broadsheet::frame {
class Frame;
}

namespace broadsheet::newsletters {

struct SenderSettings {
    int connections = 8;  // to the mail server
    PaceSettings pace;
};

class Sender {
  public:
    // All must outlive it; `signer` may be null.
    Sender(store::Database& database, frame::Frame& frame, mail::Transport const& transport, Seal const& seal,
           mail::DkimSigner const* signer, SenderSettings const& settings);
    ~Sender();

    void start();
    void stop();  // waits for the mails that are being handed over
    void wake();  // something may be due; any thread
    // One round on this thread and the connections': false if there was nothing to do. For tests, and start()'s thread.
    bool run_once();

    mail::DkimSigner const* signer() const { return signer_; }

  private:
    // One mailing in hand.
    struct Open {
        content::MailingId id;
        std::unique_ptr<FinishedMail const> mail;
        content::Mailing mailing;
        content::ReaderId before, last;  // whom this round is about: behind the one, up to the other
        std::atomic<bool> stopped{false};
        std::atomic<bool> troubled{false};  // the server does not answer, and the desk says so
        std::atomic<int> refusals{0};       // in a row, that are not about recipients
    };
    struct Task {
        std::shared_ptr<Open> open;
        store::Recipient to;
        int attempts = 0;   // so far
        bool done = false;  // it has a line in the ledger
    };

    void run();
    std::vector<content::MailingId> due();
    std::shared_ptr<Open> take_in_hand(content::MailingId id);
    Result<void> begin(content::MailingId id);
    void cannot_begin(content::MailingId id, Problem const& problem);
    void gather(std::shared_ptr<Open> const& open, std::vector<Task>& tasks);
    void add_due(std::shared_ptr<Open> const& open, std::vector<Task>& tasks, Time now);
    std::size_t add_fresh(std::shared_ptr<Open> const& open, std::vector<Task>& tasks, Time now);
    bool finish(Open const& open);
    void send_all(std::vector<Task> tasks);
    void work(std::vector<Task>& tasks, std::atomic<std::size_t>& next, mail::Connection& connection);
    void send_one(Task& task, mail::Connection& connection);
    bool announce(content::Delivery const& delivery);
    mail::Handover hand_over(mail::Connection& connection, FinishedMail::Mail const& mail, std::string const& to,
                             Time at);
    void settle(Task const& task, Verdict const& verdict);
    void suppress(store::Transaction& transaction, std::string const& email, std::string const& answer);
    void pause_mailing(store::Transaction& transaction, content::MailingId id, std::string const& answer);
    void note_progress(std::vector<Task> const& tasks);
    void keep_in_hand();
    Time now() const { return database_.clock().now(); }

    store::Database& database_;
    frame::Frame& frame_;
    mail::Transport const& transport_;
    Seal const& seal_;
    mail::DkimSigner const* signer_;
    SenderSettings settings_;
    std::string name_;  // of this program among those over the same database
    Pace pace_;
    Ledger ledger_;
    std::map<content::MailingId, std::shared_ptr<Open>> open_;
    std::vector<std::unique_ptr<mail::Connection>> connections_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false, awake_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::newsletters
