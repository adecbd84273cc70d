// Renaming, merging and removing sections, tags and authors, with the public lists that hang on them. What returns
// tags returns those of every page that may differ.
#pragma once
#include <map>

#include "store/sections.h"

namespace broadsheet::store {

// Tags by name with their stories (drafts too); `query` anywhere in the name, without case. At most 2,000.
struct CountedTag {
    Tag tag;
    std::int64_t stories = 0;
};
std::vector<CountedTag> counted_tags(Reader& reader, std::string_view query);
std::int64_t count_stories_of(Reader& reader, TagId tag);
std::optional<Tag> find_tag(Reader& reader, TagId id);
// The tag that was called so before, or was merged under this name into another.
std::optional<TagId> tag_formerly_named(Reader& reader, std::string_view name);

// Name and slug; what it was called before goes on leading to it.
std::vector<std::string> rename_tag(Transaction& transaction, Tag const& before, Tag const& tag);
std::vector<std::string> merge_tag(Transaction& transaction, Tag const& from, Tag const& into);
std::vector<std::string> delete_tag(Transaction& transaction, TagId tag);

// Stories in the section, in whatever state, staged edits that would bring one there among them.
std::int64_t count_stories_of(Reader& reader, SectionId section);
std::vector<std::string> move_section_stories(Transaction& transaction, SectionId from, SectionId into);
void delete_section(Transaction& transaction, SectionId section);  // an empty one
void order_sections(Transaction& transaction, std::vector<SectionId> const& sections);

// Stories under the byline, in whatever state, staged edits among them.
std::int64_t count_stories_of(Reader& reader, AuthorId author);
// Under another byline from now on: stories, staged edits, and the member of the staff who was this author. The old
// address leads to the new one.
std::vector<std::string> move_author_stories(Transaction& transaction, Author const& from, AuthorId into);
// One without stories. Returns whether a member of the staff was this author, and is now without a byline.
bool delete_author(Transaction& transaction, AuthorId author);

}  // namespace broadsheet::store
