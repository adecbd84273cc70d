#include "desk/story_texts.h"

#include "desk/translations.h"

namespace broadsheet::desk {

Result<void> take_text(DeskCall const& call, store::Transaction& transaction, content::Story& story,
                       content::StoryText text, TranslationWish const& translation) {
    if (story.status == content::StoryStatus::published && text.headline.empty())
        return refuse(ProblemKind::invalid, "headline_missing", "A published story needs a headline.", "headline");
    story = content::with_text(call.staff, std::move(story), std::move(text), actor_of(call).review_required);
    return link_translation(transaction, story, translation);
}

Result<void> take_staged(store::Transaction& transaction, content::Story& story, content::StoryText text) {
    if (auto const rule =
            content::translation_rule(text.language, languages_beside(transaction, story, story.translation_of));
        !rule)
        return rule;
    story.staged = std::move(text);
    return {};
}

}  // namespace broadsheet::desk
