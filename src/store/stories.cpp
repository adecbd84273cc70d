#include "store/stories.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/collation.h"
#include "base/slug.h"
#include "content/story_json.h"
#include "store/listings.h"
#include "store/picture_uses.h"
#include "store/sections.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

constexpr char const* columns =
    "id, kind, status, headline, standfirst, slug, language, section_id, body, lead, visibility, seo, social, notice, "
    "excerpt, words, "
    "reading_minutes, version, published_at, scheduled_at, updated_at, created_at, created_by, staged, retracted_at, "
    "translation_of, review_note, embargo_until, teaser";

using Row = std::tuple<StoryId, std::string, std::string, std::string, std::string, std::string, std::string,
                       std::optional<SectionId>, std::string, std::string, std::string, std::string, std::string,
                       std::string, std::string, int, int, std::int64_t, Time, Time, Time, Time, StaffId, std::string,
                       Time, std::optional<StoryId>, std::string, Time, int>;

template <class... Parameters>
std::vector<Row> select_rows(Reader& reader, std::string const& text, Parameters const&... parameters) {
    return [&]<class... Columns>(std::type_identity<std::tuple<Columns...>>) {
        return select<Columns...>(reader, text, parameters...);
    }(std::type_identity<Row>{});
}

std::optional<Time> unless_zero(Time time) { return time == Time{} ? std::nullopt : std::optional(time); }

Story read_story(Row&& row) {
    Story story;
    std::string kind, status, lead, seo, social, staged;
    Time published, scheduled, retracted, embargo;
    auto& text = story.text;
    std::tie(story.id, kind, status, text.headline, text.standfirst, text.slug, text.language, text.section, text.body,
             lead, text.visibility, seo, social, story.notice, story.figures.excerpt, story.figures.words,
             story.figures.reading_minutes, story.version, published, scheduled, story.updated_at, story.created_at,
             story.created_by, staged, retracted, story.translation_of, story.review_note, embargo, text.teaser) =
        std::move(row);
    story.kind = story_kind(kind).value();
    story.status = story_status(status).value();
    text.lead = lead_from_json(json::parse(lead).as_object());
    text.seo = overrides_from_json(json::parse(seo).as_object());
    text.social = overrides_from_json(json::parse(social).as_object());
    story.published_at = unless_zero(published);
    story.scheduled_at = unless_zero(scheduled);
    story.retracted_at = unless_zero(retracted);
    story.embargo_until = unless_zero(embargo);
    if (!staged.empty()) story.staged = story_text_from_json(json::parse(staged));
    return story;
}

// Bylines and tags of many stories in one query each.
void attach(Reader& reader, std::vector<Story>& stories) {
    std::vector<StoryId> ids;
    for (auto const& story : stories) ids.push_back(story.id);
    auto const find = [&](StoryId id) -> StoryText& {
        return std::find_if(stories.begin(), stories.end(), [&](auto const& story) { return story.id == id; })->text;
    };
    for (auto const& [story, author] :
         select<StoryId, AuthorId>(reader, "SELECT story_id, author_id FROM story_bylines WHERE story_id IN (" +
                                               in_list(ids) + ") ORDER BY story_id, position"))
        find(story).bylines.push_back(author);
    for (auto& [story, name] : select<StoryId, std::string>(
             reader,
             "SELECT s.story_id, t.name FROM story_tags s JOIN tags t ON t.id = s.tag_id WHERE s.story_id IN (" +
                 in_list(ids) + ") ORDER BY s.story_id, s.position"))
        find(story).tags.push_back(std::move(name));
}

std::vector<Story> read_stories(Reader& reader, std::vector<Row>&& rows) {
    std::vector<Story> stories;
    for (auto& row : rows) stories.push_back(read_story(std::move(row)));
    if (!stories.empty()) attach(reader, stories);
    return stories;
}

