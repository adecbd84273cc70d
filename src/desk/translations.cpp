#include "desk/translations.h"

#include "content/workflow.h"
#include "store/stories.h"

namespace broadsheet::desk {
namespace {

using content::Story;

std::vector<store::Translation> members(store::Reader& reader, Story const& story,
                                        std::optional<content::StoryId> first) {
    auto asked = story;
    asked.translation_of = first;
    return store::translations_of(reader, asked);
}

// `story` and all that are translations of it become translations of `first`.
Result<void> join(store::Transaction& transaction, Story& story, content::StoryId first) {
    auto const beside = languages_beside(transaction, story, first);
    if (auto const rule = content::translation_rule(story.text.language, beside); !rule) return rule;
    if (!story.translation_of)
        for (auto const& own : members(transaction, story, std::nullopt))
            if (own.id != story.id)
                if (auto const rule = content::translation_rule(own.language, beside); !rule) return rule;
    store::move_translations(transaction, story.id, first);
    story.translation_of = first;
    return {};
}

}  // namespace

std::vector<std::string> languages_beside(store::Reader& reader, Story const& story,
                                          std::optional<content::StoryId> first) {
    std::vector<std::string> out;
    for (auto const& member : members(reader, story, first))
        if (member.id != story.id) out.push_back(member.language);
    return out;
}

Result<void> link_translation(store::Transaction& transaction, Story& story, TranslationWish const& wish) {
    if (!wish || (!*wish && !story.translation_of))
        return content::translation_rule(story.text.language,
                                         languages_beside(transaction, story, story.translation_of));
    if (!*wish) {
        story.translation_of.reset();
        return {};
    }
    auto const other = store::find_story(transaction, **wish);
    if (!other)
        return refuse(ProblemKind::invalid, "unknown_record", "There is no story with this id.", "translation_of");
    auto const first = other->translation_of.value_or(other->id);
    if (other->id == story.id || first == story.id)
        return refuse(ProblemKind::conflict, "own_translation", "This story is the first of its translations already.",
                      "translation_of");
    return first == story.translation_of
               ? content::translation_rule(story.text.language, languages_beside(transaction, story, first))
               : join(transaction, story, first);
}

}  // namespace broadsheet::desk
