// What a reader typed, and what the index is asked for it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "search/terms.h"
#include "store/search.h"

namespace broadsheet::search {

inline constexpr std::size_t most_characters = 200;
inline constexpr std::size_t most_words = 12;

struct AskedWord {
    std::size_t begin = 0;  // bytes of the query
    std::size_t end = 0;
    std::string folded;
    bool excluded = false;
};

struct Asked {
    std::vector<AskedWord> words;
    store::SearchQuery query;  // `all` is empty where no word is asked for
};

// Words, "words that follow one another", -words that must not occur. Any valid text; refused where it is too long.
Result<Asked> read_query(std::string_view text, Terms& terms);

// A query's text with other words in place of known ones, for "did you mean"; spelled as the index knows words.
std::string with_words(std::string_view text, std::vector<AskedWord> const& words,
                       std::vector<std::string> const& replacements);

}  // namespace broadsheet::search