void write_bylines_and_tags(Transaction& transaction, Story const& story) {
    execute(transaction, "DELETE FROM story_bylines WHERE story_id = :id", story.id);
    execute(transaction, "DELETE FROM story_tags WHERE story_id = :id", story.id);
    int position = 0;
    for (auto const author : story.text.bylines)
        execute(transaction,
                "INSERT INTO story_bylines (story_id, position, author_id) VALUES (:story, :position, :author)",
                story.id, position++, author);
    position = 0;
    for (auto const& name : story.text.tags)
        execute(transaction, "INSERT INTO story_tags (story_id, position, tag_id) VALUES (:story, :position, :tag)",
                story.id, position++, ensure_tag(transaction, name).id);
}

void keep_slug(Transaction& transaction, Story const& story) {
    execute(transaction, "INSERT INTO slugs (slug, story_id) VALUES (:slug, :story) ON CONFLICT (slug) DO NOTHING",
            story.text.slug, story.id);
}

void keep_revision(Transaction& transaction, Story const& story, StaffId staff, Autosave autosave, Time at) {
    if (autosave == Autosave::yes)
        execute(transaction,
                "DELETE FROM revisions WHERE story_id = :story AND version = :version AND staff_id = :staff AND "
                "autosave = 1",
                story.id, story.version - 1, staff);
    execute(transaction,
            "INSERT INTO revisions (story_id, version, at, staff_id, autosave, snapshot, headline, words) VALUES "
            "(:story, :version, :at, :staff, :autosave, :text, :headline, :words)",
            story.id, story.version, at, staff, autosave == Autosave::yes, json::serialize(to_json(story.text)),
            story.text.headline, story.figures.words);
}

std::string staged_text(Story const& story) {
    return story.staged ? json::serialize(to_json(*story.staged)) : std::string{};
}

}  // namespace

std::optional<Story> find_story(Reader& reader, StoryId id) {
    auto stories = read_stories(
        reader, select_rows(reader, std::string("SELECT ") + columns + " FROM stories WHERE id = :id", id));
    return stories.empty() ? std::nullopt : std::optional(std::move(stories.front()));
}

std::vector<Story> find_stories(Reader& reader, std::vector<StoryId> const& ids) {
    return read_stories(reader, select_rows(reader, std::string("SELECT ") + columns + " FROM stories WHERE id IN (" +
                                                        in_list(ids) + ")"));
}

std::vector<Translation> translations_of(Reader& reader, Story const& story) {
    std::vector<Translation> out;
    auto const first = story.translation_of.value_or(story.id);
    for (auto& [id, status, language, slug, headline] :
         select<StoryId, std::string, std::string, std::string, std::string>(
             reader,
             "SELECT id, status, language, slug, headline FROM stories WHERE id = :a OR translation_of = :b ORDER BY "
             "id",
             first, first))
        out.push_back({id, story_status(status).value(), std::move(language), std::move(slug), std::move(headline)});
    return out;
}

void move_translations(Transaction& transaction, StoryId from, StoryId to) {
    execute(transaction, "UPDATE stories SET translation_of = :to WHERE translation_of = :from", to, from);
}

void insert_story(Transaction& transaction, Story const& story, StaffId staff) {
    auto const& text = story.text;
    execute(transaction,
            std::string("INSERT INTO stories (") + columns +
                ", lead_picture_id, folded) VALUES "
                "(:id, :kind, :status, :headline, :standfirst, :slug, :language, :section, :body, :lead, :visibility, "
                ":seo, :social, :notice, :excerpt, :words, "
                ":minutes, :version, :published, :scheduled, :updated, :created, :by, :staged, :retracted, "
                ":translation, :review_note, :embargo, :teaser, :picture, :folded)",
            story.id, name_of(story.kind), name_of(story.status), text.headline, text.standfirst, text.slug,
            text.language, text.section, text.body, json::serialize(to_json(text.lead)), text.visibility,
            json::serialize(to_json(text.seo)), json::serialize(to_json(text.social)), story.notice,
            story.figures.excerpt, story.figures.words, story.figures.reading_minutes, story.version,
            story.published_at.value_or(Time{}), story.scheduled_at.value_or(Time{}), story.updated_at,
            story.created_at, story.created_by, staged_text(story), story.retracted_at.value_or(Time{}),
            story.translation_of, story.review_note, story.embargo_until.value_or(Time{}), text.teaser,
            text.lead.picture, fold_case(text.headline));
    keep_slug(transaction, story);
    write_bylines_and_tags(transaction, story);
    keep_revision(transaction, story, staff, Autosave::no, story.updated_at);
    keep_story_uses(transaction, story);
}

