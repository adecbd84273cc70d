#include "narration/follow.h"

#include <set>

#include "narration/bulletin.h"
#include "store/narrations.h"

namespace broadsheet::narration {
namespace {

std::set<content::StoryId> stories_of(std::vector<store::Change> const& changes) {
    constexpr std::string_view of_story = "story:";
    std::set<content::StoryId> out;
    for (auto const& change : changes) {
        if (change.kind.starts_with("narration.")) continue;  // of our own making
        for (auto const& tag : change.tags)
            if (tag.starts_with(of_story))
                if (auto const id = content::StoryId::parse(std::string_view(tag).substr(of_story.size())))
                    out.insert(*id);
    }
    return out;
}

bool concerns_us(store::Reader& reader, content::StoryId id, std::optional<content::Story> const& story) {
    if (store::find_narration(reader, id)) return true;
    return story && content::is_narrated(*story, store::narration_settings(reader));
}

}  // namespace

changes::DurableWork follow_work(std::function<void()> wake) {
    return {subscription,
            [wake = std::move(wake)](store::Transaction& transaction, std::vector<store::Change> const& changes) {
                bool briefs = false;
                for (auto const id : stories_of(changes)) {
                    auto const story = store::find_story(transaction, id);
                    briefs |= !story || story->kind == content::StoryKind::brief;
                    if (concerns_us(transaction, id, story)) store::wish_narration(transaction, id);
                }
                if (briefs) revise_bulletins(transaction);
                wake();
            },
            // What was published before is read out when editors ask for it: a voice server may want money for it.
            [](store::Transaction&, std::string const&) -> std::optional<std::string> { return std::nullopt; }};
}

}  // namespace broadsheet::narration
