// The public lists (news, feed, section:ID, tag:ID, author:ID) and the small projection of a story that lists show.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/stories.h"

namespace broadsheet::store {

inline constexpr int page_size = 20;

struct Byline {
    AuthorId id;
    std::string name;
    std::string slug;
    AuthorKind kind = AuthorKind::person;
};

// What a list shows of a story.
struct Card {
    StoryId id;
    StoryKind kind = StoryKind::article;
    StoryStatus status = StoryStatus::published;
    std::string headline;
    std::string standfirst;
    std::string excerpt;
    std::string slug;
    std::string language;
    std::string visibility;
    std::string body;  // of briefs only: they stand whole in lists
    int reading_minutes = 1;
    Time published_at{};
    Time updated_at{};
    std::optional<SectionId> section;
    std::string section_name;
    std::string section_slug;
    std::optional<PictureId> picture;
    Lead lead;
    std::vector<Byline> bylines;
};

// The change-log tag of the sitemap that names the stories of this month (UTC): "sitemap:2026-11".
std::string sitemap_tag(Time published_at);
// The lists a published story stands in; none for drafts, retracted stories and pages.
std::vector<std::string> lists_of(Story const& story, std::vector<TagId> const& tags);
// Brings the lists in line with the story as it is now. Returns the change-log tags of every page that may differ.
std::vector<std::string> sync_listings(Transaction& transaction, Story const& story);

// Numbers a list's pages anew, twenty each from the oldest: for a page that many late-comers (an import, say) have made
// too long. sync_listings asks for it by a job of this name whose subject is the list. Returns the tags of what
// differs.
inline constexpr char const* renumber_job = "renumber_list";
std::vector<std::string> renumber_list(Transaction& transaction, std::string_view list);

// Newest first. Unknown and unpublished ids are left out, order is that of `ids`.
std::vector<Card> load_cards(Reader& reader, std::vector<StoryId> const& ids);

struct ListEntry {
    StoryId story;
    Time at{};
    int page = 0;
};
std::vector<ListEntry> newest_entries(Reader& reader, std::string_view list, int limit);
std::vector<ListEntry> page_entries(Reader& reader, std::string_view list, int page);
// Entries in [from, to), newest first.
std::vector<ListEntry> entries_between(Reader& reader, std::string_view list, Time from, Time to);
int last_page(Reader& reader, std::string_view list);  // 0: the list is empty
// The nearest entry before / at or after the moment, for links between days.
std::optional<Time> entry_before(Reader& reader, std::string_view list, Time at);
std::optional<Time> entry_from(Reader& reader, std::string_view list, Time at);

// Lists that editors order by hand (picks, front, related-ID).
std::vector<CuratedEntry> curated_list(Reader& reader, std::string_view list);
void replace_curated_list(Transaction& transaction, std::string_view list, std::vector<CuratedEntry> const& entries);

// The public stories of a list in [from, to) for sitemaps, newest first.
struct SitemapEntry {
    StoryId id;
    std::string slug;
    std::string headline;
    std::string language;
    Time updated_at{};
    Time published_at{};
    std::optional<PictureId> picture;
};
std::vector<SitemapEntry> sitemap_entries(Reader& reader, std::string_view list, Time from, Time to);
struct SitemapPage {
    std::string path;  // "/tag/river/"
    Time changed{};    // when the newest change to one of its stories was
};
// The pages of authors and tags that have published articles.
std::vector<SitemapPage> list_pages_for_sitemap(Reader& reader);

}  // namespace broadsheet::store
