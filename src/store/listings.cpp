#include "store/listings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <unordered_map>

#include "base/locale.h"
#include "content/story_json.h"
#include "store/changes.h"
#include "store/sections.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

std::vector<ListEntry> entries(std::vector<std::tuple<StoryId, Time, int>> const& rows) {
    std::vector<ListEntry> out;
    for (auto const& [story, at, page] : rows) out.push_back({story, at, page});
    return out;
}

constexpr int crowded_page = 3 * page_size;
constexpr Millis renumber_after{60'000};

int count_on_page(Transaction& transaction, std::string const& list, int page) {
    return static_cast<int>(std::get<0>(*select_one<std::int64_t>(
        transaction,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM listings WHERE list = :list AND page = :page LIMIT " +
            std::to_string(crowded_page + 1) + ") AS few",
        list, page)));
}

// Where a new entry belongs: behind the last page if it is the newest, else on the page of its older neighbour (the
// first page if there is none). Pages that are full stay as they are, so a late-comer makes its page longer instead of
// moving everything after it; a page that grows too long this way is put right later, by renumber_list.
int page_for(Transaction& transaction, std::string const& list, Time at, StoryId story) {
    auto const older = select_one<int>(
        transaction,
        "SELECT page FROM listings WHERE list = :list AND at <= :at AND (at < :same OR story_id < :story) "
        "ORDER BY at DESC, story_id DESC LIMIT 1",
        list, at, at, story);
    bool const newest = !select_one<int>(
        transaction,
        "SELECT 1 FROM listings WHERE list = :list AND at >= :at AND (at > :same OR story_id > :story) LIMIT 1", list,
        at, at, story);
    int const page = older ? std::get<0>(*older) : 1;
    int const filled = count_on_page(transaction, list, page);
    if (older && newest && filled >= page_size) return page + 1;
    if (filled >= crowded_page) add_job(transaction, renumber_job, list, transaction.now() + renumber_after);
    return page;
}

void add_tags(std::vector<std::string>& tags, std::string const& list, int page) {
    tags.push_back("list:" + list);
    tags.push_back("list:" + list + ":page:" + std::to_string(page));
}

using CardRow =
    std::tuple<StoryId, std::string, std::string, std::string, std::string, std::string, std::string, std::string,
               std::string, std::string, int, Time, Time, std::optional<SectionId>, std::optional<std::string>,
               std::optional<std::string>, std::optional<PictureId>, std::string>;

Card read_card(CardRow&& row) {
    Card card;
    std::string kind, status, lead;
    std::optional<std::string> section_name, section_slug;
    std::tie(card.id, kind, status, card.headline, card.standfirst, card.excerpt, card.slug, card.language,
             card.visibility, card.body, card.reading_minutes, card.published_at, card.updated_at, card.section,
             section_name, section_slug, card.picture, lead) = std::move(row);
    card.kind = story_kind(kind).value();
    card.status = story_status(status).value();
    card.section_name = section_name.value_or("");
    card.section_slug = section_slug.value_or("");
    card.lead = lead_from_json(boost::json::parse(lead).as_object());
    return card;
}

}  // namespace

std::string sitemap_tag(Time published_at) {
    auto const day = day_of(published_at, "Etc/UTC");
    return fmt::format("sitemap:{:04}-{:02}", day.year, day.month);
}

std::vector<std::string> lists_of(Story const& story, std::vector<TagId> const& tags) {
    if (story.status != StoryStatus::published || story.kind == StoryKind::page) return {};
    if (story.kind == StoryKind::brief) return {"feed"};
    std::vector<std::string> lists{"news"};
    if (story.text.section) lists.push_back("section:" + story.text.section->text());
    for (auto const tag : tags) lists.push_back("tag:" + tag.text());
    for (auto const author : story.text.bylines) lists.push_back("author:" + author.text());
    return lists;
}

