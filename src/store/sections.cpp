#include "store/sections.h"

#include "base/collation.h"
#include "base/slug.h"
#include "store/picture_uses.h"
#include "store/rearrange.h"
#include "store/redirects.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

using SectionRow = std::tuple<SectionId, std::string, std::string, std::string, int>;
using TagRow = std::tuple<TagId, std::string, std::string>;
using AuthorRow = std::tuple<AuthorId, std::string, std::string, std::string, std::string, std::optional<PictureId>>;

constexpr char const* section_columns = "SELECT id, name, slug, description, position FROM sections ";
constexpr char const* tag_columns = "SELECT id, name, slug FROM tags ";
constexpr char const* author_columns = "SELECT id, kind, name, slug, bio, picture_id FROM authors ";

template <class Row, class... Parameters>
std::vector<Row> rows_of(Reader& reader, std::string const& text, Parameters const&... parameters) {
    return [&]<class... Columns>(std::type_identity<std::tuple<Columns...>>) {
        return select<Columns...>(reader, text, parameters...);
    }(std::type_identity<Row>{});
}

Section read_section(SectionRow const& row) { return std::make_from_tuple<Section>(row); }
Tag read_tag(TagRow const& row) { return std::make_from_tuple<Tag>(row); }
Author read_author(AuthorRow const& row) {
    auto const& [id, kind, name, slug, bio, picture] = row;
    return {id, author_kind(kind).value(), name, slug, bio, picture};
}

// What stood at the address before goes on leading to it; an address that is taken anew leads nowhere else.
template <class Record>
void follow_slug(Transaction& transaction, std::string_view kind, std::optional<Record> const& before,
                 Record const& record) {
    if (before && before->slug != record.slug) keep_former_slug(transaction, kind, before->slug, record.id.value);
    forget_former_slug(transaction, kind, record.slug);
}

template <class Record, class Row>
std::vector<Record> all(std::vector<Row> const& rows, Record (*read)(Row const&)) {
    std::vector<Record> out;
    for (auto const& row : rows) out.push_back(read(row));
    return out;
}

template <class Record, class Row>
std::optional<Record> first(std::vector<Row> const& rows, Record (*read)(Row const&)) {
    return rows.empty() ? std::nullopt : std::optional(read(rows.front()));
}

}  // namespace

std::vector<Section> list_sections(Reader& reader) {
    return all(rows_of<SectionRow>(reader, std::string(section_columns) + "ORDER BY position, id"), read_section);
}
std::optional<Section> find_section(Reader& reader, SectionId id) {
    return first(rows_of<SectionRow>(reader, std::string(section_columns) + "WHERE id = :id", id), read_section);
}
std::optional<Section> find_section(Reader& reader, std::string_view slug) {
    return first(rows_of<SectionRow>(reader, std::string(section_columns) + "WHERE slug = :slug", slug), read_section);
}

void save_section(Transaction& transaction, Section const& section) {
    follow_slug(transaction, "section", find_section(transaction, section.id), section);
    execute(transaction,
            "INSERT INTO sections (id, name, slug, description, position) VALUES (:id, :name, :slug, :description, "
            ":position) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, slug = excluded.slug, description = "
            "excluded.description, position = excluded.position",
            section.id, section.name, section.slug, section.description, section.position);
}

std::vector<Tag> list_tags(Reader& reader) {
    return all(rows_of<TagRow>(reader, std::string(tag_columns) + "ORDER BY sort_key, id LIMIT 2000"), read_tag);
}
std::optional<Tag> find_tag(Reader& reader, std::string_view slug) {
    return first(rows_of<TagRow>(reader, std::string(tag_columns) + "WHERE slug = :slug", slug), read_tag);
}
std::optional<Tag> find_tag_named(Reader& reader, std::string_view name) {
    return first(rows_of<TagRow>(reader, std::string(tag_columns) + "WHERE name = :name ORDER BY id LIMIT 1", name),
                 read_tag);
}

Tag ensure_tag(Transaction& transaction, std::string_view name) {
    if (auto const known = find_tag_named(transaction, name)) return *known;
    if (auto const former = tag_formerly_named(transaction, name)) return find_tag(transaction, *former).value();
    Tag tag{TagId::make(), std::string(name), slug_from(name)};
    auto const wanted = tag.slug;
    for (int number = 2; slug_taken(transaction, "tags", tag.slug, tag.id.value); ++number)
        tag.slug = wanted + "-" + std::to_string(number);
    execute(transaction, "INSERT INTO tags (id, name, slug, sort_key) VALUES (:id, :name, :slug, :key)", tag.id,
            tag.name, tag.slug, sort_key(tag.name));
    forget_former_slug(transaction, "tag", tag.slug);
    return tag;
}

std::vector<Tag> tags_of(Reader& reader, StoryId story) {
    return all(rows_of<TagRow>(reader,
                               "SELECT t.id, t.name, t.slug FROM story_tags s JOIN tags t ON t.id = s.tag_id WHERE "
                               "s.story_id = :story ORDER BY s.position",
                               story),
               read_tag);
}

std::vector<Author> list_authors(Reader& reader) {
    return all(rows_of<AuthorRow>(reader, std::string(author_columns) + "ORDER BY sort_key, id LIMIT 2000"),
               read_author);
}
std::optional<Author> find_author(Reader& reader, AuthorId id) {
    return first(rows_of<AuthorRow>(reader, std::string(author_columns) + "WHERE id = :id", id), read_author);
}
std::optional<Author> find_author(Reader& reader, std::string_view slug) {
    return first(rows_of<AuthorRow>(reader, std::string(author_columns) + "WHERE slug = :slug", slug), read_author);
}

void save_author(Transaction& transaction, Author const& author) {
    follow_slug(transaction, "author", find_author(transaction, author.id), author);
    execute(transaction,
            "INSERT INTO authors (id, kind, name, slug, bio, picture_id, sort_key) VALUES (:id, :kind, :name, :slug, "
            ":bio, :picture, :key) "
            "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, slug = excluded.slug, bio = "
            "excluded.bio, "
            "picture_id = excluded.picture_id, sort_key = excluded.sort_key",
            author.id, name_of(author.kind), author.name, author.slug, author.bio, author.picture,
            sort_key(author.name));
    keep_author_use(transaction, author.id, author.picture);
}

bool slug_taken(Reader& reader, std::string_view table, std::string_view slug, std::int64_t own_id) {
    return select_one<int>(reader, "SELECT 1 FROM " + std::string(table) + " WHERE slug = :slug AND id <> :id", slug,
                           own_id)
        .has_value();
}

}  // namespace broadsheet::store
