// What a picture is used in, kept in the transactions that write stories, authors and settings (store/ calls these
// itself). Texts of revisions are not counted.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

// The job that makes what an upload does not wait for, and what a new use asks for; its subject is the picture.
inline constexpr char const* finish_picture_job = "finish_picture";

void keep_story_uses(Transaction& transaction, Story const& story);
// The same, where the text may be as it was before.
void keep_story_uses(Transaction& transaction, Story const& before, Story const& story);
void drop_story_uses(Transaction& transaction, StoryId id);
void keep_author_use(Transaction& transaction, AuthorId id, std::optional<PictureId> picture);
void keep_newsletter_use(Transaction& transaction, std::int64_t newsletter, std::optional<PictureId> picture);
void keep_logo_use(Transaction& transaction, std::string_view site_json);  // of the setting `site`

struct PictureUse {
    std::string kind;    // story, author, newsletter, settings
    std::string id;      // of the story, author or newsletter; "site"
    std::string title;   // headline or name; empty for settings
    std::string place;   // lead, body, social, search or staged; portrait; picture; logo
    std::string status;  // of the story
};
// Stories first, newest first; at most 200.
std::vector<PictureUse> uses_of(Reader& reader, PictureId picture);
bool is_used(Reader& reader, PictureId picture);
// False while `fill_pictures` has not counted what was there before uses were kept.
bool uses_are_counted(Reader& reader);

}  // namespace broadsheet::store
