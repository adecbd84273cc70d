// Mails on their way out: put into the queue in the transaction that causes them, handed over by the job `mail.send`,
// tried again while the server does not take them. In the queue they are sealed: they carry links that let people in.
// Any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seal.h"
#include "mail/message.h"
#include "mail/transport.h"
#include "store/changes.h"

namespace broadsheet::jobs {

// Handed over, and nobody heard whether it was taken: the process ended, or the connection.
struct MailInDoubt {
    std::string id;
    std::string recipient;
    Time at{};
};

class OutgoingMail {
  public:
    static constexpr char const* job = "mail.send";

    OutgoingMail(store::Database& database, Seal const& seal, mail::Transport const& transport)
        : database_(database), seal_(seal), transport_(transport) {}

    // A message without a From address gets ours. Refused as mail::write_mime refuses. Once the transaction is
    // committed, the mail goes out within a second (at once, where the committing thread wakes the jobs' runner).
    Result<void> add(store::Transaction& transaction, mail::Message message);
    // Hands one over now, without the queue, and says what the server said.
    Result<void> send_now(mail::Message message);
    // The job. Throws what the server said, so that it is tried again. What is in doubt is not sent again by itself.
    void work(store::Job const& given);

    std::vector<MailInDoubt> in_doubt(store::Reader& reader) const;
    // By hand, in the caller's transaction; false: no mail of this id is in doubt.
    bool send_again(store::Transaction& transaction, std::string_view id);
    bool drop(store::Transaction& transaction, std::string_view id);

    mail::Transport const& transport() const { return transport_; }

  private:
    void set_handed(std::int64_t id, std::optional<Time> at);

    store::Database& database_;
    Seal const& seal_;
    mail::Transport const& transport_;
};

}  // namespace broadsheet::jobs
