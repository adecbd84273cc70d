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
std::vector<std::int64_t> newest_keys(Reader& reader, SearchQuery const& query, int limit);
std::vector<std::vector<std::int64_t>> matching_keys(Reader& reader, std::vector<SearchQuery> const& queries);
}  // namespace sqlite

namespace postgres {
void insert_entry(Transaction& transaction, std::int64_t key, SearchEntry const& entry);
void delete_entry(Transaction& transaction, std::int64_t key);
void clear(Transaction& transaction);
void before_fill(Transaction& transaction);
void after_fill(Transaction& transaction);
std::vector<std::int64_t> newest_keys(Reader& reader, SearchQuery const& query, int limit);
std::vector<std::vector<std::int64_t>> matching_keys(Reader& reader, std::vector<SearchQuery> const& queries);
}  // namespace postgres

// "7,3,1" as an engine puts together thousands of keys: as so many rows they would take several times as long.
std::vector<std::int64_t> keys_in(std::string_view list);

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
