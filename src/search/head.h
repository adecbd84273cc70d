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

// How well a story fits: where the words of the query stand, and how new it is. Higher is better; at least 0.
double rank(std::string_view head, Time published, store::SearchQuery const& query, Time now);

}  // namespace broadsheet::search
