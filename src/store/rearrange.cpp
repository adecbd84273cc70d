#include "store/rearrange.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "base/collation.h"
#include "content/story_json.h"
#include "store/listings.h"
#include "store/picture_uses.h"
#include "store/redirects.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

constexpr std::size_t most_tags = 2000;

std::int64_t count(Reader& reader, std::string const& from_where, std::int64_t id) {
    return std::get<0>(*select_one<std::int64_t>(reader, "SELECT COUNT(*) FROM " + from_where, id));
}

// The tags of a list's own address and of all its pages.
std::vector<std::string> tags_of_list(Reader& reader, std::string const& list) {
    std::vector<std::string> tags{"list:" + list};
    for (auto const& [page] :
         select<int>(reader, "SELECT DISTINCT page FROM listings WHERE list = :list ORDER BY page", list))
        tags.push_back("list:" + list + ":page:" + std::to_string(page));
    return tags;
}

void append(std::vector<std::string>& to, std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

// Everything that shows the tag: its lists, and the pages and search entries of its stories.
std::vector<std::string> tags_of_tag(Reader& reader, TagId tag) {
    auto tags = tags_of_list(reader, "tag:" + tag.text());
    for (auto const& [story] : select<StoryId>(reader,
                                               "SELECT DISTINCT s.id FROM story_tags t JOIN stories s ON s.id = "
                                               "t.story_id WHERE t.tag_id = :tag AND s.status = 'published'",
                                               tag))
        tags.push_back("story:" + story.text());
    return tags;
}

// Entries of one list into another; those that stand there already are not doubled.
std::vector<std::string> move_list(Transaction& transaction, std::string const& from, std::string const& into) {
    auto tags = tags_of_list(transaction, from);
    execute(
        transaction,
        "DELETE FROM listings WHERE list = :from AND story_id IN (SELECT story_id FROM listings WHERE list = :into)",
        from, into);
    execute(transaction, "UPDATE listings SET list = :into WHERE list = :from", into, from);
    append(tags, renumber_list(transaction, into));
    append(tags, tags_of_list(transaction, into));
    return tags;
}

std::vector<std::pair<StoryId, StoryText>> staged_texts(Reader& reader) {
    std::vector<std::pair<StoryId, StoryText>> out;
    for (auto const& [id, text] :
         select<StoryId, std::string>(reader, "SELECT id, staged FROM stories WHERE staged <> ''"))
        out.emplace_back(id, story_text_from_json(json::parse(text)));
    return out;
}

// Distinct: a story may stand there both as it is and as it is staged.
template <class Holds>
std::int64_t count_with_staged(Reader& reader, std::vector<StoryId> const& now, Holds const& holds) {
    std::set<StoryId> stories(now.begin(), now.end());
    for (auto const& [id, text] : staged_texts(reader))
        if (holds(text)) stories.insert(id);
    return static_cast<std::int64_t>(stories.size());
}

std::vector<StoryId> ids(std::vector<std::tuple<StoryId>> const& rows) {
    std::vector<StoryId> out;
    for (auto const& [id] : rows) out.push_back(id);
    return out;
}

void keep_former_name(Transaction& transaction, std::string_view name, TagId tag) {
    execute(
        transaction,
        "INSERT INTO former_tag_names (name, tag_id) VALUES (:name, :tag) ON CONFLICT (name) DO UPDATE SET tag_id = "
        "excluded.tag_id",
        name, tag);
}

}  // namespace

std::vector<CountedTag> counted_tags(Reader& reader, std::string_view query) {
    std::vector<CountedTag> out;
    auto const wanted = fold_case(query);
    for (auto& [id, name, slug, stories] : select<TagId, std::string, std::string, std::int64_t>(
             reader,
             "SELECT t.id, t.name, t.slug, (SELECT COUNT(*) FROM story_tags s WHERE s.tag_id = t.id) AS stories FROM "
             "tags t ORDER BY t.sort_key, t.id")) {
        if (fold_case(name).find(wanted) == std::string::npos) continue;
        out.push_back({{id, std::move(name), std::move(slug)}, stories});
        if (out.size() == most_tags) break;
    }
    return out;
}

std::int64_t count_stories_of(Reader& reader, TagId tag) {
    return count(reader, "story_tags WHERE tag_id = :tag", tag.value);
}

std::optional<Tag> find_tag(Reader& reader, TagId id) {
    auto const row =
        select_one<TagId, std::string, std::string>(reader, "SELECT id, name, slug FROM tags WHERE id = :id", id);
    return row ? std::optional(std::make_from_tuple<Tag>(*row)) : std::nullopt;
}