std::vector<std::string> sync_listings(Transaction& transaction, Story const& story) {
    std::vector<TagId> tag_ids;
    for (auto const& tag : tags_of(transaction, story.id)) tag_ids.push_back(tag.id);
    auto const wanted = lists_of(story, tag_ids);
    auto const at = story.published_at.value_or(Time{});
    std::vector<std::string> tags, present;
    for (auto const& [list, time, page] : select<std::string, Time, int>(
             transaction, "SELECT list, at, page FROM listings WHERE story_id = :story", story.id)) {
        bool const stays = time == at && std::find(wanted.begin(), wanted.end(), list) != wanted.end();
        if (stays) {
            present.push_back(list);
            continue;
        }
        add_tags(tags, list, page);
        execute(transaction, "DELETE FROM listings WHERE list = :list AND at = :at AND story_id = :story", list, time,
                story.id);
    }
    for (auto const& list : wanted) {
        if (std::find(present.begin(), present.end(), list) != present.end()) continue;
        int const page = page_for(transaction, list, at, story.id);
        add_tags(tags, list, page);
        execute(transaction,
                "INSERT INTO listings (list, at, story_id, page) VALUES (:list, :at, :story, :page) ON CONFLICT (list, "
                "at, story_id) DO NOTHING",
                list, at, story.id, page);
    }
    return tags;
}

std::vector<std::string> renumber_list(Transaction& transaction, std::string_view list) {
    std::vector<std::string> tags;
    int page = 1, filled = 0;
    for (auto const& [story, at, present] : select<StoryId, Time, int>(
             transaction, "SELECT story_id, at, page FROM listings WHERE list = :list ORDER BY at, story_id", list)) {
        if (filled == page_size) {
            ++page;
            filled = 0;
        }
        ++filled;
        if (present == page) continue;
        for (int const touched : {present, page})
            if (auto tag = "list:" + std::string(list) + ":page:" + std::to_string(touched);
                std::find(tags.rbegin(), tags.rend(), tag) == tags.rend())
                tags.push_back(std::move(tag));
        execute(transaction, "UPDATE listings SET page = :page WHERE list = :list AND at = :at AND story_id = :story",
                page, list, at, story);
    }
    if (!tags.empty()) tags.push_back("list:" + std::string(list));
    return tags;
}

std::vector<Card> load_cards(Reader& reader, std::vector<StoryId> const& ids) {
    if (ids.empty()) return {};
    std::unordered_map<StoryId, Card> found;
    auto rows = [&]<class... Columns>(std::type_identity<std::tuple<Columns...>>) {
        return select<Columns...>(
            reader,
            "SELECT s.id, s.kind, s.status, s.headline, s.standfirst, s.excerpt, s.slug, s.language, s.visibility, "
            "CASE WHEN s.kind = 'brief' THEN s.body ELSE '' END, s.reading_minutes, s.published_at, s.updated_at, "
            "s.section_id, c.name, "
            "c.slug, s.lead_picture_id, s.lead FROM stories s LEFT JOIN sections c ON c.id = s.section_id "
            "WHERE s.id IN (" +
                in_list(ids) + ")");
    }(std::type_identity<CardRow>{});
    for (auto& row : rows) {
        // Asked here and not in the SQL: without statistics an engine may take the index of all published stories.
        auto card = read_card(std::move(row));
        if (card.status != StoryStatus::published) continue;
        found.emplace(card.id, std::move(card));
    }
    for (auto& [story, author, name, slug, kind] : select<StoryId, AuthorId, std::string, std::string, std::string>(
             reader,
             "SELECT b.story_id, a.id, a.name, a.slug, a.kind FROM story_bylines b JOIN authors a ON a.id = "
             "b.author_id WHERE b.story_id IN (" +
                 in_list(ids) + ") ORDER BY b.story_id, b.position"))
        if (auto const card = found.find(story); card != found.end())
            card->second.bylines.push_back({author, std::move(name), std::move(slug), author_kind(kind).value()});
    std::vector<Card> out;
    for (auto const id : ids)
        if (auto const card = found.find(id); card != found.end()) {
            out.push_back(std::move(card->second));
            found.erase(card);
        }
    return out;
}

