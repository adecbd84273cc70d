#include "store/corrections.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "desk/handlers.h"
#include "desk/records.h"
#include "desk/story_change.h"
#include "desk_call/asked_story.h"
#include "http/problem.h"
#include "store/audit.h"
#include "store/listings.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

std::string trimmed(std::string const& text) {
    auto const first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
    return first == std::string::npos ? std::string{} : text.substr(first, last - first + 1);
}

// Every page, feed and list that shows the story bears its tag. Urgent: what was said wrongly is not served once more
// without its correction, nor a correction once more that was wrong itself.
void append_change(store::Transaction& transaction, content::Story const& story) {
    std::vector<std::string> tags{"story:" + story.id.text(), "corrections"};
    if (story.published_at) tags.push_back(store::sitemap_tag(*story.published_at));
    transaction.append({"story.corrected", story.id.text(), std::move(tags), true});
}

void append_deed(DeskCall const& call, store::Transaction& transaction, content::Story const& story, char const* action,
                 content::Correction const& correction) {
    store::append_audit(transaction, {call.staff.id,
                                      action,
                                      "story:" + story.id.text(),
                                      story.text.headline,
                                      {{"correction", correction.id.text()}, {"note", correction.note}}});
}

}  // namespace

http::Response list_corrections(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    json::array out;
    for (auto const& correction : store::corrections_of(*reader, story->id)) out.push_back(correction_json(correction));
    return json_answer(200, json::object{{"corrections", std::move(out)}, {"next", nullptr}});
}

// Without If-Match: a correction overwrites nobody's words, and the story's version stays, so that whoever has the
// story open can go on.
http::Response add_correction(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const note = trimmed(fields.text("note", content::longest_correction, Fields::Lines::many).value_or(""));
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto transaction = call.app.database.begin();
    auto const story = asked_story(call, *transaction);
    if (!story) return http::problem_response(story.error());
    if (auto const allowed = content::allows(actor_of(call), content::Action::correct, *story); !allowed)
        return http::problem_response(allowed.error());
    if (auto const rule = content::correction_rule(*story, note); !rule) return http::problem_response(rule.error());
    content::Correction const correction{content::CorrectionId::make(), story->id, call.app.clock.now(), note,
                                         call.staff.id};
    store::insert_correction(*transaction, correction);
    append_change(*transaction, *story);
    append_deed(call, *transaction, *story, "story.corrected", correction);
    call.app.database.commit(*transaction);
    auto response = json_answer(201, correction_json(correction));
    response.headers.add("Location", "/desk/api/stories/" + story->id.text() + "/corrections/" + correction.id.text());
    return response;
}

http::Response delete_correction(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const story = asked_story(call, *transaction);
    if (!story) return http::problem_response(story.error());
    auto const id = content::CorrectionId::parse(call.request.parameter("correction"));
    auto const known = store::corrections_of(*transaction, story->id);
    auto const correction = std::find_if(known.begin(), known.end(), [&](auto const& one) { return one.id == id; });
    if (correction == known.end()) return http::problem_response(unknown("correction"));
    store::delete_correction(*transaction, story->id, correction->id);
    append_change(*transaction, *story);
    append_deed(call, *transaction, *story, "story.correction_deleted", *correction);
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::desk
