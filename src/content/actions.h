// What can be done to a story, by name, and whether a person may do it to one in its present state. The one place that
// puts permissions and rules of the state together: handlers ask it, and the desk shows what it says.
#pragma once
#include "content/workflow.h"

namespace broadsheet::content {

enum class Action { edit, submit, approve, return_, publish, unpublish, retract, correct, delete_, stage };
std::string_view name_of(Action action);

// Who acts, and under which rule of the house.
struct Actor {
    Staff const& staff;
    bool review_required = false;
};

// Refuses what the person's role or the story's state forbids. What the deed needs besides (a headline, a notice, a
// time after the embargo) is asked by its own rule when it is done.
Result<void> allows(Actor const& actor, Action action, Story const& story);
// All of them, without what would change nothing: `publish` of a published story that has no staged edit.
std::vector<Action> allowed_actions(Actor const& actor, Story const& story);

}  // namespace broadsheet::content
