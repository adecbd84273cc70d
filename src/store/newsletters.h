// Newsletters, and how many joined and left them.
#pragma once
#include "content/newsletters.h"
#include "store/stories.h"

namespace broadsheet::store {

using content::Newsletter;
using content::NewsletterId;

std::vector<Newsletter> list_newsletters(Reader& reader);  // in the newsroom's order
std::optional<Newsletter> find_newsletter(Reader& reader, NewsletterId id);
std::optional<Newsletter> find_newsletter(Reader& reader, std::string_view slug);
void save_newsletter(Transaction& transaction, Newsletter const& newsletter);  // inserts or replaces
// Nobody may get it and nothing may have been written for it (foreign keys see to that).
void delete_newsletter(Transaction& transaction, NewsletterId id);
void place_newsletter(Transaction& transaction, NewsletterId id, int position);

// `day`: "2026-09-01"; either number may be 0.
void note_growth(Transaction& transaction, NewsletterId id, std::string_view day, std::int64_t joined,
                 std::int64_t departed);
struct GrowthDay {
    std::string day;
    std::int64_t joined = 0;
    std::int64_t departed = 0;
};
std::vector<GrowthDay> growth_of(Reader& reader, NewsletterId id, std::string_view from_day);  // oldest first

}  // namespace broadsheet::store
