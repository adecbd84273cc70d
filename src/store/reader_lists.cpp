#include "store/reader_lists.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "store/readers.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

// The rows of one JSON array, bound as :rows, and their fields: the engines have their own names for that.
struct Rows {
    bool postgres;

    std::string from() const {
        return postgres ? "json_array_elements(CAST(:rows AS json)) AS t(value)" : "json_each(:rows)";
    }
    std::string values() const {
        return postgres ? "SELECT value FROM json_array_elements_text(CAST(:rows AS json)) AS t(value)"
                        : "SELECT value FROM json_each(:rows)";
    }
    std::string text(int field) const {
        return postgres ? "value->>" + std::to_string(field)
                        : "json_extract(value, '$[" + std::to_string(field) + "]')";
    }
    std::string number(int field) const { return "CAST(" + text(field) + (postgres ? " AS BIGINT)" : " AS INTEGER)"); }
    std::string flag(int field) const { return "CAST(" + text(field) + " AS INTEGER)"; }
};

std::string json_list(std::vector<std::string> const& texts) {
    return json::serialize(json::array(texts.begin(), texts.end()));
}

}  // namespace

std::map<std::string, content::Reader, std::less<>> readers_with_addresses(Reader& reader,
                                                                           std::vector<std::string> const& folded) {
    std::map<std::string, content::Reader, std::less<>> out;
    Rows const rows{reader.is_postgres()};
    for (auto& [address, id, email, name, language, paid, engaged, mailable] :
         select<std::string, content::ReaderId, std::string, std::string, std::string, bool, Time, bool>(
             reader,
             "SELECT folded, id, email, name, language, paid, engaged_at, mailable FROM readers WHERE folded IN (" +
                 rows.values() + ")",
             json_list(folded))) {
        content::Reader found;
        found.id = id;
        found.email = std::move(email);
        found.name = std::move(name);
        found.language = std::move(language);
        found.paid = paid;
        if (engaged != Time{}) found.engaged_at = engaged;
        found.mailable = mailable;
        out.emplace(std::move(address), std::move(found));
    }
    return out;
}

std::map<std::string, content::SuppressionReason, std::less<>> suppressions_among(
    Reader& reader, std::vector<std::string> const& hashes) {
    std::map<std::string, content::SuppressionReason, std::less<>> out;
    Rows const rows{reader.is_postgres()};
    for (auto& [hash, reason] : select<std::string, std::string>(
             reader, "SELECT hash, reason FROM suppressions WHERE hash IN (" + rows.values() + ")", json_list(hashes)))
        out.emplace(std::move(hash), content::suppression_reason(reason).value_or(content::SuppressionReason::blocked));
    return out;
}

void insert_readers(Transaction& transaction, std::vector<AddressedReader> const& readers) {
    if (readers.empty()) return;
    json::array list;
    for (auto const& [reader, folded] : readers)
        list.push_back(json::array{reader.id.value, reader.email, folded, reader.name, reader.language,
                                   reader.paid ? 1 : 0, reader.source, to_ms(reader.created_at),
                                   reader.mailable ? 1 : 0});
    Rows const rows{transaction.is_postgres()};
    execute(transaction,
            "INSERT INTO readers (id, email, folded, name, language, paid, source, created_at, engaged_at, mailable) "
            "SELECT " +
                rows.number(0) + ", " + rows.text(1) + ", " + rows.text(2) + ", " + rows.text(3) + ", " + rows.text(4) +
                ", " + rows.flag(5) + ", " + rows.text(6) + ", " + rows.number(7) + ", 0, " + rows.flag(8) + " FROM " +
                rows.from(),
            json::serialize(list));
}

long long subscribe_readers(Transaction& transaction, std::vector<content::Reader> const& readers,
                            content::NewsletterId newsletter) {
    if (readers.empty()) return 0;
    json::array list;
    for (auto const& reader : readers)
        list.push_back(json::array{reader.id.value, reader.language, reader.paid ? 1 : 0,
                                   to_ms(reader.engaged_at.value_or(Time{})), reader.mailable ? 1 : 0});
    Rows const rows{transaction.is_postgres()};
    // "WHERE true": or SQLite takes ON CONFLICT for the condition of a join.
    return execute(transaction,
                   "INSERT INTO newsletter_subscriptions (newsletter_id, reader_id, since, language, paid, engaged_at, "
                   "mailable) SELECT CAST(:newsletter AS BIGINT), " +
                       rows.number(0) + ", CAST(:since AS BIGINT), " + rows.text(1) + ", " + rows.flag(2) + ", " +
                       rows.number(3) + ", " + rows.flag(4) + " FROM " + rows.from() +
                       " WHERE true ON CONFLICT (newsletter_id, reader_id) DO NOTHING",
                   newsletter, transaction.now(), json::serialize(list));
}

}  // namespace broadsheet::store
