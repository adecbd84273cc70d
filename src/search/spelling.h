// "Did you mean": the word that the paper has used and that is nearest to the one typed.
#pragma once
#include <string>
#include <string_view>

#include "search/query.h"

namespace broadsheet::search {

// Letters left out, added, changed, or two neighbours exchanged; more than `most` is told as most + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

// The query with its unknown words replaced by known ones nearest to them, where that finds something; else empty.
std::string did_you_mean(store::Reader& reader, std::string_view text, Asked const& asked, Terms& terms);

}  // namespace broadsheet::search
