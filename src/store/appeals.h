// Appeals, and how often each wording was seen and clicked.
#pragma once
#include "content/appeals.h"
#include "store/database.h"

namespace broadsheet::store {

using content::Appeal;
using content::AppealId;

std::vector<Appeal> list_appeals(Reader& reader);  // in the newsroom's order
std::optional<Appeal> find_appeal(Reader& reader, AppealId id);
void save_appeal(Transaction& transaction, Appeal const& appeal);  // inserts or replaces, but for the position
void place_appeal(Transaction& transaction, AppealId id, int position);
void delete_appeal(Transaction& transaction, AppealId id);  // with its figures; what was given through it stays

// `day`: "2026-09-01". An appeal that is gone is passed over.
void note_appeal(Transaction& transaction, AppealId id, int wording, std::string_view day, std::int64_t seen,
                 std::int64_t clicked);
struct AppealFigures {
    AppealId appeal;
    int wording = 0;
    std::int64_t seen = 0, clicked = 0, given = 0;  // given: pledges that came to something
};
std::vector<AppealFigures> figures_of_appeals(Reader& reader);

}  // namespace broadsheet::store
