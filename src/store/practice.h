// What the practice processor remembers (membership/practice.h).
#pragma once
#include <string>
#include <vector>

#include "store/database.h"

namespace broadsheet::store {

struct PracticeObject {
    std::string id;
    std::string kind;    // checkout, subscription, movement
    std::string parent;  // of movements: the payment
    Time at{};
    std::string body;  // JSON
};
void save_practice(Transaction& transaction, PracticeObject const& object);  // inserts or replaces
std::optional<PracticeObject> find_practice(Reader& reader, std::string_view id);
std::vector<PracticeObject> practice_children(Reader& reader, std::string_view parent);
std::vector<PracticeObject> list_practice(Reader& reader, std::string_view kind, Time since);  // newest first

}  // namespace broadsheet::store
