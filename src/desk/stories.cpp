#include <boost/json/array.hpp>
#include <charconv>
#include <map>

#include "base/utf8.h"
#include "content/figures.h"
#include "desk/handlers.h"
#include "desk/records.h"
#include "desk/story_edit.h"
#include "desk/story_texts.h"
#include "desk_call/asked_story.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/audit.h"
#include "store/staff.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Action;
using content::Story;

std::string cursor_of(Story const& story) { return std::to_string(to_ms(story.updated_at)) + "." + story.id.text(); }

std::optional<std::pair<Time, content::StoryId>> read_cursor(std::string const& text) {
    auto const dot = text.find('.');
    std::int64_t ms = 0;
    if (dot == std::string::npos || std::from_chars(text.data(), text.data() + dot, ms).ptr != text.data() + dot)
        return std::nullopt;
    auto const id = content::StoryId::parse(text.substr(dot + 1));
    return id ? std::optional(std::pair{from_ms(ms), *id}) : std::nullopt;
}

// Whose stories stand in this person's lists; nothing: everybody's.
std::optional<content::StaffId> whose(DeskCall const& call) {
    return content::may_edit_site(call.staff) ? std::nullopt : std::optional(call.staff.id);
}

Result<store::StoryFilter> read_filter(DeskCall const& call) {
    store::StoryFilter filter;
    auto const status = call.request.query_value("status"), kind = call.request.query_value("kind"),
               section = call.request.query_value("section"), after = call.request.query_value("after");
    filter.query = call.request.query_value("q");
    if (!status.empty() && !(filter.status = content::story_status(status)))
        return refuse(ProblemKind::invalid, "unknown_status",
                      "This must be draft, review, approved, scheduled, published or retracted.", "status");
    if (!kind.empty() && !(filter.kind = content::story_kind(kind)))
        return refuse(ProblemKind::invalid, "unknown_kind", "This must be article, brief or page.", "kind");
    if (!after.empty() && !(filter.before = read_cursor(after)))
        return refuse(ProblemKind::invalid, "cursor_broken", "This is no cursor of ours.", "after");
    if (!section.empty() && !(filter.section = content::SectionId::parse(section)))
        return refuse(ProblemKind::invalid, "unknown_record", "There is no section with this id.", "section");
    if (!is_clean_text(filter.query))
        return refuse(ProblemKind::invalid, "text_refused", "This text holds characters that cannot be printed.", "q");
    filter.created_by = whose(call);
    if (call.request.query_value("mine") == "1") filter.created_by = call.staff.id;
    return filter;
}

// The same list, further on.
std::string next_page(http::Request const& request, Story const& last) {
    std::string out = "/desk/api/stories?";
    for (char const* name : {"status", "kind", "section", "mine", "q"})
        if (auto const value = request.query_value(name); !value.empty())
            out += std::string(name) + "=" + http::percent_encode(value) + "&";
    return out + "after=" + cursor_of(last);
}

// What is scheduled for a time under the embargo waits for its end.
Result<void> set_embargo(Story& story, std::optional<std::optional<Time>> const& until, Time now) {
    if (!until) return {};
    if (auto const rule = content::embargo_rule(story, now, *until); !rule) return rule;
    story.embargo_until = *until;
    if (story.scheduled_at && *until) story.scheduled_at = std::max(*story.scheduled_at, **until);
    return {};
}

}  // namespace

http::Response list_stories(DeskCall const& call) {
    auto const filter = read_filter(call);
    if (!filter) return http::problem_response(filter.error());
    auto const reader = call.app.database.snapshot();
    auto const stories = store::list_stories(*reader, *filter);
    std::map<content::StaffId, std::string> names;
    for (auto& person : store::list_staff(*reader)) names[person.id] = std::move(person.name);
    auto const site = call.app.frame.site();
    json::array out;
    for (auto const& story : stories) {
        auto record = story_json(story, site, names[story.created_by], actor_of(call));
        record.erase("body");  // lists stay small; the story itself has it
        out.push_back(std::move(record));
    }
    json::value next = nullptr;
    if (static_cast<int>(stories.size()) == filter->limit) next = json::string(next_page(call.request, stories.back()));
    return json_answer(200, json::object{{"stories", std::move(out)}, {"next", std::move(next)}});
}

http::Response count_stories(DeskCall const& call) {
    json::object out;
    using enum content::StoryStatus;
    for (auto const status : {draft, review, approved, scheduled, published, retracted})
        out[content::name_of(status)] = 0;
    for (auto const& [status, count] : store::count_stories(*call.app.database.snapshot(), whose(call)))
        out[content::name_of(status)] = count;
    return json_answer(200, out);
}

http::Response create_story(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const now = call.app.clock.now();
    Story story;
    story.id = content::StoryId::make();
    story.text.language = call.app.frame.site().language;
    auto transaction = call.app.database.begin();
    auto edit = read_story_edit(*transaction, *body, story.text, story.id, Address::stays);
    if (!edit) return http::problem_response(edit.error());
    story.kind = edit->kind.value_or(content::StoryKind::article);
    story.text = std::move(edit->text);
    story.figures = content::figures_of(story.text);
    story.created_at = story.updated_at = now;
    story.created_by = call.staff.id;
    if (story.text.bylines.empty() && call.staff.author) story.text.bylines.push_back(*call.staff.author);
    if (auto const set = set_embargo(story, edit->embargo_until, now); !set) return http::problem_response(set.error());
    if (auto const linked = link_translation(*transaction, story, edit->translation_of); !linked)
        return http::problem_response(linked.error());
    insert_draft(*transaction, story, call.staff.id);
    call.app.database.commit(*transaction);
    return story_answer(call, 201, story, call.staff.name);
}

http::Response show_story(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    return story ? story_answer(call, 200, *story, creator_name(call, *reader, *story))
                 : http::problem_response(story.error());
}

http::Response change_story(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    return change_story_by(
        call, Action::edit, *body, [&](store::Transaction& transaction, Story& story, Deed& deed) -> Result<void> {
            auto const address = story.published_at ? Address::stays : Address::follows_headline;
            auto edit = read_story_edit(transaction, *body, story.text, story.id, address);
            if (!edit) return refuse(edit.error());
            if (edit->kind && *edit->kind != story.kind)
                return refuse(ProblemKind::conflict, "kind_fixed", "A story's kind is chosen when it is made.", "kind");
            if (edit->autosave) deed.autosave = store::Autosave::yes;
            if (auto const set = set_embargo(story, edit->embargo_until, call.app.clock.now()); !set) return set;
            return take_text(call, transaction, story, std::move(edit->text), edit->translation_of);
        });
}

http::Response delete_story(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const story = asked_story(call, *transaction);
    if (!story) return http::problem_response(story.error());
    if (auto const allowed = content::allows(actor_of(call), Action::delete_, *story); !allowed)
        return http::problem_response(allowed.error());
    store::delete_story(*transaction, story->id);
    transaction->append({"story.deleted", story->id.text(), {"story:" + story->id.text()}});
    store::append_audit(*transaction,
                        {call.staff.id, "story.deleted", "story:" + story->id.text(), story->text.headline});
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::desk