std::optional<TagId> tag_formerly_named(Reader& reader, std::string_view name) {
    auto const row = select_one<TagId>(reader, "SELECT tag_id FROM former_tag_names WHERE name = :name", name);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::vector<std::string> rename_tag(Transaction& transaction, Tag const& before, Tag const& tag) {
    execute(transaction, "UPDATE tags SET name = :name, slug = :slug, sort_key = :key WHERE id = :id", tag.name,
            tag.slug, sort_key(tag.name), tag.id);
    if (before.name != tag.name) keep_former_name(transaction, before.name, tag.id);
    execute(transaction, "DELETE FROM former_tag_names WHERE name = :name", tag.name);
    if (before.slug != tag.slug) keep_former_slug(transaction, "tag", before.slug, tag.id.value);
    forget_former_slug(transaction, "tag", tag.slug);
    return tags_of_tag(transaction, tag.id);
}

std::vector<std::string> merge_tag(Transaction& transaction, Tag const& from, Tag const& into) {
    auto tags = tags_of_tag(transaction, from.id);
    execute(
        transaction,
        "DELETE FROM story_tags WHERE tag_id = :from AND story_id IN (SELECT story_id FROM story_tags WHERE tag_id = "
        ":into)",
        from.id, into.id);
    execute(transaction, "UPDATE story_tags SET tag_id = :into WHERE tag_id = :from", into.id, from.id);
    append(tags, move_list(transaction, "tag:" + from.id.text(), "tag:" + into.id.text()));
    execute(transaction, "UPDATE former_tag_names SET tag_id = :into WHERE tag_id = :from", into.id, from.id);
    keep_former_name(transaction, from.name, into.id);
    move_former_slugs(transaction, from.id.value, into.id.value);
    keep_former_slug(transaction, "tag", from.slug, into.id.value);
    execute(transaction, "DELETE FROM tags WHERE id = :id", from.id);
    return tags;
}

std::vector<std::string> delete_tag(Transaction& transaction, TagId tag) {
    auto tags = tags_of_tag(transaction, tag);
    execute(transaction, "DELETE FROM story_tags WHERE tag_id = :tag", tag);
    execute(transaction, "DELETE FROM listings WHERE list = :list", "tag:" + tag.text());
    execute(transaction, "DELETE FROM former_tag_names WHERE tag_id = :tag", tag);
    forget_former_slugs(transaction, tag.value);
    execute(transaction, "DELETE FROM tags WHERE id = :id", tag);
    return tags;
}

std::int64_t count_stories_of(Reader& reader, SectionId section) {
    return count_with_staged(
        reader, ids(select<StoryId>(reader, "SELECT id FROM stories WHERE section_id = :section", section)),
        [&](StoryText const& text) { return text.section == section; });
}

std::vector<std::string> move_section_stories(Transaction& transaction, SectionId from, SectionId into) {
    execute(transaction, "UPDATE stories SET section_id = :into WHERE section_id = :from", into, from);
    for (auto& [id, text] : staged_texts(transaction)) {
        if (text.section != from) continue;
        text.section = into;
        execute(transaction, "UPDATE stories SET staged = :staged WHERE id = :id", json::serialize(to_json(text)), id);
    }
    return move_list(transaction, "section:" + from.text(), "section:" + into.text());
}

void delete_section(Transaction& transaction, SectionId section) {
    forget_former_slugs(transaction, section.value);
    execute(transaction, "DELETE FROM sections WHERE id = :id", section);
}

void order_sections(Transaction& transaction, std::vector<SectionId> const& sections) {
    int position = 0;
    for (auto const id : sections)
        execute(transaction, "UPDATE sections SET position = :position WHERE id = :id", ++position, id);
}

std::int64_t count_stories_of(Reader& reader, AuthorId author) {
    return count_with_staged(
        reader,
        ids(select<StoryId>(reader, "SELECT DISTINCT story_id FROM story_bylines WHERE author_id = :author", author)),
        [&](StoryText const& text) {
            return std::find(text.bylines.begin(), text.bylines.end(), author) != text.bylines.end();
        });
}

std::vector<std::string> move_author_stories(Transaction& transaction, Author const& from, AuthorId into) {
    execute(transaction,
            "DELETE FROM story_bylines WHERE author_id = :from AND story_id IN (SELECT story_id FROM story_bylines "
            "WHERE author_id = :into)",
            from.id, into);
    execute(transaction, "UPDATE story_bylines SET author_id = :into WHERE author_id = :from", into, from.id);
    for (auto& [id, text] : staged_texts(transaction)) {
        auto& bylines = text.bylines;
        auto const place = std::find(bylines.begin(), bylines.end(), from.id);
        if (place == bylines.end()) continue;
        if (std::find(bylines.begin(), bylines.end(), into) == bylines.end())
            *place = into;
        else
            bylines.erase(place);
        execute(transaction, "UPDATE stories SET staged = :staged WHERE id = :id", json::serialize(to_json(text)), id);
    }
    auto tags = move_list(transaction, "author:" + from.id.text(), "author:" + into.text());
    if (execute(transaction, "UPDATE staff SET author_id = :into WHERE author_id = :from", into, from.id) > 0)
        tags.emplace_back("staff");
    move_former_slugs(transaction, from.id.value, into.value);
    keep_former_slug(transaction, "author", from.slug, into.value);
    return tags;
}

bool delete_author(Transaction& transaction, AuthorId author) {
    bool const was_staff =
        execute(transaction, "UPDATE staff SET author_id = NULL WHERE author_id = :author", author) > 0;
    forget_former_slugs(transaction, author.value);
    keep_author_use(transaction, author, std::nullopt);
    execute(transaction, "DELETE FROM authors WHERE id = :id", author);
    return was_staff;
}

}  // namespace broadsheet::store
