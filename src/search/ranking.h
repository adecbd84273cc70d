// Which stories come first: those with the words in the headline, in what stands about the text (standfirst, tags,
// names) or often in it, and among equals the newer. A story bears these words in the index once more, marked with
// their place, so that the engine says which of the matches have them there.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/search.h"

namespace broadsheet::search {

enum class Place { headline, about, often };  // the best first
inline constexpr Place places[] = {Place::headline, Place::about, Place::often};

std::string placed_term(Place place, std::string_view term);

// Collects the placed terms of one story.
class Places {
  public:
    void in_headline(std::string const& term);
    void in_about(std::string const& term);
    void in_body(std::string const& term);
    // Each term at its best place only; of `often` the dozen that the text returns to most.
    std::vector<std::string> terms() const;

  private:
    std::vector<std::string> headline_, about_;
    std::set<std::string> seen_;
    std::map<std::string, int> body_;
};

// Puts keys into the order of their stories' ranks. One thread.
class Ranking {
  public:
    // Keys of all that match, newest first; how many clauses the query has.
    Ranking(std::vector<std::int64_t> keys, std::size_t clauses);
    // These (of them) have a word of the clause at this place; places are told the best first.
    void tell(std::size_t clause, Place place, std::vector<std::int64_t> const& keys);
    std::vector<std::int64_t> best_first(Time now) const;  // equals: newest first

  private:
    std::vector<std::int64_t> keys_;
    std::size_t clauses_;
    std::vector<double> weights_;  // clauses_ of each key; 0 while nothing was told
};

// All keys of one query, best first. Asks the engine where the query's words stand in them.
std::vector<std::int64_t> ranked(store::Reader& reader, store::SearchQuery const& query,
                                 std::vector<std::int64_t> newest_first, Time now);

}  // namespace broadsheet::search
