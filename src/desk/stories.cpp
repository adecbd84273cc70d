#include <boost/json/array.hpp>
#include <charconv>

#include "content/figures.h"
#include "content/story_json.h"
#include "content/workflow.h"
#include "desk/asked_story.h"
#include "desk/handlers.h"
#include "desk/records.h"
#include "desk/story_edit.h"
#include "desk/story_write.h"
#include "desk/translations.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/runner.h"
#include "store/audit.h"
#include "store/listings.h"
#include "store/revisions.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Story;

http::Response story_answer(DeskCall const& call, int status, Story const& story) {
    auto response = json_answer(status, story_json(story, call.app.frame.site()));
    response.headers.add("ETag", "\"" + std::to_string(story.version) + "\"");
    if (status == 201) response.headers.add("Location", "/desk/api/stories/" + story.id.text());
    return response;
}

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

// Both versions, so that nobody's words are lost: what stands in the store and what was sent.
http::Response overtaken(DeskCall const& call, Story const& current, json::object const& sent) {
    Problem const problem{
        ProblemKind::overtaken, "overtaken", "Someone else has changed this story since you opened it.", {}};
    auto response =
        http::problem_response(problem, {{"current", story_json(current, call.app.frame.site())}, {"yours", sent}});
    response.headers.add("ETag", "\"" + std::to_string(current.version) + "\"");
    return response;
}

// Runs one change of a story: find, check version and permission, let `change` decide, write, answer.
template <class Change>
http::Response change_one(DeskCall const& call, json::object const& sent, Change const& change) {
    auto transaction = call.app.database.begin();
    auto const before = asked_story(call, *transaction);
    if (!before) return http::problem_response(before.error());
    if (auto const version = asked_version(call.request); version && *version != before->version)
        return overtaken(call, *before, sent);
    auto after = *before;
    auto autosave = store::Autosave::no;
    if (Result<void> const done = change(*transaction, after, autosave); !done)
        return http::problem_response(done.error());
    if (!write_story(call.app.database, *transaction, *before, after, {call.staff.id, autosave, {}})) {
        auto const current = store::find_story(*transaction, before->id);
        return overtaken(call, current.value_or(*before), sent);
    }
    call.app.jobs.wake();
    return story_answer(call, 200, after);
}

std::string cursor_of(Story const& story) { return std::to_string(to_ms(story.updated_at)) + "." + story.id.text(); }

std::optional<std::pair<Time, content::StoryId>> read_cursor(std::string const& text) {
    auto const dot = text.find('.');
    std::int64_t ms = 0;
    if (dot == std::string::npos || std::from_chars(text.data(), text.data() + dot, ms).ptr != text.data() + dot)
        return std::nullopt;
    auto const id = content::StoryId::parse(text.substr(dot + 1));
    return id ? std::optional(std::pair{from_ms(ms), *id}) : std::nullopt;
}

Result<store::StoryFilter> read_filter(DeskCall const& call) {
    store::StoryFilter filter;
    auto const status = call.request.query_value("status"), kind = call.request.query_value("kind"),
               after = call.request.query_value("after");
    filter.query = call.request.query_value("q");
    if (!status.empty() && !(filter.status = content::story_status(status)))
        return refuse(ProblemKind::invalid, "unknown_status", "This must be draft, scheduled, published or retracted.",
                      "status");
    if (!kind.empty() && !(filter.kind = content::story_kind(kind)))
        return refuse(ProblemKind::invalid, "unknown_kind", "This must be article, brief or page.", "kind");
    if (!after.empty() && !(filter.before = read_cursor(after)))
        return refuse(ProblemKind::invalid, "cursor_broken", "This is no cursor of ours.", "after");
    if (!content::may_edit_site(call.staff)) filter.created_by = call.staff.id;
    return filter;
}

