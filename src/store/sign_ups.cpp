// Those who have not confirmed yet, what signs readers in, and suppressed addresses.
#include "store/readers.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

std::string id_line(std::vector<NewsletterId> const& ids) {
    std::string out;
    for (auto const id : ids) out += (out.empty() ? "" : " ") + id.text();
    return out;
}

std::vector<NewsletterId> read_id_line(std::string_view line) {
    std::vector<NewsletterId> out;
    while (!line.empty()) {
        auto const word = line.substr(0, line.find(' '));
        line.remove_prefix(std::min(line.size(), word.size() + 1));
        if (auto const id = NewsletterId::parse(word)) out.push_back(*id);
    }
    return out;
}

std::optional<Time> time_or_none(Time time) { return time == Time{} ? std::nullopt : std::optional(time); }

template <class Parameter>
std::optional<content::SignUp> one_sign_up(store::Reader& reader, std::string const& where, Parameter const& value) {
    auto row =
        select_one<SignUpId, std::string, std::string, std::string, std::string, std::string, Time, int, Time, Time,
                   Time>(reader,
                         "SELECT id, email, newsletters, language, source, hash, code_expires_at, mails, mails_since, "
                         "mailed_at, asked_at FROM sign_ups WHERE " +
                             where,
                         value);
    if (!row) return std::nullopt;
    auto& [id, email, newsletters, language, source, hash, expires, mails, since, mailed, asked] = *row;
    return content::SignUp{id,
                           std::move(email),
                           read_id_line(newsletters),
                           std::move(language),
                           std::move(source),
                           std::move(hash),
                           time_or_none(expires),
                           mails,
                           since,
                           time_or_none(mailed),
                           asked};
}

constexpr char const* name_of(ReaderCredentialKind kind) {
    switch (kind) {
        case ReaderCredentialKind::session:
            return "session";
        case ReaderCredentialKind::link:
            return "link";
        case ReaderCredentialKind::pass:
            return "pass";
        case ReaderCredentialKind::digits:
            break;
    }
    return "digits";
}

ReaderCredentialKind kind_of(std::string_view name) {
    for (auto const kind : {ReaderCredentialKind::session, ReaderCredentialKind::link, ReaderCredentialKind::pass})
        if (name == name_of(kind)) return kind;
    return ReaderCredentialKind::digits;
}

template <class... Parameters>
std::vector<ReaderCredential> read_credentials(store::Reader& reader, std::string const& where,
                                               Parameters const&... parameters) {
    std::vector<ReaderCredential> out;
    for (auto& [hash, kind, owner, csrf, tries, created, expires] :
         select<std::string, std::string, ReaderId, std::string, int, Time, Time>(
             reader,
             "SELECT hash, kind, reader_id, csrf, tries, created_at, expires_at FROM reader_credentials WHERE " + where,
             parameters...))
        out.push_back({std::move(hash), kind_of(kind), owner, std::move(csrf), tries, created, expires});
    return out;
}

void set_mailable(Transaction& transaction, std::string_view folded, bool mailable) {
    execute(transaction, "UPDATE readers SET mailable = :mailable WHERE folded = :folded", mailable, folded);
    execute(transaction,
            "UPDATE newsletter_subscriptions SET mailable = :mailable WHERE reader_id IN (SELECT id FROM readers WHERE "
            "folded = :folded)",
            mailable, folded);
}

template <class... Parameters>
std::vector<content::Suppression> read_suppressions(store::Reader& reader, std::string const& tail,
                                                    Parameters const&... parameters) {
    std::vector<content::Suppression> out;
    for (auto& [email, reason, detail, at] : select<std::string, std::string, std::string, Time>(
             reader, "SELECT email, reason, detail, at FROM suppressions " + tail, parameters...))
        out.push_back({std::move(email),
                       content::suppression_reason(reason).value_or(content::SuppressionReason::blocked),
                       std::move(detail), at});
    return out;
}

}  // namespace

std::optional<content::SignUp> find_sign_up(store::Reader& reader, SignUpId id) {
    return one_sign_up(reader, "id = :id", id);
}

std::optional<content::SignUp> find_sign_up_by_address(store::Reader& reader, std::string_view folded) {
    return one_sign_up(reader, "folded = :folded", folded);
}

std::optional<content::SignUp> find_sign_up_by_code(store::Reader& reader, std::string_view hash) {
    return one_sign_up(reader, "hash = :hash", hash);
}

