#include "jobs/outgoing_mail.h"

#include <stdexcept>

#include "base/id.h"
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

void OutgoingMail::work(store::Job const& given) {
    auto const id = parse_id(given.subject);
    auto const mail = id ? store::find_mail(*database_.snapshot(), *id) : std::nullopt;
    if (!mail) return;  // it went out before, and the process ended before it could say so
    auto const mime = seal_.open(mail->message);
    if (!mime) throw std::runtime_error("the mail was sealed with another key than secrets.key");
    if (auto const sent = transport_.send(mail->recipient, *mime, database_.clock().now()); !sent)
        throw std::runtime_error(sent.error().message);
    auto transaction = database_.begin();
    store::delete_mail(*transaction, mail->id);
    transaction->commit();
}

}  // namespace broadsheet::jobs