std::vector<ListEntry> newest_entries(Reader& reader, std::string_view list, int limit) {
    return entries(select<StoryId, Time, int>(
        reader,
        "SELECT story_id, at, page FROM listings WHERE list = :list ORDER BY at DESC, story_id DESC LIMIT " +
            std::to_string(limit),
        list));
}

std::vector<ListEntry> page_entries(Reader& reader, std::string_view list, int page) {
    return entries(select<StoryId, Time, int>(
        reader,
        "SELECT story_id, at, page FROM listings WHERE list = :list AND page = :page ORDER BY at DESC, story_id DESC",
        list, page));
}

std::vector<ListEntry> entries_between(Reader& reader, std::string_view list, Time from, Time to) {
    return entries(select<StoryId, Time, int>(reader,
                                              "SELECT story_id, at, page FROM listings WHERE list = :list AND at >= "
                                              ":from AND at < :to ORDER BY at DESC, story_id DESC",
                                              list, from, to));
}

int last_page(Reader& reader, std::string_view list) {
    auto const row =
        select_one<int>(reader, "SELECT page FROM listings WHERE list = :list ORDER BY page DESC LIMIT 1", list);
    return row ? std::get<0>(*row) : 0;
}

std::optional<Time> entry_before(Reader& reader, std::string_view list, Time at) {
    auto const row = select_one<Time>(
        reader, "SELECT at FROM listings WHERE list = :list AND at < :at ORDER BY at DESC LIMIT 1", list, at);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::optional<Time> entry_from(Reader& reader, std::string_view list, Time at) {
    auto const row = select_one<Time>(
        reader, "SELECT at FROM listings WHERE list = :list AND at >= :at ORDER BY at LIMIT 1", list, at);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::vector<CuratedEntry> curated_list(Reader& reader, std::string_view list) {
    std::vector<CuratedEntry> out;
    for (auto const& [story, expires] : select<StoryId, Time>(
             reader, "SELECT story_id, expires_at FROM curated WHERE list = :list ORDER BY position", list))
        out.push_back({story, expires == Time{} ? std::nullopt : std::optional(expires)});
    return out;
}

void replace_curated_list(Transaction& transaction, std::string_view list, std::vector<CuratedEntry> const& entries) {
    execute(transaction, "DELETE FROM curated WHERE list = :list", list);
    int position = 0;
    for (auto const& entry : entries)
        execute(
            transaction,
            "INSERT INTO curated (list, position, story_id, expires_at) VALUES (:list, :position, :story, :expires)",
            list, position++, entry.story, entry.expires_at.value_or(Time{}));
}

std::vector<SitemapEntry> sitemap_entries(Reader& reader, std::string_view list, Time from, Time to) {
    std::vector<SitemapEntry> out;
    for (auto& [id, slug, headline, language, updated, published, picture] :
         select<StoryId, std::string, std::string, std::string, Time, Time, std::optional<PictureId>>(
             reader,
             "SELECT s.id, s.slug, s.headline, s.language, s.updated_at, s.published_at, s.lead_picture_id FROM "
             "listings l JOIN stories s ON s.id = l.story_id WHERE l.list = :list AND l.at >= :from AND l.at < :to "
             "ORDER BY l.at DESC, l.story_id DESC LIMIT 50000",
             list, from, to))
        out.push_back({id, std::move(slug), std::move(headline), std::move(language), updated, published, picture});
    return out;
}

std::vector<SitemapPage> list_pages_for_sitemap(Reader& reader) {
    std::vector<SitemapPage> out;
    auto const add = [&](std::string const& before, std::string const& tables) {
        for (auto& [slug, changed] : select<std::string, Time>(
                 reader, "SELECT p.slug, MAX(s.updated_at) AS changed FROM " + tables +
                             " JOIN stories s ON s.id = l.story_id WHERE s.status = 'published' AND s.kind = 'article' "
                             "GROUP BY p.id, p.slug ORDER BY changed DESC LIMIT 20000"))
            out.push_back({before + slug + "/", changed});
    };
    add("/author/", "authors p JOIN story_bylines l ON l.author_id = p.id");
    add("/tag/", "tags p JOIN story_tags l ON l.tag_id = p.id");
    return out;
}

}  // namespace broadsheet::store
