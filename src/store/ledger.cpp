#include "store/ledger.h"

#include <fmt/format.h>

#include "store/sql.h"

namespace broadsheet::store {
namespace {

using content::LedgerEntryId;

void add_lines(Reader& reader, std::vector<LedgerEntry>& entries) {
    for (std::size_t begin = 0; begin < entries.size(); begin += 500) {
        auto const end = std::min(entries.size(), begin + 500);
        std::vector<LedgerEntryId> ids;
        for (auto at = begin; at < end; ++at) ids.push_back(entries[at].id);
        std::unordered_map<LedgerEntryId, std::vector<content::LedgerLine>> lines;
        for (auto& [entry, account, currency, amount] : select<LedgerEntryId, std::string, std::string, std::int64_t>(
                 reader, "SELECT entry_id, account, currency, amount FROM ledger_lines WHERE entry_id IN (" +
                             in_list(ids) + ") ORDER BY entry_id, line"))
            lines[entry].push_back({std::move(account), {amount, std::move(currency)}});
        for (auto at = begin; at < end; ++at) entries[at].lines = std::move(lines[entries[at].id]);
    }
}

template <class... Parameters>
std::vector<LedgerEntry> read_entries(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<LedgerEntry> out;
    for (auto& [id, key, kind, at, day, pledge, tier, appeal, charge, note, booked] :
         select<LedgerEntryId, std::string, std::string, Time, std::string, std::optional<PledgeId>,
                std::optional<content::TierId>, std::optional<content::AppealId>, std::string, std::string, Time>(
             reader,
             "SELECT id, key, kind, at, day, pledge_id, tier_id, appeal_id, charge, note, booked_at FROM "
             "ledger_entries " +
                 tail,
             parameters...))
        out.push_back({id,
                       std::move(key),
                       std::move(kind),
                       at,
                       std::move(day),
                       pledge,
                       tier,
                       appeal,
                       std::move(charge),
                       std::move(note),
                       booked,
                       {}});
    add_lines(reader, out);
    return out;
}

char const* group_expression(LedgerGroup group) {
    switch (group) {
        case LedgerGroup::day:
            return "e.day";
        case LedgerGroup::month:
            return "substr(e.day, 1, 7)";
        case LedgerGroup::tier:
            return "CAST(e.tier_id AS TEXT)";
        case LedgerGroup::appeal:
            return "CAST(e.appeal_id AS TEXT)";
        case LedgerGroup::whole:
            break;
    }
    return "''";
}

template <class... Parameters>
std::vector<PaymentEvent> read_events(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<PaymentEvent> out;
    for (auto& [id, type, kind, object, charge, attempts, error, received] :
         select<std::string, std::string, std::string, std::string, std::string, int, std::string, Time>(
             reader,
             "SELECT id, type, object_kind, object, charge, attempts, error, received_at FROM payment_events " + tail,
             parameters...))
        out.push_back({std::move(id), std::move(type), std::move(kind), std::move(object), std::move(charge), attempts,
                       std::move(error), received});
    return out;
}

constexpr char const* left_out(Books books) { return books == Books::real ? " AND key NOT LIKE 'practice:%'" : ""; }

}  // namespace

bool book(Transaction& transaction, LedgerEntry const& entry) {
    if (entry.lines.empty()) return false;
    if (!content::is_balanced(entry.lines)) throw std::logic_error("the entry " + entry.key + " does not balance");
    auto const id = LedgerEntryId::make();
    auto const written = execute(
        transaction,
        "INSERT INTO ledger_entries (id, key, kind, at, day, pledge_id, tier_id, appeal_id, charge, note, booked_at) "
        "VALUES (:id, :key, :kind, :at, :day, :pledge, :tier, :appeal, :charge, :note, :booked) ON CONFLICT (key) DO "
        "NOTHING",
        id, entry.key, entry.kind, entry.at, entry.day, entry.pledge, entry.tier, entry.appeal, entry.charge,
        entry.note, transaction.now());
    if (written != 1) return false;
    for (int line = 0; auto const& one : entry.lines)
        execute(transaction,
                "INSERT INTO ledger_lines (entry_id, line, account, currency, amount) VALUES (:entry, :line, :account, "
                ":currency, :amount)",
                id, ++line, one.account, one.amount.currency, one.amount.minor);
    return true;
}

bool is_booked(Reader& reader, std::string_view key) {
    return select_one<int>(reader, "SELECT 1 AS booked FROM ledger_entries WHERE key = :key", key).has_value();
}

std::vector<LedgerEntry> entries_of_pledge(Reader& reader, PledgeId id) {
    return read_entries(reader, "WHERE pledge_id = :id ORDER BY at, key", id);
}

std::vector<LedgerEntry> list_entries(Reader& reader, std::string_view from_day, std::string_view to_day,
                                      std::optional<LedgerEntryId> before, int limit) {
    return read_entries(
        reader, "WHERE day >= :from AND day <= :to AND id < :before ORDER BY id DESC LIMIT " + std::to_string(limit),
        from_day, to_day, before.value_or(LedgerEntryId{INT64_MAX}));
}

std::vector<LedgerEntry> entries_between(Reader& reader, Books books, std::string_view from_day,
                                         std::string_view to_day) {
    return read_entries(reader, fmt::format("WHERE day >= :from AND day <= :to{} ORDER BY day, key", left_out(books)),
                        from_day, to_day);
}

std::vector<LedgerSum> sum_ledger(Reader& reader, Books books, LedgerGroup group, std::string_view from_day,
                                  std::string_view to_day) {
    auto const by = group_expression(group);
    std::vector<LedgerSum> out;
    for (auto& [name, account, currency, amount] :
         select<std::optional<std::string>, std::string, std::string, std::int64_t>(
             reader,
             fmt::format("SELECT {} AS grouped, l.account, l.currency, CAST(SUM(l.amount) AS BIGINT) AS total FROM "
                         "ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id WHERE e.day >= :from AND e.day <= "
                         ":to{} GROUP BY 1, l.account, l.currency ORDER BY 1, l.account, l.currency",
                         by, left_out(books)),
             from_day, to_day)) {
        bool const is_id = group == LedgerGroup::tier || group == LedgerGroup::appeal;
        auto text = name.value_or("");
        if (is_id && !text.empty()) text = id_text(std::stoll(text));
        out.push_back({std::move(text), std::move(account), std::move(currency), amount});
    }
    return out;
}

std::string check_ledger(Reader& reader) {
    for (auto& [key, currency, sum] : select<std::string, std::string, std::int64_t>(
             reader,
             "SELECT e.key, l.currency, CAST(SUM(l.amount) AS BIGINT) AS total FROM ledger_entries e JOIN ledger_lines "
             "l ON l.entry_id = e.id GROUP BY e.key, l.currency HAVING SUM(l.amount) <> 0 LIMIT 1"))
        return fmt::format("the entry {} does not balance: {} {} are left over", key, sum, currency);
    if (auto const bare = select_one<std::string>(
            reader,
            "SELECT e.key FROM ledger_entries e LEFT JOIN ledger_lines l ON l.entry_id = e.id WHERE l.entry_id IS NULL "
            "LIMIT 1"))
        return fmt::format("the entry {} has lost its lines", std::get<0>(*bare));
    return {};
}

std::int64_t count_entries(Reader& reader) {
    return std::get<0>(*select_one<std::int64_t>(reader, "SELECT COUNT(*) AS n FROM ledger_entries"));
}

bool keep_event(Transaction& transaction, PaymentEvent const& event) {
    return execute(transaction,
                   "INSERT INTO payment_events (id, type, object_kind, object, charge, received_at, settled_at, "
                   "due_at, attempts, error) VALUES (:id, :type, :kind, :object, :charge, :received, 0, 0, 0, '') ON "
                   "CONFLICT (id) DO NOTHING",
                   event.id, event.type, event.kind, event.object, event.charge, transaction.now()) == 1;
}

std::vector<PaymentEvent> due_events(Reader& reader, Time now, int limit) {
    return read_events(
        reader,
        "WHERE settled_at = 0 AND due_at <= :now ORDER BY due_at, received_at, id LIMIT " + std::to_string(limit), now);
}

std::optional<Time> next_event_time(Reader& reader) {
    auto const row =
        select_one<Time>(reader, "SELECT due_at FROM payment_events WHERE settled_at = 0 ORDER BY due_at LIMIT 1");
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

bool settle_event(Transaction& transaction, std::string_view id) {
    return execute(transaction, "UPDATE payment_events SET settled_at = :now WHERE id = :id AND settled_at = 0",
                   transaction.now(), id) == 1;
}

void postpone_event(Transaction& transaction, std::string_view id, Time due, std::string_view error) {
    execute(transaction,
            "UPDATE payment_events SET due_at = :due, attempts = attempts + 1, error = :error WHERE id = :id AND "
            "settled_at = 0",
            due, error, id);
}

std::vector<PaymentEvent> troubled_events(Reader& reader, int limit) {
    return read_events(reader,
                       "WHERE settled_at = 0 AND attempts > 1 ORDER BY received_at LIMIT " + std::to_string(limit));
}

void forget_events_before(Transaction& transaction, Time settled_before) {
    execute(transaction, "DELETE FROM payment_events WHERE settled_at > 0 AND settled_at < :before", settled_before);
}

std::string call_key(Transaction& transaction, std::string_view what, std::string_view subject) {
    transaction.hold(fmt::format("processor call {} {}", what, subject));
    if (auto const known = select_one<std::string>(
            transaction, "SELECT key FROM processor_calls WHERE what = :what AND subject = :subject AND answer = ''",
            what, subject))
        return std::get<0>(*known);
    auto key = fmt::format("{}-{}", what, id_text(new_id_bits()));
    execute(
        transaction,
        "INSERT INTO processor_calls (key, what, subject, asked_at, answer) VALUES (:key, :what, :subject, :at, '')",
        key, what, subject, transaction.now());
    return key;
}

bool is_call_open(Reader& reader, std::string_view what, std::string_view subject) {
    return select_one<int>(
               reader,
               "SELECT 1 AS open FROM processor_calls WHERE what = :what AND subject = :subject AND answer = ''", what,
               subject)
        .has_value();
}

void note_answer(Transaction& transaction, std::string_view key, std::string_view answer) {
    execute(transaction, "UPDATE processor_calls SET answer = :answer WHERE key = :key",
            answer.empty() ? std::string_view("done") : answer, key);
}

}  // namespace broadsheet::store
