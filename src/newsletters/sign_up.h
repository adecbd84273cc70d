// What follows a sign-up, out of sight of whoever asked: so the answer, and the time it takes, is the same for an
// address that is new, pending, known or blocked.
#pragma once
#include <string>
#include <vector>

#include "app.h"
#include "newsletters/newsletters.h"
#include "store/changes.h"

namespace broadsheet::newsletters {

// Jobs. The first: a confirmation for who is new or asks for more, a reminder for who gets it all already, nothing for
// who is blocked. The second: for who wants to sign in. Both end their job in the transaction that writes the mail:
// done once more, after a kill, they would write another.
inline constexpr char const* answer_sign_up_job = "newsletters.answer_sign_up";
void answer_sign_up(App& app, Newsletters& parts, store::Job const& job);
inline constexpr char const* answer_sign_in_job = "newsletters.answer_sign_in";
void answer_sign_in(App& app, Newsletters& parts, store::Job const& job);

// An address that waits for its owner's word: for newsletters, or for an account alone. In the caller's transaction,
// which holds the address; the answer is a job.
struct AskedFor {
    std::string email;
    std::string folded;  // mail::fold_address
    std::vector<content::NewsletterId> newsletters;
    std::string language;
    std::string source;
};
void keep_sign_up(store::Transaction& transaction, AskedFor const& asked);

// Forgets sign-ups that nobody confirmed. Comes again by itself each day.
inline constexpr char const* forget_job = "newsletters.forget";
void forget_pending(store::Database& database);

}  // namespace broadsheet::newsletters
