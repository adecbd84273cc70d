#include "site/related.h"

#include <algorithm>

#include "content/address.h"
#include "frame/values.h"
#include "store/listings.h"
#include "store/sections.h"

namespace broadsheet::site {
namespace {

constexpr std::size_t most_related = 4;
constexpr int newest_of_tag = 30;

using Shown = std::vector<std::string>;

bool holds(Shown const& shown, content::StoryId id) {
    return std::find(shown.begin(), shown.end(), id.text()) != shown.end();
}

struct Candidate {
    store::ListEntry entry;
    int shared = 0;
};

// The newest of each of the story's tags, those with most tags in common first.
std::vector<content::StoryId> by_tags(frame::PageBuild& build, content::Story const& story, Shown const& shown) {
    std::vector<Candidate> found;
    for (auto const& tag : store::tags_of(build.reader, story.id))
        for (auto const& entry : store::newest_entries(build.reader, "tag:" + tag.id.text(), newest_of_tag)) {
            if (entry.story == story.id || holds(shown, entry.story)) continue;
            auto const known = std::find_if(found.begin(), found.end(), [&](Candidate const& candidate) {
                return candidate.entry.story == entry.story;
            });
            if (known == found.end())
                found.push_back({entry, 1});
            else
                ++known->shared;
        }
    std::sort(found.begin(), found.end(), [](Candidate const& a, Candidate const& b) {
        return std::tuple(a.shared, a.entry.at, a.entry.story) > std::tuple(b.shared, b.entry.at, b.entry.story);
    });
    std::vector<content::StoryId> out;
    for (auto const& candidate : found)
        if (out.size() < most_related) out.push_back(candidate.entry.story);
    return out;
}

std::vector<content::StoryId> of_section(frame::PageBuild& build, content::Story const& story, Shown const& shown) {
    std::vector<content::StoryId> out;
    if (!story.text.section) return out;
    auto const list = "section:" + story.text.section->text();
    for (auto const& entry : store::newest_entries(build.reader, list, newest_of_tag))
        if (entry.story != story.id && !holds(shown, entry.story) && out.size() < most_related)
            out.push_back(entry.story);
    return out;
}

}  // namespace

theme::Array related_stories(frame::PageBuild& build, content::Story const& story, Shown const& shown) {
    if (auto cards = frame::cards_for(build, frame::curated_now(build, content::related_list(story.id)));
        !cards.empty())
        return cards;
    if (story.kind != content::StoryKind::article) return {};
    auto ids = by_tags(build, story, shown);
    if (ids.empty()) ids = of_section(build, story, shown);
    return frame::cards_for(build, ids);
}

}  // namespace broadsheet::site