void save_sign_up(Transaction& transaction, content::SignUp const& sign_up, std::string_view folded) {
    execute(transaction,
            "INSERT INTO sign_ups (id, folded, email, newsletters, language, source, hash, code_expires_at, mails, "
            "mails_since, mailed_at, asked_at) VALUES (:id, :folded, :email, :newsletters, :language, :source, :hash, "
            ":expires, :mails, :since, :mailed, :asked) ON CONFLICT (id) DO UPDATE SET email = excluded.email, "
            "newsletters = excluded.newsletters, language = excluded.language, source = excluded.source, hash = "
            "excluded.hash, code_expires_at = excluded.code_expires_at, mails = excluded.mails, mails_since = "
            "excluded.mails_since, mailed_at = excluded.mailed_at, asked_at = excluded.asked_at",
            sign_up.id, folded, sign_up.email, id_line(sign_up.newsletters), sign_up.language, sign_up.source,
            sign_up.hash, sign_up.code_expires_at.value_or(Time{}), sign_up.mails, sign_up.mails_since,
            sign_up.mailed_at.value_or(Time{}), sign_up.asked_at);
}

void delete_sign_up(Transaction& transaction, SignUpId id) {
    execute(transaction, "DELETE FROM sign_ups WHERE id = :id", id);
}

long long delete_sign_ups_before(Transaction& transaction, Time asked_at) {
    return execute(transaction, "DELETE FROM sign_ups WHERE asked_at < :at", asked_at);
}

std::optional<ReaderCredential> find_reader_credential(store::Reader& reader, std::string_view hash) {
    auto found = read_credentials(reader, "hash = :hash", hash);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<ReaderCredential> reader_credentials(store::Reader& reader, ReaderId id, ReaderCredentialKind kind) {
    return read_credentials(reader, "reader_id = :id AND kind = :kind ORDER BY created_at DESC", id, name_of(kind));
}

void insert_reader_credential(Transaction& transaction, ReaderCredential const& credential) {
    execute(transaction,
            "INSERT INTO reader_credentials (hash, kind, reader_id, csrf, tries, created_at, expires_at) VALUES "
            "(:hash, :kind, :reader, :csrf, :tries, :created, :expires)",
            credential.hash, name_of(credential.kind), credential.reader, credential.csrf, credential.tries,
            credential.created_at, credential.expires_at);
}

long long delete_reader_credential(Transaction& transaction, std::string_view hash) {
    return execute(transaction, "DELETE FROM reader_credentials WHERE hash = :hash", hash);
}

void delete_reader_credentials(Transaction& transaction, ReaderId id, ReaderCredentialKind kind) {
    execute(transaction, "DELETE FROM reader_credentials WHERE reader_id = :id AND kind = :kind", id, name_of(kind));
}

void delete_expired_reader_credentials(Transaction& transaction, Time now) {
    execute(transaction, "DELETE FROM reader_credentials WHERE expires_at < :now", now);
}

std::optional<content::Suppression> find_suppression(store::Reader& reader, std::string_view hash) {
    auto found = read_suppressions(reader, "WHERE hash = :hash", hash);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<content::Suppression> list_suppressions(store::Reader& reader, int limit) {
    return read_suppressions(reader, "ORDER BY at DESC, hash LIMIT " + std::to_string(limit));
}

void suppress(Transaction& transaction, std::string_view folded, std::string_view hash,
              content::Suppression const& suppression) {
    execute(transaction,
            "INSERT INTO suppressions (hash, email, reason, detail, at) VALUES (:hash, :email, :reason, :detail, :at) "
            "ON CONFLICT (hash) DO UPDATE SET email = excluded.email, reason = excluded.reason, detail = "
            "excluded.detail, at = excluded.at",
            hash, suppression.email, content::name_of(suppression.reason), suppression.detail, suppression.at);
    set_mailable(transaction, folded, false);
}

void lift_suppression(Transaction& transaction, std::string_view folded, std::string_view hash) {
    execute(transaction, "DELETE FROM suppressions WHERE hash = :hash", hash);
    set_mailable(transaction, folded, true);
}

void forget_suppressed_address(Transaction& transaction, std::string_view hash) {
    execute(transaction, "UPDATE suppressions SET email = '', detail = '' WHERE hash = :hash", hash);
}

}  // namespace broadsheet::store
