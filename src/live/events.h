// What open pages are told of the change log: one event for each story that readers may see differently now, with
// nothing that an anonymous reader may not read. Pure but for the reader.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "content/records.h"
#include "store/changes.h"

namespace broadsheet::live {

struct Event {
    std::int64_t position = 0;  // of the story's last change
    std::string name;           // brief, story, gone, reset
    std::string data;           // JSON in one line
};

// A story that changes touched, in the order of the last of them.
struct Touched {
    content::StoryId story;
    std::int64_t position = 0;
    bool noticed = false;    // readers may see something else now
    bool withdrawn = false;  // it may have been taken from them
};
std::vector<Touched> touched_stories(std::vector<store::Change> const& changes);

// As the records are now. What readers never saw gives no event.
//   brief, story {id url headline html at kind language time day day_url updated}; html of public briefs only, else
//   ""; at and updated in ISO 8601; time and day as the newsroom's language writes those of `at`, updated_time that of
//   updated
//   gone {id url headline kind}; url and headline only where a notice stands in the story's place
std::vector<Event> events_of(store::Reader& reader, content::Site const& site, std::vector<Touched> const& touched);

// More has changed than is told: pages fetch their feed anew.
Event reset_event(std::int64_t position);

std::string stream_text(Event const& event);  // as it goes over an event stream
std::string poll_text(Event const& event);    // as it stands in a poll's answer

}  // namespace broadsheet::live
