// Addresses that moved or are gone.
#pragma once
#include "content/redirect.h"
#include "store/stories.h"

namespace broadsheet::store {

std::optional<Redirect> find_redirect(Reader& reader, RedirectId id);
std::optional<Redirect> find_redirect(Reader& reader, std::string_view from);  // by content::redirect_key
// Newest first; `query` in either address, without case.
std::vector<Redirect> list_redirects(Reader& reader, std::string_view query, std::optional<RedirectId> before,
                                     int limit);
std::vector<Redirect> all_redirects(Reader& reader);  // for imports
// What stands around this redirect, itself left out.
RedirectNeighbours neighbours_of(Reader& reader, Redirect const& redirect);
void save_redirect(Transaction& transaction, Redirect const& redirect);  // inserts, or replaces all but the hits
void delete_redirect(Transaction& transaction, RedirectId id);
void add_redirect_hits(Transaction& transaction, RedirectId id, std::int64_t hits, Time last);

// Slugs that a record had before. `kind`: section, tag or author.
void keep_former_slug(Transaction& transaction, std::string_view kind, std::string_view slug, std::int64_t record);
void forget_former_slug(Transaction& transaction, std::string_view kind, std::string_view slug);  // taken anew
void forget_former_slugs(Transaction& transaction, std::int64_t record);                          // it is gone
void move_former_slugs(Transaction& transaction, std::int64_t from, std::int64_t to);
// The present slug of the record that once had this one.
std::optional<std::string> present_slug(Reader& reader, std::string_view kind, std::string_view former);

}  // namespace broadsheet::store