Result<std::optional<Time>> read_at(json::object const& body) {
    Fields fields(body);
    auto const text = fields.text("at", 40);
    std::optional<Time> at;
    if (text && !text->empty() && !(at = parse_iso_time(*text)))
        fields.refuse("at", "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
    if (auto problem = fields.problem()) return refuse(std::move(*problem));
    return at;
}

// An empty body is an empty object: `publish` without anything.
Result<json::object> optional_body(http::Request const& request) {
    if (request.body.empty()) return json::object{};
    return read_body(request);
}

}  // namespace

http::Response list_stories(DeskCall const& call) {
    auto const filter = read_filter(call);
    if (!filter) return http::problem_response(filter.error());
    auto const stories = store::list_stories(*call.app.database.snapshot(), *filter);
    json::array out;
    for (auto const& story : stories) {
        auto record = story_json(story, call.app.frame.site());
        record.erase("body");  // lists stay small; the story itself has it
        out.push_back(std::move(record));
    }
    json::value next = nullptr;
    if (static_cast<int>(stories.size()) == filter->limit)
        next = "/desk/api/stories?status=" + call.request.query_value("status") +
               "&kind=" + call.request.query_value("kind") + "&q=" + http::percent_encode(filter->query) +
               "&after=" + cursor_of(stories.back());
    return json_answer(200, json::object{{"stories", std::move(out)}, {"next", std::move(next)}});
}

http::Response create_story(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const now = call.app.clock.now();
    Story story;
    story.id = content::StoryId::make();
    story.text.language = call.app.frame.site().language;
    auto transaction = call.app.database.begin();
    auto edit = read_story_edit(*transaction, *body, story.text, story.id);
    if (!edit) return http::problem_response(edit.error());
    story.kind = edit->kind.value_or(content::StoryKind::article);
    story.text = std::move(edit->text);
    story.figures = content::figures_of(story.text);
    story.created_at = story.updated_at = now;
    story.created_by = call.staff.id;
    if (story.text.bylines.empty() && call.staff.author) story.text.bylines.push_back(*call.staff.author);
    if (auto const linked = link_translation(*transaction, story, edit->translation_of); !linked)
        return http::problem_response(linked.error());
    store::insert_story(*transaction, story, call.staff.id);
    std::vector<std::string> tags;
    for (auto const& member : store::translations_of(*transaction, story)) tags.push_back("story:" + member.id.text());
    transaction->append({"story.created", story.id.text(), std::move(tags)});
    store::append_audit(*transaction, {call.staff.id,
                                       "story.created",
                                       "story:" + story.id.text(),
                                       story.text.headline,
                                       {{"kind", content::name_of(story.kind)}}});
    call.app.database.commit(*transaction);
    return story_answer(call, 201, story);
}

http::Response show_story(DeskCall const& call) {
    auto const story = asked_story(call, *call.app.database.snapshot());
    return story ? story_answer(call, 200, *story) : http::problem_response(story.error());
}

http::Response change_story(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    return change_one(
        call, *body, [&](store::Transaction& transaction, Story& story, store::Autosave& autosave) -> Result<void> {
            if (!content::may_edit(call.staff, story)) return refuse(not_yours());
            auto edit = read_story_edit(transaction, *body, story.text, story.id);
            if (!edit) return refuse(edit.error());
            if (edit->kind && *edit->kind != story.kind)
                return refuse(ProblemKind::conflict, "kind_fixed", "A story's kind is chosen when it is made.", "kind");
            if (story.status == content::StoryStatus::published && edit->text.headline.empty())
                return refuse(ProblemKind::invalid, "headline_missing", "A published story needs a headline.",
                              "headline");
            story.text = std::move(edit->text);
            if (edit->autosave) autosave = store::Autosave::yes;
            return link_translation(transaction, story, edit->translation_of);
        });
}

