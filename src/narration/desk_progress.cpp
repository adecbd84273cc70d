// How far the newspaper is with speaking, and its archive.
#include "frame/frame.h"
#include "http/problem.h"
#include "narration/desk_handlers.h"
#include "store/audit.h"

namespace broadsheet::narration {
namespace {

namespace json = boost::json;

constexpr int shown = 50;
constexpr double most_of_archive = 100'000;

}  // namespace

http::Response show_progress(DeskCall const& call, Narrations&) {
    auto const reader = call.app.database.snapshot();
    json::object counts;
    for (auto const& count : store::count_narrations(*reader)) counts[content::name_of(count.state)] = count.stories;
    json::array unfinished;
    for (auto const& narration : store::unfinished_narrations(*reader, shown)) {
        auto out = narration_json(narration, call.app.frame.site());
        auto const story = store::find_story(*reader, narration.story);
        out["headline"] = story ? story->text.headline : "";
        unfinished.push_back(std::move(out));
    }
    return json_answer(200, json::object{{"counts", std::move(counts)}, {"unfinished", std::move(unfinished)}});
}

http::Response narrate_archive(DeskCall const& call, Narrations& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const stories = fields.number("stories", 1, most_of_archive);
    if (!stories) fields.refuse("stories", "stories_missing", "Please say how many of the newest stories.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const transaction = call.app.database.begin();
    store::wish_narrations_of_archive(*transaction, static_cast<int>(*stories));
    store::append_audit(*transaction, {call.staff.id,
                                       "narration.archive",
                                       "settings:narration",
                                       "",
                                       {{"stories", static_cast<std::int64_t>(*stories)}}});
    call.app.database.commit(*transaction);
    parts.studio.wake();
    return http::no_content();
}

}  // namespace broadsheet::narration
