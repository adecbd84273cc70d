// The pages on which somebody has a story open, and the one of them that writes. Each page beats while it is open; what
// has not beaten for `presence_lasts` is gone, lock and all. Rows, since several nodes share them; never in the change
// log, since nobody's page depends on them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "content/records.h"
#include "store/database.h"

namespace broadsheet::store {

inline constexpr Millis presence_lasts{45'000};

struct OpenPage {
    content::StoryId story;
    content::StaffId staff;
    std::string session;  // the page's own random name; two people's are never one page
};
struct Presence {
    OpenPage page;
    std::string name;
    bool editing = false;  // what the page says; who may write is find_editor's answer
    Time since{};
};

// `take`: from whoever holds it.
enum class Lock { if_free, take };
// The page is open still. The first that says `editing` gets the lock; it goes when that page stops saying so. Sweeps
// away what is gone, of all stories.
void beat(Transaction& transaction, OpenPage const& page, bool editing, Lock lock);
void leave(Transaction& transaction, OpenPage const& page);
std::vector<Presence> list_present(Reader& reader, content::StoryId story, Time now);  // longest there first
std::optional<Presence> find_editor(Reader& reader, content::StoryId story, Time now);

}  // namespace broadsheet::store
