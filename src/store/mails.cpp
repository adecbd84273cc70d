#include "store/mails.h"

#include "store/sql.h"

namespace broadsheet::store {

void insert_mail(Transaction& transaction, QueuedMail const& mail) {
    execute(transaction,
            "INSERT INTO mails (id, recipient, message, created_at) VALUES (:id, :recipient, :message, :at)", mail.id,
            mail.recipient, mail.message, transaction.now());
}

std::optional<QueuedMail> find_mail(Reader& reader, std::int64_t id) {
    auto row = select_one<std::string, std::string>(reader, "SELECT recipient, message FROM mails WHERE id = :id", id);
    return row ? std::optional(QueuedMail{id, std::move(std::get<0>(*row)), std::move(std::get<1>(*row))})
               : std::nullopt;
}

void delete_mail(Transaction& transaction, std::int64_t id) {
    execute(transaction, "DELETE FROM mails WHERE id = :id", id);
}

}  // namespace broadsheet::store