bool update_story(Transaction& transaction, Story const& before, Story const& story, StaffId staff, Autosave autosave) {
    auto const& text = story.text;
    auto const touched = execute(
        transaction,
        "UPDATE stories SET status = :status, headline = :headline, standfirst = :standfirst, slug = :slug, "
        "language = :language, section_id = :section, "
        "body = :body, lead = :lead, visibility = :visibility, seo = :seo, social = :social, notice = :notice, "
        "excerpt = :excerpt, words = :words, "
        "reading_minutes = :minutes, version = :version, published_at = :published, scheduled_at = :scheduled, "
        "updated_at = :updated, staged = :staged, retracted_at = :retracted, translation_of = :translation, "
        "review_note = :review_note, embargo_until = :embargo, teaser = :teaser, "
        "lead_picture_id = :picture, folded = :folded WHERE id = :id AND version = :before",
        name_of(story.status), text.headline, text.standfirst, text.slug, text.language, text.section, text.body,
        json::serialize(to_json(text.lead)), text.visibility, json::serialize(to_json(text.seo)),
        json::serialize(to_json(text.social)), story.notice, story.figures.excerpt, story.figures.words,
        story.figures.reading_minutes, story.version, story.published_at.value_or(Time{}),
        story.scheduled_at.value_or(Time{}), story.updated_at, staged_text(story), story.retracted_at.value_or(Time{}),
        story.translation_of, story.review_note, story.embargo_until.value_or(Time{}), text.teaser, text.lead.picture,
        fold_case(text.headline), story.id, story.version - 1);
    if (touched == 0) return false;
    // An address under which no reader ever had it leads nowhere.
    if (!before.published_at && before.text.slug != text.slug)
        execute(transaction, "DELETE FROM slugs WHERE slug = :slug AND story_id = :story", before.text.slug, story.id);
    keep_slug(transaction, story);
    if (before.text.bylines != text.bylines || before.text.tags != text.tags)
        write_bylines_and_tags(transaction, story);
    keep_revision(transaction, story, staff, autosave, transaction.now());
    keep_story_uses(transaction, before, story);
    return true;
}

void delete_story(Transaction& transaction, StoryId id) {
    execute(transaction, "UPDATE stories SET translation_of = NULL WHERE translation_of = :id", id);
    for (auto const* table : {"corrections", "story_bylines", "story_tags", "slugs", "revisions", "listings", "curated",
                              "presence", "edit_locks"})
        execute(transaction, std::string("DELETE FROM ") + table + " WHERE story_id = :id", id);
    drop_story_uses(transaction, id);
    execute(transaction, "DELETE FROM stories WHERE id = :id", id);
}

std::optional<SlugHit> find_slug(Reader& reader, std::string_view slug) {
    auto const row = select_one<StoryId, std::string>(
        reader, "SELECT s.id, s.slug FROM slugs JOIN stories s ON s.id = slugs.story_id WHERE slugs.slug = :slug",
        slug);
    if (!row) return std::nullopt;
    return SlugHit{std::get<0>(*row), std::get<1>(*row)};
}