http::Response delete_story(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const story = asked_story(call, *transaction);
    if (!story) return http::problem_response(story.error());
    if (!content::may_edit(call.staff, *story)) return http::problem_response(not_yours());
    if (auto const allowed = content::delete_rule(*story); !allowed) return http::problem_response(allowed.error());
    store::delete_story(*transaction, story->id);
    transaction->append({"story.deleted", story->id.text(), {"story:" + story->id.text()}});
    store::append_audit(*transaction,
                        {call.staff.id, "story.deleted", "story:" + story->id.text(), story->text.headline});
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response publish_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const at = read_at(*body);
    if (!at) return http::problem_response(at.error());
    return change_one(call, *body, [&](store::Transaction&, Story& story, store::Autosave&) -> Result<void> {
        if (!content::may_publish(call.staff, story)) return refuse(not_yours());
        auto const now = call.app.clock.now();
        if (auto const rule = content::publish_rule(story, now, *at); !rule) return refuse(rule.error());
        story = published(std::move(story), now, *at);
        return {};
    });
}

http::Response unpublish_story(DeskCall const& call) {
    return change_one(call, {}, [&](store::Transaction&, Story& story, store::Autosave&) -> Result<void> {
        if (!content::may_publish(call.staff, story)) return refuse(not_yours());
        if (auto const rule = content::unpublish_rule(story); !rule) return rule;
        story.status = content::StoryStatus::draft;
        story.scheduled_at.reset();
        story.staged.reset();
        return {};
    });
}

http::Response retract_story(DeskCall const& call) {
    auto const body = optional_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const notice = fields.text("notice", 2000, Fields::Lines::many).value_or("");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    return change_one(call, *body, [&](store::Transaction&, Story& story, store::Autosave&) -> Result<void> {
        if (!content::may_publish(call.staff, story)) return refuse(not_yours());
        if (auto const rule = content::retract_rule(story, notice); !rule) return rule;
        story.status = content::StoryStatus::retracted;
        story.notice = notice;
        story.staged.reset();
        return {};
    });
}

http::Response list_revisions(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    json::array out;
    for (auto const& revision : store::list_revisions(*reader, story->id)) {
        json::object record = content::to_json(revision.text);
        record["version"] = revision.version;
        record["at"] = iso_time(revision.at);
        record["staff"] = revision.staff.text();
        record["autosave"] = revision.autosave;
        out.push_back(std::move(record));
    }
    return json_answer(200, json::object{{"revisions", std::move(out)}, {"next", nullptr}});
}

http::Response show_staged(DeskCall const& call) {
    auto const story = asked_story(call, *call.app.database.snapshot());
    if (!story) return http::problem_response(story.error());
    if (!story->staged) return http::problem_response(unknown("staged edit"));
    auto shown = *story;
    shown.text = *story->staged;
    return story_answer(call, 200, shown);
}

http::Response stage_story(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    return change_one(
        call, *body, [&](store::Transaction& transaction, Story& story, store::Autosave& autosave) -> Result<void> {
            if (!content::may_edit(call.staff, story)) return refuse(not_yours());
            if (auto const rule = content::stage_rule(story); !rule) return rule;
            auto edit = read_story_edit(transaction, *body, story.staged.value_or(story.text), story.id);
            if (!edit) return refuse(edit.error());
            if (edit->translation_of)
                return refuse(ProblemKind::invalid, "not_staged",
                              "A translation is linked at once; change the story itself.", "translation_of");
            if (auto const rule = content::translation_rule(edit->text.language,
                                                            languages_beside(transaction, story, story.translation_of));
                !rule)
                return rule;
            story.staged = std::move(edit->text);
            if (edit->autosave) autosave = store::Autosave::yes;
            return {};
        });
}

http::Response drop_staged(DeskCall const& call) {
    return change_one(call, {}, [&](store::Transaction&, Story& story, store::Autosave&) -> Result<void> {
        if (!content::may_edit(call.staff, story)) return refuse(not_yours());
        if (!story.staged) return refuse(unknown("staged edit"));
        story.staged.reset();
        return {};
    });
}

}  // namespace broadsheet::desk
