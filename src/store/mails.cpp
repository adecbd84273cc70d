#include "store/mails.h"

#include "store/sql.h"

namespace broadsheet::store {

void insert_mail(Transaction& transaction, QueuedMail const& mail) {
    execute(transaction,
            "INSERT INTO mails (id, recipient, message, created_at) VALUES (:id, :recipient, :message, :at)", mail.id,
            mail.recipient, mail.message, transaction.now());
}

namespace {

template <class Parameter>
std::vector<QueuedMail> read_mails(Reader& reader, std::string const& tail, Parameter const& parameter) {
    std::vector<QueuedMail> out;
    for (auto& [id, recipient, message, handed] : select<std::int64_t, std::string, std::string, Time>(
             reader, "SELECT id, recipient, message, handed_at FROM mails " + tail, parameter))
        out.push_back(
            {id, std::move(recipient), std::move(message), handed == Time{} ? std::nullopt : std::optional(handed)});
    return out;
}

}  // namespace

std::optional<QueuedMail> find_mail(Reader& reader, std::int64_t id) {
    auto found = read_mails(reader, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void set_handed(Transaction& transaction, std::int64_t id, std::optional<Time> at) {
    execute(transaction, "UPDATE mails SET handed_at = :at WHERE id = :id", at.value_or(Time{}), id);
}

std::vector<QueuedMail> mails_in_doubt(Reader& reader, Time before) {
    return read_mails(reader, "WHERE handed_at > 0 AND handed_at < :before ORDER BY handed_at LIMIT 1000", before);
}

void delete_mail(Transaction& transaction, std::int64_t id) {
    execute(transaction, "DELETE FROM mails WHERE id = :id", id);
}

}  // namespace broadsheet::store
