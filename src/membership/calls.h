// A wish that changes something at the processor: written down with its key before, and what came of it after. Private
// to membership/.
#pragma once
#include <string>
#include <string_view>

#include "payments/processor.h"
#include "store/ledger.h"

namespace broadsheet::membership {

// `call` is given the key. The same `what` and `subject` keep theirs until there was an answer, so that asking once
// more does it once; an answer that it failed uses the key up. Throws what `call` throws.
template <class Call>
auto ask_once(store::Database& database, std::string_view what, std::string_view subject, Call const& call) {
    std::string key;
    {
        auto const transaction = database.begin();
        key = store::call_key(*transaction, what, subject);
        transaction->commit();
    }
    auto const note = [&](std::string_view answer) {
        auto const transaction = database.begin();
        store::note_answer(*transaction, key, answer);
        transaction->commit();
    };
    try {
        auto answer = call(key);
        note(answer ? std::string_view("done") : std::string_view(answer.error().code));
        return answer;
    } catch (payments::Failed const&) {
        note("failed");
        throw;
    }
}

}  // namespace broadsheet::membership
