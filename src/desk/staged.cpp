// The staged edit of a published story: words that wait for `publish`.
#include "desk/handlers.h"
#include "desk/story_change.h"
#include "desk/story_edit.h"
#include "desk/story_texts.h"
#include "desk_call/asked_story.h"
#include "http/problem.h"

namespace broadsheet::desk {

using content::Action;
using content::Story;

http::Response show_staged(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    if (!story->staged) return http::problem_response(unknown("staged edit"));
    auto shown = *story;
    shown.text = *story->staged;
    return story_answer(call, 200, shown, creator_name(call, *reader, shown));
}

http::Response stage_story(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    return change_story_by(
        call, Action::stage, *body, [&](store::Transaction& transaction, Story& story, Deed& deed) -> Result<void> {
            auto edit =
                read_story_edit(transaction, *body, story.staged.value_or(story.text), story.id, Address::stays);
            if (!edit) return refuse(edit.error());
            if (edit->translation_of)
                return refuse(ProblemKind::invalid, "not_staged",
                              "A translation is linked at once; change the story itself.", "translation_of");
            if (edit->embargo_until)
                return refuse(ProblemKind::invalid, "not_staged", "Readers have had this story already.",
                              "embargo_until");
            if (edit->autosave) deed.autosave = store::Autosave::yes;
            return take_staged(transaction, story, std::move(edit->text));
        });
}

http::Response drop_staged(DeskCall const& call) {
    return change_story_by(call, Action::stage, {}, [&](auto&, Story& story, Deed&) -> Result<void> {
        if (!story.staged) return refuse(unknown("staged edit"));
        story.staged.reset();
        return {};
    });
}

}  // namespace broadsheet::desk
