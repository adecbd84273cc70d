// The one way in which a story changes: a rule has decided, this writes rows, lists, revision and change in one
// transaction and tells the subscribers. Private to desk/.
#pragma once
#include <optional>

#include <boost/json/object.hpp>
#include "base/result.h"
#include "content/records.h"

#include "store/stories.h"

namespace broadsheet::desk {

// Who writes, and what the audit says of it beside the version and the fields that differ. An autosave is no deed.
struct Deed {
    content::StaffId staff;
    store::Autosave autosave = store::Autosave::no;
    boost::json::object detail = {};
};

// A story that nobody has seen yet.
void insert_draft(store::Transaction& transaction, content::Story const& story, content::StaffId staff);

// Writes `after` (its version and times are set here) over `before`, both of one story. False: someone else was faster.
bool write_story(store::Database& database, store::Transaction& transaction, content::Story const& before,
                 content::Story& after, Deed deed);

// `before` as it is after publishing: at once, dated `at` where that is past, or waiting for `at`.
content::Story published(content::Story before, Time now, std::optional<Time> at);

}  // namespace broadsheet::desk
