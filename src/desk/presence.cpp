#include "desk/presence.h"

#include <boost/json/array.hpp>

#include "desk/handlers.h"
#include "desk/story_change.h"
#include "desk_call/asked_story.h"
#include "http/problem.h"
#include "store/presence.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_session = 64;

json::object presence_json(DeskCall const& call, store::Presence const& person, std::string_view session) {
    bool const yours = person.page.staff == call.staff.id && person.page.session == session;
    return {{"staff", person.page.staff.text()}, {"name", person.name}, {"session", person.page.session},
            {"editing", person.editing},         {"yours", yours},      {"since", iso_time(person.since)}};
}

json::value editor_json(DeskCall const& call, std::optional<store::Presence> const& editor, std::string_view session) {
    return editor ? json::value(presence_json(call, *editor, session)) : json::value(nullptr);
}

std::string read_session(Fields& fields) {
    auto session = fields.text("session", longest_session).value_or("");
    if (session.empty()) fields.refuse("session", "session_missing", "Please name the page that is open.");
    return session;
}

// Whether this person could change the story's words at all, be it through a staged edit.
bool may_write(DeskCall const& call, content::Story const& story) {
    auto const actor = actor_of(call);
    return content::allows(actor, content::Action::edit, story) ||
           content::allows(actor, content::Action::stage, story);
}

}  // namespace

std::optional<http::Response> refused_by_lock(DeskCall const& call, store::Reader& reader, content::StoryId story) {
    auto const session = call.request.header("X-Edit-Session");
    if (session.empty()) return std::nullopt;
    auto const editor = store::find_editor(reader, story, call.app.clock.now());
    if (!editor || (editor->page.staff == call.staff.id && editor->page.session == session)) return std::nullopt;
    Problem const problem{ProblemKind::locked, "locked", editor->name + " is writing in this story.", {}};
    return http::problem_response(problem, {{"editor", presence_json(call, *editor, session)}});
}

http::Response beat_presence(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const session = read_session(fields);
    bool const editing = fields.boolean("editing").value_or(false), take = fields.boolean("take").value_or(false);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto transaction = call.app.database.begin();
    auto const story = asked_story(call, *transaction);
    if (!story) return http::problem_response(story.error());
    if (editing && !may_write(call, *story)) return http::problem_response(content::not_yours());
    auto const now = transaction->now();
    store::beat(*transaction, {story->id, call.staff.id, session}, editing,
                take ? store::Lock::take : store::Lock::if_free);
    json::array people;
    for (auto const& person : store::list_present(*transaction, story->id, now))
        people.push_back(presence_json(call, person, session));
    auto editor = editor_json(call, store::find_editor(*transaction, story->id, now), session);
    call.app.database.commit(*transaction);
    return json_answer(
        200, json::object{{"people", std::move(people)}, {"editor", std::move(editor)}, {"version", story->version}});
}

http::Response leave_presence(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const session = read_session(fields);
    fields.has("csrf");  // checked already, by the route
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const id = content::StoryId::parse(call.request.parameter("id"));
    if (!id) return http::problem_response(unknown("story"));
    auto transaction = call.app.database.begin();
    store::leave(*transaction, {*id, call.staff.id, session});
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::desk
