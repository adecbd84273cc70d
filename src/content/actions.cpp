#include "content/actions.h"

#include <array>

namespace broadsheet::content {
namespace {

constexpr std::array<std::string_view, 10> names{"edit",      "submit",  "approve", "return", "publish",
                                                 "unpublish", "retract", "correct", "delete", "stage"};

bool has_permission(Staff const& staff, Action action, Story const& story) {
    switch (action) {
        case Action::edit:
        case Action::submit:
        case Action::delete_:
        case Action::stage:
            return may_edit(staff, story);
        case Action::approve:
            return may_review(staff);
        case Action::return_:
            return may_review(staff) || may_publish(staff, story);
        case Action::publish:
        case Action::unpublish:
        case Action::retract:
        case Action::correct:
            return may_publish(staff, story);
    }
    return false;
}

// Without the input: a refusal of kind `invalid` says that some is missing.
Result<void> state_rule(Actor const& actor, Action action, Story const& story) {
    switch (action) {
        case Action::edit:
            return story.status == StoryStatus::published ? house_rule(actor.staff, story, actor.review_required)
                                                          : Result<void>();
        case Action::submit:
            return submit_rule(story);
        case Action::approve:
            return approve_rule(story);
        case Action::return_:
            return return_rule(actor.staff, story, {});
        case Action::publish:
            if (auto const rule = house_rule(actor.staff, story, actor.review_required); !rule) return rule;
            if (auto const rule = publish_rule(story, {}, std::nullopt); !rule) return refuse(rule.error());
            return {};
        case Action::unpublish:
            return unpublish_rule(story);
        case Action::retract:
            return retract_rule(story, {});
        case Action::correct:
            return correction_rule(story, {});
        case Action::delete_:
            return delete_rule(story);
        case Action::stage:
            return stage_rule(story);
    }
    return {};
}

bool changes_something(Action action, Story const& story) {
    return action != Action::publish || story.status != StoryStatus::published || story.staged;
}

}  // namespace

std::string_view name_of(Action action) { return names[static_cast<std::size_t>(action)]; }

Result<void> allows(Actor const& actor, Action action, Story const& story) {
    if (!has_permission(actor.staff, action, story)) return refuse(not_yours());
    auto rule = state_rule(actor, action, story);
    return rule || rule.error().kind == ProblemKind::invalid ? Result<void>() : rule;
}

std::vector<Action> allowed_actions(Actor const& actor, Story const& story) {
    std::vector<Action> out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const action = static_cast<Action>(i);
        if (changes_something(action, story) && allows(actor, action, story)) out.push_back(action);
    }
    return out;
}

}  // namespace broadsheet::content
