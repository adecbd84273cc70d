// From a checked form to the stories of one page of results.
#pragma once
#include <string>
#include <vector>

#include "search/form.h"

namespace broadsheet::search {

inline constexpr int most_ranked = 5000;  // of more, only the newest are looked at
inline constexpr std::size_t results_per_page = 20;

struct Results {
    std::vector<content::StoryId> stories;  // of this page
    std::size_t found = 0;
    bool more = false;  // than `found`
    bool has_page = true;
    std::string newer_path, older_path;  // the pages beside this one; empty where there is none
};

Results results_of(store::Reader& reader, Form const& form, Time now);

}  // namespace broadsheet::search
