#include "store/audit.h"

#include <boost/json/array.hpp>

#include "base/utf8.h"
#include "content/address.h"
#include "content/workflow.h"
#include "desk/handlers.h"
#include "http/problem.h"
#include "store/pictures.h"
#include "store/stories.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_subject = 100;

// "story:ID" of "story:" and so on; nothing if it is of another kind.
template <class Record>
std::optional<Id<Record>> id_behind(std::string_view prefix, std::string_view subject) {
    if (!subject.starts_with(prefix)) return std::nullopt;
    return Id<Record>::parse(subject.substr(prefix.size()));
}

bool own_or_editable(content::Staff const& staff, store::Reader& reader, content::StoryId id) {
    auto const story = store::find_story(reader, id);
    return story && (story->created_by == staff.id || content::may_edit(staff, *story));
}

// Whether this person may read all that was done to the subject, not only the own deeds.
bool may_read_all(content::Staff const& staff, store::Reader& reader, std::string const& subject) {
    if (content::may_edit_site(staff)) return true;
    if (auto const id = id_behind<content::Story>("story:", subject)) return own_or_editable(staff, reader, *id);
    if (auto const id = id_behind<content::Picture>("picture:", subject)) {
        auto const picture = store::find_picture(reader, *id);
        return picture && picture->created_by == staff.id;
    }
    constexpr std::string_view list = "list:";
    auto const related =
        subject.starts_with(list) ? content::story_of_related_list(subject.substr(list.size())) : std::nullopt;
    return related && own_or_editable(staff, reader, *related);
}

Result<store::AuditFilter> read_filter(http::Request const& request) {
    store::AuditFilter filter;
    filter.subject = request.query_value("subject");
    if (filter.subject.size() > longest_subject || !is_clean_text(filter.subject))
        return refuse(ProblemKind::invalid, "subject_shape", "This must be a subject such as story:ID.", "subject");
    auto const staff = request.query_value("staff"), after = request.query_value("after");
    if (!staff.empty() && !(filter.staff = content::StaffId::parse(staff)))
        return refuse(ProblemKind::invalid, "unknown_record", "There is nobody with this id.", "staff");
    auto const before = parse_id(after);
    if (!after.empty() && !before)
        return refuse(ProblemKind::invalid, "cursor_broken", "This is no cursor of ours.", "after");
    filter.before = before.value_or(0);
    return filter;
}

json::object audit_json(store::AuditRecord const& record) {
    auto const& entry = record.entry;
    return {{"id", id_text(record.id)},
            {"at", iso_time(record.at)},
            {"staff", {{"id", entry.staff.text()}, {"name", record.staff_name}}},
            {"action", entry.action},
            {"subject", entry.subject},
            {"label", entry.label},
            {"gone", record.gone},
            {"detail", entry.detail}};
}

}  // namespace

http::Response list_audit(DeskCall const& call) {
    auto filter = read_filter(call.request);
    if (!filter) return http::problem_response(filter.error());
    auto const asked = filter->staff;
    auto const reader = call.app.database.snapshot();
    bool const all = may_read_all(call.staff, *reader, filter->subject);
    if (!all) filter->staff = call.staff.id;
    json::array entries;
    json::value next = nullptr;
    if (all || !asked || *asked == call.staff.id) {
        auto const records = store::list_audit(*reader, *filter);
        for (auto const& record : records) entries.push_back(audit_json(record));
        if (static_cast<int>(records.size()) == filter->limit)
            next = "/desk/api/audit?subject=" + http::percent_encode(filter->subject) +
                   "&staff=" + (asked ? asked->text() : std::string()) + "&after=" + id_text(records.back().id);
    }
    return json_answer(200, json::object{{"entries", std::move(entries)}, {"next", std::move(next)}});
}

}  // namespace broadsheet::desk
