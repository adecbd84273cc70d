#include "desk/story_change.h"

#include <charconv>

#include "desk/presence.h"
#include "desk/records.h"
#include "desk_call/asked_story.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/runner.h"
#include "store/staff.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Action;
using content::Story;

// The version in If-Match: "5"; nothing if the field is absent or "*".
std::optional<std::int64_t> asked_version(http::Request const& request) {
    auto text = request.header("If-Match");
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    std::int64_t version = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (text.empty() || text == "*") return std::nullopt;
    return error == std::errc{} && end == text.data() + text.size() ? version : -1;
}

std::string etag_of(Story const& story) { return "\"" + std::to_string(story.version) + "\""; }

// Both versions, so that nobody's words are lost: what stands in the store and what was sent.
http::Response overtaken(DeskCall const& call, Story const& current, std::string_view creator,
                         json::object const& sent) {
    Problem const problem{
        ProblemKind::overtaken, "overtaken", "Someone else has changed this story since you opened it.", {}};
    auto const shown = story_json(current, call.app.frame.site(), creator, actor_of(call));
    auto response = http::problem_response(problem, {{"current", shown}, {"yours", sent}});
    response.headers.add("ETag", etag_of(current));
    return response;
}

bool writes_text(Action action) { return action == Action::edit || action == Action::stage; }

}  // namespace

content::Actor actor_of(DeskCall const& call) { return {call.staff, call.app.frame.site().review_required}; }

std::string creator_name(DeskCall const& call, store::Reader& reader, Story const& story) {
    if (story.created_by == call.staff.id) return call.staff.name;
    auto const staff = store::find_staff(reader, story.created_by);
    return staff ? staff->name : std::string{};
}

http::Response story_answer(DeskCall const& call, int status, Story const& story, std::string_view creator) {
    auto response = json_answer(status, story_json(story, call.app.frame.site(), creator, actor_of(call)));
    response.headers.add("ETag", etag_of(story));
    if (status == 201) response.headers.add("Location", "/desk/api/stories/" + story.id.text());
    return response;
}

http::Response change_story_by(DeskCall const& call, Action action, json::object const& sent, Change const& change) {
    auto transaction = call.app.database.begin();
    auto const before = asked_story(call, *transaction);
    if (!before) return http::problem_response(before.error());
    auto const creator = creator_name(call, *transaction, *before);
    if (auto const version = asked_version(call.request); version && *version != before->version)
        return overtaken(call, *before, creator, sent);
    if (auto const allowed = content::allows(actor_of(call), action, *before); !allowed)
        return http::problem_response(allowed.error());
    if (auto locked = writes_text(action) ? refused_by_lock(call, *transaction, before->id) : std::nullopt)
        return std::move(*locked);
    auto after = *before;
    Deed deed{call.staff.id, store::Autosave::no, {}};
    if (auto const done = change(*transaction, after, deed); !done) return http::problem_response(done.error());
    if (!write_story(call.app.database, *transaction, *before, after, std::move(deed))) {
        auto const current = store::find_story(*transaction, before->id);
        return overtaken(call, current.value_or(*before), creator, sent);
    }
    call.app.jobs.wake();
    return story_answer(call, 200, after, creator);
}

Result<json::object> optional_body(http::Request const& request) {
    if (request.body.empty()) return json::object{};
    return read_body(request);
}

}  // namespace broadsheet::desk
