// Sections, tags and authors.
#pragma once
#include "store/stories.h"

namespace broadsheet::store {

std::vector<Section> list_sections(Reader& reader);  // in the newsroom's order
std::optional<Section> find_section(Reader& reader, SectionId id);
std::optional<Section> find_section(Reader& reader, std::string_view slug);
void save_section(Transaction& transaction, Section const& section);  // inserts or replaces

std::vector<Tag> list_tags(Reader& reader);  // by name, at most 2,000
std::optional<Tag> find_tag(Reader& reader, std::string_view slug);
std::optional<Tag> find_tag_named(Reader& reader, std::string_view name);
Tag ensure_tag(Transaction& transaction, std::string_view name);
std::vector<Tag> tags_of(Reader& reader, StoryId story);

std::vector<Author> list_authors(Reader& reader);  // by name, at most 2,000
std::optional<Author> find_author(Reader& reader, AuthorId id);
std::optional<Author> find_author(Reader& reader, std::string_view slug);
void save_author(Transaction& transaction, Author const& author);  // inserts or replaces

// Whether another record already has this slug. `table`: sections, tags or authors.
bool slug_taken(Reader& reader, std::string_view table, std::string_view slug, std::int64_t own_id);

}  // namespace broadsheet::store
