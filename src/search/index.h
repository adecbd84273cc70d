// Keeps the index in step with what anonymous readers may read: a durable subscriber of the change log.
#pragma once
#include "changes/durable_subscriber.h"
#include "search/terms.h"
#include "store/changes.h"
#include "store/search.h"

namespace broadsheet::search {

inline constexpr char const* subscription = "search";

// The document as far as everybody may read it, one line a block.
std::string public_words(std::string const& body, std::string_view visibility, int teaser);

// Hits of a section or an author are found by these terms beside the words.
std::string section_term(content::SectionId section);
std::string author_term(content::AuthorId author);

changes::DurableWork index_work(Terms& terms);

// A section or an author got another name: their stories are indexed anew. The job's subject is "section:ID" or
// "author:ID"; may be run twice.
inline constexpr char const* renew_job = "renew_search";
void renew(store::Database& database, Terms& terms, std::string_view subject);

// The whole index from nothing, at once, on this thread: for the command line.
void index_everything(store::Database& database, Terms& terms);

}  // namespace broadsheet::search
