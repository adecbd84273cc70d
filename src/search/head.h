// What ranking knows of a story: the terms of its headline, those of what stands about it (standfirst, tags, names),
// and the ones that its text returns to. Short, because five thousand of them are read for one query.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/search.h"

namespace broadsheet::search {

enum class HeadPart { headline, about, body };

class Head {
  public:
    void add(std::string const& term, HeadPart part);
    // Three lines; each term stands between spaces.
    std::string text() const;

  private:
    std::vector<std::string> headline_, about_;
    std::set<std::string> seen_;
    std::map<std::string, int> body_;
};

// How well stories fit one query: where its words stand, and how new the story is. One thread.
class Ranking {
  public:
    Ranking(store::SearchQuery const& query, Time now);
    double of(store::SearchHit const& hit) const;  // higher is better; above 0

  private:
    std::vector<std::vector<std::string>> words_;  // of each clause, as they stand in a head
    Time now_;
};

}  // namespace broadsheet::search
