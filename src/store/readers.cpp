#include "store/readers.h"

#include "base/collation.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

using content::Suppression;

std::optional<Time> time_or_none(Time time) { return time == Time{} ? std::nullopt : std::optional(time); }

template <class... Parameters>
std::vector<content::Reader> read_readers(store::Reader& reader, std::string const& tail,
                                          Parameters const&... parameters) {
    std::vector<content::Reader> out;
    for (auto& [id, email, name, language, paid, source, created, engaged, mailable] :
         select<ReaderId, std::string, std::string, std::string, bool, std::string, Time, Time, bool>(
             reader,
             "SELECT r.id, r.email, r.name, r.language, r.paid, r.source, r.created_at, r.engaged_at, "
             "r.mailable FROM readers r " +
                 tail,
             parameters...))
        out.push_back({id, std::move(email), std::move(name), std::move(language), paid, std::move(source), created,
                       time_or_none(engaged), mailable});
    return out;
}

template <class Records>
auto first_of_rows(Records&& found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::optional<content::Reader> find_reader(store::Reader& reader, ReaderId id) {
    return first_of_rows(read_readers(reader, "WHERE r.id = :id", id));
}

std::optional<content::Reader> find_reader_by_address(store::Reader& reader, std::string_view folded) {
    return first_of_rows(read_readers(reader, "WHERE r.folded = :folded", folded));
}

void insert_reader(Transaction& transaction, content::Reader const& reader, std::string_view folded) {
    execute(transaction,
            "INSERT INTO readers (id, email, folded, name, language, paid, source, created_at, engaged_at, "
            "mailable) VALUES (:id, :email, :folded, :name, :language, :paid, :source, :at, 0, "
            ":mailable)",
            reader.id, reader.email, folded, reader.name, reader.language, reader.paid, reader.source,
            reader.created_at, reader.mailable);
}

void update_reader(Transaction& transaction, content::Reader const& reader) {
    execute(transaction,
            "UPDATE readers SET name = :name, language = :language, paid = :paid, engaged_at "
            "= :engaged WHERE id = :id",
            reader.name, reader.language, reader.paid, reader.engaged_at.value_or(Time{}), reader.id);
    execute(transaction,
            "UPDATE newsletter_subscriptions SET language = :language, paid = :paid, engaged_at = :engaged WHERE "
            "reader_id = :id",
            reader.language, reader.paid, reader.engaged_at.value_or(Time{}), reader.id);
}

void note_engaged(Transaction& transaction, ReaderId id, Time at) {
    auto const hour_ago = at - Millis(3'600'000);
    if (execute(transaction, "UPDATE readers SET engaged_at = :at WHERE id = :id AND engaged_at < :before", at, id,
                hour_ago) == 1)
        execute(transaction, "UPDATE newsletter_subscriptions SET engaged_at = :at WHERE reader_id = :id", at, id);
}

void delete_reader(Transaction& transaction, ReaderId id) {
    for (auto const* const table : {"newsletter_subscriptions", "reader_credentials"})
        execute(transaction, std::string("DELETE FROM ") + table + " WHERE reader_id = :id", id);
    execute(transaction, "UPDATE deliveries SET answer = '' WHERE reader_id = :id", id);
    execute(transaction, "DELETE FROM readers WHERE id = :id", id);
}

std::vector<ReaderNewsletter> newsletters_of(store::Reader& reader, ReaderId id) {
    std::vector<ReaderNewsletter> out;
    for (auto& [newsletter, since] : select<NewsletterId, Time>(
             reader,
             "SELECT newsletter_id, since FROM newsletter_subscriptions WHERE reader_id = :id ORDER BY since, "
             "newsletter_id",
             id))
        out.push_back({newsletter, since});
    return out;
}

bool subscribe(Transaction& transaction, content::Reader const& reader, NewsletterId newsletter) {
    return execute(transaction,
                   "INSERT INTO newsletter_subscriptions (newsletter_id, reader_id, since, language, paid, engaged_at, "
                   "mailable) VALUES (:newsletter, :reader, :since, :language, :paid, :engaged, :mailable) ON CONFLICT "
                   "(newsletter_id, reader_id) DO NOTHING",
                   newsletter, reader.id, transaction.now(), reader.language, reader.paid,
                   reader.engaged_at.value_or(Time{}), reader.mailable) == 1;
}

bool unsubscribe(Transaction& transaction, ReaderId reader, NewsletterId newsletter) {
    return execute(transaction,
                   "DELETE FROM newsletter_subscriptions WHERE newsletter_id = :newsletter AND reader_id = :reader",
                   newsletter, reader) == 1;
}

std::int64_t count_readers_of(store::Reader& reader, NewsletterId newsletter) {
    return std::get<0>(*select_one<std::int64_t>(
        reader, "SELECT COUNT(*) FROM newsletter_subscriptions WHERE newsletter_id = :id", newsletter));
}

std::vector<content::Reader> list_readers(store::Reader& reader, std::string_view query,
                                          std::optional<NewsletterId> newsletter, std::optional<ReaderId> before,
                                          int limit) {
    std::string const of_newsletter =
        newsletter ? "AND EXISTS (SELECT 1 FROM newsletter_subscriptions s WHERE s.newsletter_id = " +
                         std::to_string(newsletter->value) + " AND s.reader_id = r.id) "
                   : "";
    auto const end = "ORDER BY r.id DESC LIMIT " + std::to_string(limit);
    auto const last = before.value_or(ReaderId{INT64_MAX});
    if (query.empty()) return read_readers(reader, "WHERE r.id < :before " + of_newsletter + end, last);
    auto const pattern = like_pattern(fold_case(query));
    return read_readers(reader,
                        "WHERE r.id < :before " + of_newsletter +
                            "AND (r.folded LIKE :pattern ESCAPE '\\' OR LOWER(r.name) LIKE :name ESCAPE '\\') " + end,
                        last, pattern, pattern);
}

}  // namespace broadsheet::store
