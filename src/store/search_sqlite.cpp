#include <algorithm>
#include <functional>

#include "store/search_engine.h"

namespace broadsheet::store::sqlite {
namespace {

constexpr char const* pause = "\xEE\x80\x80";  // U+E000, a term that no text can hold

constexpr QuerySyntax syntax{'"', " ", true, " OR ", " AND ", " NOT "};

std::string joined(std::vector<std::string> const& terms) {
    std::string out;
    for (auto const& term : terms) (out += term.empty() ? pause : term) += ' ';
    return out;
}

}  // namespace

void insert_entry(Transaction& transaction, std::int64_t key, SearchEntry const& entry) {
    execute(transaction, "INSERT INTO search_entries (key, story_id) VALUES (:key, :story)", key, entry.story);
    execute(transaction, "INSERT INTO search_terms (rowid, terms) VALUES (:key, :terms)", key, joined(entry.terms));
}

void delete_entry(Transaction& transaction, std::int64_t key) {
    execute(transaction, "DELETE FROM search_terms WHERE rowid = :key", key);
    execute(transaction, "DELETE FROM search_entries WHERE key = :key", key);
}

void clear(Transaction& transaction) {
    execute(transaction, "DELETE FROM search_terms");
    execute(transaction, "DELETE FROM search_entries");
}

void after_fill(Transaction& transaction) {
    execute(transaction, "INSERT INTO search_terms (search_terms) VALUES ('optimize')");
}

// FTS5 walks a term's stories backwards by rowid, so the newest of a very common word are a short walk.
std::vector<std::int64_t> newest_keys(Reader& reader, SearchQuery const& query, int limit) {
    auto const list = select_one<std::optional<std::string>>(
        reader,
        "SELECT group_concat(key) FROM (SELECT rowid AS key FROM search_terms WHERE search_terms MATCH :query AND "
        "rowid >= :from AND rowid < :before ORDER BY rowid DESC LIMIT " +
            std::to_string(limit) + ")",
        written_query(query, syntax), query.from.value_or(INT64_MIN), query.before.value_or(INT64_MAX));
    auto keys = keys_in(std::get<0>(*list).value_or(""));
    std::sort(keys.begin(), keys.end(), std::greater{});  // what is put together has no order by right
    return keys;
}

std::vector<std::vector<std::int64_t>> matching_keys(Reader& reader, std::vector<SearchQuery> const& queries) {
    std::vector<std::vector<std::int64_t>> out;
    for (auto const& query : queries) out.push_back(sqlite::newest_keys(reader, query, -1));
    return out;
}

}  // namespace broadsheet::store::sqlite
