#include "jobs/outgoing_mail.h"

#include <stdexcept>

#include "base/id.h"
#include "base/log.h"
#include "mail/connection.h"
#include "store/mails.h"

namespace broadsheet::jobs {

Result<void> OutgoingMail::add(store::Transaction& transaction, mail::Message message) {
    if (message.from.email.empty()) message.from.email = transport_.sender();
    auto const mime = mail::write_mime(message, transaction.now());
    if (!mime) return refuse(mime.error());
    auto const id = new_id_bits();
    store::insert_mail(transaction, {id, message.to.email, seal_.close(*mime)});
    store::add_job(transaction, job, id_text(id), transaction.now());
    return {};
}

Result<void> OutgoingMail::send_now(mail::Message message) {
    if (message.from.email.empty()) message.from.email = transport_.sender();
    auto const now = database_.clock().now();
    auto const mime = mail::write_mime(message, now);
    if (!mime) return refuse(mime.error());
    return transport_.send(message.to.email, *mime, now);
}

void OutgoingMail::set_handed(std::int64_t id, std::optional<Time> at) {
    auto const transaction = database_.begin();
    store::set_handed(*transaction, id, at);
    transaction->commit();
}

void OutgoingMail::work(store::Job const& given) {
    auto const id = parse_id(given.subject);
    auto const mail = id ? store::find_mail(*database_.snapshot(), *id) : std::nullopt;
    if (!mail) return;  // it went out before, and the process ended before it could say so
    if (mail->handed_at) return log_warning("mail_in_doubt id={}", given.subject);
    auto const mime = seal_.open(mail->message);
    if (!mime) throw std::runtime_error("the mail was sealed with another key than secrets.key");
    auto const now = database_.clock().now();
    set_handed(mail->id, now);
    mail::Handover handover;
    try {
        handover = transport_.connection().send(transport_.sender(), mail->recipient, *mime, now);
    } catch (std::exception const& error) {  // the captured outbox cannot be written
        handover.answer = error.what();
    }
    if (handover.outcome == mail::Outcome::in_doubt)
        return log_warning("mail_in_doubt id={} answer=\"{}\"", given.subject, handover.answer);
    if (handover.outcome != mail::Outcome::taken) {
        set_handed(mail->id, std::nullopt);
        throw std::runtime_error(handover.answer);
    }
    auto const transaction = database_.begin();
    store::delete_mail(*transaction, mail->id);
    transaction->commit();
}

std::vector<MailInDoubt> OutgoingMail::in_doubt(store::Reader& reader) const {
    // Those of the last minute may be on their way just now.
    std::vector<MailInDoubt> out;
    for (auto& mail : store::mails_in_doubt(reader, database_.clock().now() - Millis(60'000)))
        out.push_back({id_text(mail.id), std::move(mail.recipient), *mail.handed_at});
    return out;
}

bool OutgoingMail::send_again(store::Transaction& transaction, std::string_view id) {
    auto const number = parse_id(id);
    auto const mail = number ? store::find_mail(transaction, *number) : std::nullopt;
    if (!mail || !mail->handed_at) return false;
    store::set_handed(transaction, mail->id, std::nullopt);
    store::add_job(transaction, job, id, transaction.now());
    return true;
}

bool OutgoingMail::drop(store::Transaction& transaction, std::string_view id) {
    auto const number = parse_id(id);
    auto const mail = number ? store::find_mail(transaction, *number) : std::nullopt;
    if (!mail || !mail->handed_at) return false;
    store::delete_mail(transaction, mail->id);
    return true;
}

}  // namespace broadsheet::jobs
