// The statements of the full-text index in which the engines differ. Private to store/search*.cpp.
#pragma once
#include "store/search.h"
#include "store/sql.h"

namespace broadsheet::store {

namespace sqlite {
void insert_entry(Transaction& transaction, std::int64_t key, SearchEntry const& entry);
void delete_entry(Transaction& transaction, std::int64_t key);
void clear(Transaction& transaction);
void after_fill(Transaction& transaction);
std::vector<SearchHit> newest_hits(Reader& reader, SearchQuery const& query, int limit);
}  // namespace sqlite

namespace postgres {
void insert_entry(Transaction& transaction, std::int64_t key, SearchEntry const& entry);
void delete_entry(Transaction& transaction, std::int64_t key);
void clear(Transaction& transaction);
void before_fill(Transaction& transaction);
void after_fill(Transaction& transaction);
std::vector<SearchHit> newest_hits(Reader& reader, SearchQuery const& query, int limit);
}  // namespace postgres

inline std::vector<SearchHit> hits_of(std::vector<std::tuple<std::int64_t, StoryId, std::string>>&& rows) {
    std::vector<SearchHit> out;
    out.reserve(rows.size());
    for (auto& [key, story, head] : rows) out.push_back({key, story, std::move(head)});
    return out;
}

// How an engine writes a query; PostgreSQL's operators bind as FTS5's do, and both know parentheses.
struct QuerySyntax {
    char quote;
    char const* between_terms;  // of a phrase; within the quotes where `phrase_in_quotes`
    bool phrase_in_quotes;
    char const* any;
    char const* all;
    char const* none;
};
std::string written_query(SearchQuery const& query, QuerySyntax const& syntax);

}  // namespace broadsheet::store
