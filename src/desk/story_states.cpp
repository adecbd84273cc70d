// The way of a story from state to state: the deeds of content/actions.h that change no words.
#include "desk/handlers.h"
#include "desk/story_change.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Action;
using content::Story;
using content::StoryStatus;

Result<std::optional<Time>> read_at(json::object const& body) {
    Fields fields(body);
    auto const text = fields.text("at", 40);
    std::optional<Time> at;
    if (text && !text->empty() && !(at = parse_iso_time(*text)))
        fields.refuse("at", "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
    if (auto problem = fields.problem()) return refuse(std::move(*problem));
    return at;
}

Result<std::string> read_text(json::object const& body, std::string_view name, std::size_t longest) {
    Fields fields(body);
    auto text = fields.text(name, longest, Fields::Lines::many).value_or("");
    if (auto problem = fields.problem()) return refuse(std::move(*problem));
    return text;
}

void move_to(Story& story, StoryStatus status, std::string note, Deed& deed) {
    story.status = status;
    story.review_note = std::move(note);
    if (!story.review_note.empty()) deed.detail["note"] = story.review_note;
}

}  // namespace

http::Response submit_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const note = read_text(*body, "note", content::longest_review_note);
    if (!note) return http::problem_response(note.error());
    return change_story_by(call, Action::submit, *body, [&](auto&, Story& story, Deed& deed) -> Result<void> {
        move_to(story, StoryStatus::review, *note, deed);
        return {};
    });
}

http::Response approve_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    if (auto const problem = Fields(*body).problem()) return http::problem_response(*problem);
    return change_story_by(call, Action::approve, *body, [&](auto&, Story& story, Deed& deed) -> Result<void> {
        move_to(story, StoryStatus::approved, {}, deed);
        return {};
    });
}

http::Response return_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const note = read_text(*body, "note", content::longest_review_note);
    if (!note) return http::problem_response(note.error());
    return change_story_by(call, Action::return_, *body, [&](auto&, Story& story, Deed& deed) -> Result<void> {
        if (auto const rule = content::return_rule(call.staff, story, *note); !rule) return rule;
        move_to(story, StoryStatus::draft, *note, deed);
        return {};
    });
}

http::Response publish_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const at = read_at(*body);
    if (!at) return http::problem_response(at.error());
    return change_story_by(call, Action::publish, *body, [&](auto&, Story& story, Deed& deed) -> Result<void> {
        auto const now = call.app.clock.now();
        if (auto const rule = content::publish_rule(story, now, *at); !rule) return refuse(rule.error());
        story = published(std::move(story), now, *at);
        if (story.scheduled_at) deed.detail["at"] = iso_time(*story.scheduled_at);
        return {};
    });
}

http::Response unpublish_story(DeskCall const& call) {
    return change_story_by(call, Action::unpublish, {}, [&](auto&, Story& story, Deed&) -> Result<void> {
        story.status = StoryStatus::draft;
        story.scheduled_at.reset();
        story.staged.reset();
        return {};
    });
}

http::Response retract_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const notice = read_text(*body, "notice", 2000);
    if (!notice) return http::problem_response(notice.error());
    return change_story_by(call, Action::retract, *body, [&](auto&, Story& story, Deed& deed) -> Result<void> {
        if (auto const rule = content::retract_rule(story, *notice); !rule) return rule;
        story.status = StoryStatus::retracted;
        story.notice = *notice;
        story.staged.reset();
        deed.detail["notice"] = *notice;
        return {};
    });
}

}  // namespace broadsheet::desk
