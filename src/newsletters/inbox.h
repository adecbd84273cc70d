// The mailbox where bounces and complaints arrive, for whoever cannot pipe them to `broadsheet mail receive`: looked
// into every few minutes on a thread of its own. What was looked at is marked as seen and stays there.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/seal.h"
#include "mail/mailbox.h"
#include "store/database.h"

namespace broadsheet::newsletters {

class Inbox {
  public:
    // `zone`: of the days by which growth is counted. Throws as mail::Mailbox does.
    Inbox(store::Database& database, Seal const& seal, mail::MailboxSettings settings, std::string zone,
          Millis pause = Millis{5 * 60'000});
    ~Inbox();

    void start();
    void stop();
    void look();  // once, on this thread; faults go to the log

  private:
    void run();

    store::Database& database_;
    Seal const& seal_;
    mail::Mailbox mailbox_;
    std::string zone_;
    Millis pause_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::newsletters
