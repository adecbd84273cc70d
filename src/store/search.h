// The full-text index: terms in (search/terms.h makes them), stories out, newest first. SQLite keeps them in FTS5,
// PostgreSQL in a tsvector; both are given the terms as they are, so both find the same stories.
//
// A term holds letters, digits and private-use characters only: nothing that either engine would take apart.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/stories.h"

namespace broadsheet::store {

// Publication time and id in one number: newest first is its order.
std::int64_t search_key(Time published, StoryId story);
std::int64_t search_key_from(Time time);  // the least key of that time
Time time_of_search_key(std::int64_t key);

struct SearchEntry {
    StoryId story;
    Time published{};
    std::vector<std::string> terms;  // in the order of the text; an empty one is a break that no phrase crosses
};

inline constexpr std::size_t most_search_terms = 16'000;  // of one story; PostgreSQL counts places only so far

void save_search_entry(Transaction& transaction, SearchEntry const& entry);  // in place of the story's former one
void remove_search_entry(Transaction& transaction, StoryId story);
void clear_search(Transaction& transaction);
// Around a fill from nothing: an index is made faster after its rows than with them.
void before_search_fill(Transaction& transaction);
void after_search_fill(Transaction& transaction);

using SearchPhrase = std::vector<std::string>;  // one term, or terms that follow one another
struct SearchClause {
    std::vector<SearchPhrase> any;  // never empty
};
struct SearchQuery {
    std::vector<SearchClause> all;  // never empty
    std::vector<SearchClause> none;
    std::vector<std::string> filters;    // terms that all must be there
    std::optional<std::int64_t> from;    // the least key
    std::optional<std::int64_t> before;  // all keys are less
};

// Keys of the newest `limit` that match, newest first. Throws where it takes the engine longer than three seconds
// (PostgreSQL), as does `matching_keys`.
std::vector<std::int64_t> newest_keys(Reader& reader, SearchQuery const& query, int limit);
// Keys of all that match, in any order, for each of the queries; they are asked together.
std::vector<std::vector<std::int64_t>> matching_keys(Reader& reader, std::vector<SearchQuery> const& queries);
std::vector<StoryId> stories_at(Reader& reader, std::vector<std::int64_t> const& keys);  // in their order

// Words for "did you mean": folded, letters and digits only.
void save_search_words(Transaction& transaction, std::vector<std::string> words);
bool is_search_word(Reader& reader, std::string_view word);
// Those of least to most characters, at most so many; with `begin` only such as begin with it.
std::vector<std::string> search_words(Reader& reader, std::size_t least, std::size_t most, std::string_view begin,
                                      int limit);

struct Headline {
    std::string text;
    std::string slug;
};
std::vector<Headline> newest_headlines(Reader& reader, StoryKind kind, int limit);  // of published stories

// What an extract is cut from.
struct SearchText {
    StoryId story;
    std::string standfirst;
    std::string language;
    std::string visibility;
    int teaser = 0;
    std::string body;
};
std::vector<SearchText> search_texts(Reader& reader, std::vector<StoryId> const& ids);

}  // namespace broadsheet::store