std::string free_slug(Reader& reader, std::string_view wanted, StoryId story) {
    std::string slug(wanted);
    for (int number = 2;; ++number) {
        auto const hit = find_slug(reader, slug);
        if (!hit || hit->story == story) return slug;
        auto const suffix = "-" + std::to_string(number);
        slug = wanted.substr(0, max_slug - suffix.size());
        while (slug.ends_with('-')) slug.pop_back();
        slug += suffix;
    }
}

std::vector<Story> list_stories(Reader& reader, StoryFilter const& filter) {
    auto const last = filter.before.value_or(std::pair{from_ms(INT64_MAX), StoryId{INT64_MAX}});
    std::string where = "(updated_at < :at OR (updated_at = :same AND id < :id))";
    if (filter.status) where += " AND status = '" + std::string(name_of(*filter.status)) + "'";
    if (filter.kind) where += " AND kind = '" + std::string(name_of(*filter.kind)) + "'";
    if (filter.section) where += " AND section_id = " + std::to_string(filter.section->value);
    if (filter.created_by) where += " AND created_by = " + std::to_string(filter.created_by->value);
    where += " AND folded LIKE :query ESCAPE '\\'";
    return read_stories(reader,
                        select_rows(reader,
                                    std::string("SELECT ") + columns + " FROM stories WHERE " + where +
                                        " ORDER BY updated_at DESC, id DESC LIMIT " + std::to_string(filter.limit),
                                    last.first, last.first, last.second, like_pattern(fold_case(filter.query))));
}

std::vector<std::pair<StoryStatus, std::int64_t>> count_stories(Reader& reader, std::optional<StaffId> created_by) {
    auto const where = created_by ? " WHERE created_by = " + std::to_string(created_by->value) : std::string{};
    std::vector<std::pair<StoryStatus, std::int64_t>> out;
    for (auto const& [status, count] :
         select<std::string, std::int64_t>(reader, "SELECT status, COUNT(*) FROM stories" + where + " GROUP BY status"))
        out.emplace_back(story_status(status).value(), count);
    return out;
}

std::vector<Story> published_pages(Reader& reader) {
    return read_stories(
        reader,
        select_rows(reader, std::string("SELECT ") + columns +
                                " FROM stories WHERE kind = 'page' AND status = 'published' ORDER BY published_at"));
}

std::vector<Story> stories_after(Reader& reader, StoryId id, int limit) {
    return read_stories(
        reader, select_rows(reader,
                            std::string("SELECT ") + columns + " FROM stories WHERE id > :id ORDER BY id LIMIT " +
                                std::to_string(limit),
                            id));
}

std::vector<StoryId> stories_in_section_after(Reader& reader, SectionId section, StoryId id, int limit) {
    std::vector<StoryId> out;
    for (auto const& [story] : select<StoryId>(reader,
                                               "SELECT id FROM stories WHERE id > :id AND section_id = :section AND "
                                               "status = 'published' ORDER BY id LIMIT " +
                                                   std::to_string(limit),
                                               id, section))
        out.push_back(story);
    return out;
}

std::vector<StoryId> stories_by_author_after(Reader& reader, AuthorId author, StoryId id, int limit) {
    std::vector<StoryId> out;
    for (auto const& [story] : select<StoryId>(reader,
                                               "SELECT DISTINCT b.story_id FROM story_bylines b JOIN stories s ON s.id "
                                               "= b.story_id WHERE b.author_id = :author AND b.story_id > :id AND "
                                               "s.status = 'published' ORDER BY b.story_id LIMIT " +
                                                   std::to_string(limit),
                                               author, id))
        out.push_back(story);
    return out;
}

std::vector<StoryId> stories_with_picture(Reader& reader, PictureId picture) {
    std::vector<StoryId> out;
    for (auto const& [id] : select<StoryId>(reader, "SELECT id FROM stories WHERE lead_picture_id = :picture", picture))
        out.push_back(id);
    return out;
}

}  // namespace broadsheet::store
