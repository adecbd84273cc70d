// The text of a story as it stood after each accepted change.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

struct Revision {
    std::int64_t version = 0;
    Time at{};
    StaffId staff;
    std::string staff_name;
    bool autosave = false;
    StoryText text;
};
// Newest first.
std::vector<Revision> list_revisions(Reader& reader, StoryId story);
std::optional<Revision> find_revision(Reader& reader, StoryId story, std::int64_t version);

// A revision without its text, for lists.
struct RevisionSummary {
    std::int64_t version = 0;
    Time at{};
    StaffId staff;
    std::string staff_name;
    bool autosave = false;
    std::string headline;
    int words = 0;
};
std::vector<RevisionSummary> list_revision_summaries(Reader& reader, StoryId story);  // newest first

}  // namespace broadsheet::store
