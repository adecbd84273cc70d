// What searching keeps in memory: the words' forms, suggestions, and how much each client may still ask. Built in
// main/, handed to the routes. Any thread.
#pragma once
#include "accounts/limit.h"
#include "search/suggestions.h"
#include "search/terms.h"

namespace broadsheet::search {

struct Search {
    explicit Search(store::Database& database) : suggestions(database) {}

    Terms terms;
    Suggestions suggestions;
    accounts::Limit searches{40, 2};            // a person who tries things out; a program waits
    accounts::Limit suggestion_calls{120, 10};  // one a keystroke
};

}  // namespace broadsheet::search
