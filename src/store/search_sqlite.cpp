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
    execute(transaction, "INSERT INTO search_entries (key, story_id, head) VALUES (:key, :story, :head)", key,
            entry.story, entry.head);
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
std::vector<SearchHit> newest_hits(Reader& reader, SearchQuery const& query, int limit) {
    return hits_of(select<std::int64_t, StoryId, std::string>(
        reader,
        "SELECT e.key, e.story_id, e.head FROM search_terms CROSS JOIN search_entries e ON e.key = search_terms.rowid "
        "WHERE search_terms MATCH :query AND search_terms.rowid >= :from AND search_terms.rowid < :before "
        "ORDER BY search_terms.rowid DESC LIMIT " +
            std::to_string(limit),
        written_query(query, syntax), query.from.value_or(INT64_MIN), query.before.value_or(INT64_MAX)));
}

}  // namespace broadsheet::store::sqlite
