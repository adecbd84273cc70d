// Stories and what hangs on them: bylines, tags, slugs, revisions, the public lists.
#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "content/records.h"
#include "store/database.h"

namespace broadsheet::store {

using namespace content;  // the records that this folder keeps

std::optional<Story> find_story(Reader& reader, StoryId id);
std::vector<Story> find_stories(Reader& reader, std::vector<StoryId> const& ids);  // those that exist, in any order
// Inserts with bylines, tags and slug, and its first revision by `staff`.
void insert_story(Transaction& transaction, Story const& story, StaffId staff);
enum class Autosave { no, yes };
// Writes the whole record, keeps a revision (an autosave folds the same person's autosave before it), and brings slugs,
// tags and public lists in line. The version in the store must be `story.version - 1`: false if it is another.
bool update_story(Transaction& transaction, Story const& before, Story const& story, StaffId staff,
                  Autosave autosave = Autosave::no);
void delete_story(Transaction& transaction, StoryId id);

// What a story needs to know of the stories that say the same in other languages.
struct Translation {
    StoryId id;
    StoryStatus status = StoryStatus::draft;
    std::string language;
    std::string slug;
    std::string headline;
};
// The story itself and its translations, whatever their state, oldest first.
std::vector<Translation> translations_of(Reader& reader, Story const& story);
// The translations of `from` become those of `to`.
void move_translations(Transaction& transaction, StoryId from, StoryId to);

struct SlugHit {
    StoryId story;
    std::string current;  // differs from what was asked for if that is an old slug
};
std::optional<SlugHit> find_slug(Reader& reader, std::string_view slug);
// `wanted`, or with the first free number behind it (-2, -3 …). A story's own old slugs are free to it.
std::string free_slug(Reader& reader, std::string_view wanted, StoryId story);

struct StoryFilter {
    std::optional<StoryStatus> status;
    std::optional<StoryKind> kind;
    std::optional<SectionId> section;
    std::string query;  // in the headline, without case
    std::optional<StaffId> created_by;
    std::optional<std::pair<Time, StoryId>> before;  // the last one of the page before
    int limit = 50;
};
// Newest change first.
std::vector<Story> list_stories(Reader& reader, StoryFilter const& filter);
// How many there are in each state, those of one person or of all; a state without any is left out.
std::vector<std::pair<StoryStatus, std::int64_t>> count_stories(Reader& reader, std::optional<StaffId> created_by);

// Stories of kind `page` that are published, by headline: for the navigation's foot.
std::vector<Story> published_pages(Reader& reader);
// All stories, whatever their state, in the order of their ids.
std::vector<Story> stories_after(Reader& reader, StoryId id, int limit);
// Published ones of a section or under a byline, in the order of their ids.
std::vector<StoryId> stories_in_section_after(Reader& reader, SectionId section, StoryId id, int limit);
std::vector<StoryId> stories_by_author_after(Reader& reader, AuthorId author, StoryId id, int limit);
std::vector<StoryId> stories_with_picture(Reader& reader, PictureId picture);

}  // namespace broadsheet::store
