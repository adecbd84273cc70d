// Corrections of published stories, and the public list of them in which retractions stand as well.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

// Also raises the story's `updated_at` to the correction's time.
void insert_correction(Transaction& transaction, Correction const& correction);
// False: this story has no such correction. The story's `updated_at` becomes `now`, for its page changes.
bool delete_correction(Transaction& transaction, StoryId story, CorrectionId id);

std::vector<Correction> corrections_of(Reader& reader, StoryId story);                        // newest first
std::vector<Correction> corrections_of(Reader& reader, std::vector<StoryId> const& stories);  // newest first

// One entry of the public list: a correction, or a whole story that was retracted.
struct PublicCorrection {
    std::int64_t id = 0;  // the correction's or the retracted story's; the two never meet
    Time at{};
    std::string note;  // or the notice
    bool retraction = false;
    StoryId story;
    std::string headline;
    std::string slug;
    std::string language;
};

// Newest first, of stories that are or were public; at most `limit` of those older than the entry `before` (0: the
// newest). Nothing if there is no such entry. Costs the same at any depth.
std::optional<std::vector<PublicCorrection>> list_corrections(Reader& reader, std::int64_t before, int limit);

}  // namespace broadsheet::store
