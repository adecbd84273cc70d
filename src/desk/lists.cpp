// The lists that editors choose by hand: front page, picks, what stands under a story.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/slug.h"
#include "content/address.h"
#include "content/workflow.h"
#include "desk/handlers.h"
#include "frame/stylesheets.h"
#include "http/problem.h"
#include "store/audit.h"
#include "store/listings.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

json::object list_json(std::vector<content::CuratedEntry> const& entries) {
    json::array out;
    for (auto const& entry : entries)
        out.push_back(
            {{"story", entry.story.text()},
             {"expires_at", entry.expires_at ? json::value(iso_time(*entry.expires_at)) : json::value(nullptr)}});
    return {{"entries", std::move(out)}};
}

// Editors every list; whoever may edit a story what is related to it.
bool may_change_list(content::Staff const& staff, store::Reader& reader, std::string_view name) {
    if (content::may_edit_site(staff)) return true;
    auto const id = content::story_of_related_list(name);
    auto const story = id ? store::find_story(reader, *id) : std::nullopt;
    return story && content::may_edit(staff, *story);
}

std::vector<content::CuratedEntry> read_entries(Fields& fields, store::Reader& reader) {
    std::vector<content::CuratedEntry> out;
    auto const* const entries = fields.value("entries");
    if (!entries || !entries->is_array() || entries->get_array().size() > 100) {
        fields.refuse("entries", "list_expected", "This must be a list of at most 100 entries.");
        return out;
    }
    for (std::size_t i = 0; i < entries->get_array().size(); ++i) {
        auto const place = "entries/" + std::to_string(i);
        auto const& item = entries->get_array()[i];
        if (!item.is_object()) {
            fields.refuse(place, "object_expected", "This must be an object.");
            return out;
        }
        Fields inner(item.get_object());
        auto const id = content::StoryId::parse(inner.text("story", 13).value_or(""));
        auto const expires = inner.text("expires_at", 40).value_or("");
        auto const expires_at = parse_iso_time(expires);
        if (!id || !store::find_story(reader, *id))
            fields.refuse(place + "/story", "unknown_record", "There is no story with this id.");
        else if (!expires.empty() && !expires_at)
            fields.refuse(place + "/expires_at", "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
        else if (std::any_of(out.begin(), out.end(), [&](auto const& entry) { return entry.story == *id; }))
            fields.refuse(place + "/story", "twice", "This story stands in the list already.");
        else
            out.push_back({*id, expires_at});
        if (auto const problem = inner.problem()) fields.refuse(*problem);
    }
    return out;
}

// Nothing counts a list's changes: its version is made of what it holds.
http::Response list_answer(json::object list) {
    auto const version = frame::version_of(json::serialize(list));
    list["version"] = version;
    auto response = json_answer(200, list);
    response.headers.add("ETag", "\"" + version + "\"");
    return response;
}

// Whether If-Match names another list than this one.
bool is_overtaken(http::Request const& request, json::object const& current) {
    auto const asked = request.header("If-Match");
    return !asked.empty() && asked != "*" && asked != "\"" + frame::version_of(json::serialize(current)) + "\"";
}

}  // namespace

http::Response show_list(DeskCall const& call) {
    return list_answer(list_json(store::curated_list(*call.app.database.snapshot(), call.request.parameter("name"))));
}

http::Response change_list(DeskCall const& call) {
    auto const name = call.request.parameter("name");
    if (!is_slug(name) || name.size() > 40)
        return http::problem_response(
            {ProblemKind::invalid, "name_shape", "A list's name may hold a-z, 0-9 and single hyphens.", "name"});
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    if (!may_change_list(call.staff, *transaction, name))
        return http::problem_response({ProblemKind::forbidden, "editors_only", "Only editors may do this.", {}});
    Fields fields(*body);
    auto const entries = read_entries(fields, *transaction);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const current = list_json(store::curated_list(*transaction, name));
    if (is_overtaken(call.request, current))
        return http::problem_response(
            {ProblemKind::overtaken, "overtaken", "Someone else has changed this list since you opened it.", {}},
            {{"current", current}});
    auto const list = list_json(entries);
    store::replace_curated_list(*transaction, name, entries);
    transaction->append({"list.changed", name, {"curated:" + name}});
    store::append_audit(*transaction, {call.staff.id, "list.changed", "list:" + name, name, list});
    call.app.database.commit(*transaction);
    return list_answer(list);
}

}  // namespace broadsheet::desk
