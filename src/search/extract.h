// The lines of a result: where the words that were asked for stand in a text, and the part of it that shows most of
// them.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/html.h"
#include "search/terms.h"
#include "store/search.h"

namespace broadsheet::search {

// Knows the words of one query; one thread.
class Marker {
  public:
    Marker(store::SearchQuery const& query, Terms& terms);

    // The whole text, its matching words in <mark>.
    Html whole(std::string_view text, std::string_view language);
    // About 240 characters around the most of the words; empty where none of them occurs.
    Html extract(std::string_view text, std::string_view language);

  private:
    struct Match {
        std::size_t word = 0;
        int clause = 0;
    };
    struct Reading {  // of a text, from its beginning, as far as was needed
        std::vector<Word> words;
        std::vector<Match> matches;
        std::size_t first = 0;  // the match that an extract should begin at
    };
    Reading read(std::string_view text, std::string_view language);
    // Which clause of the query the word fulfils; -1: none.
    int clause_of(std::string const& folded, std::string_view language);

    Terms& terms_;
    std::unordered_map<std::string, int> wanted_;  // term → clause
    std::set<char> initials_;                      // first bytes of those terms
    std::unordered_map<std::string, int> known_;   // language and word → clause
    std::size_t clauses_;
};

}  // namespace broadsheet::search
