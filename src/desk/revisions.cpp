#include "store/revisions.h"

#include <boost/json/array.hpp>
#include <charconv>

#include "content/story_json.h"
#include "desk/handlers.h"
#include "desk/story_change.h"
#include "desk/story_texts.h"
#include "desk_call/asked_story.h"
#include "http/problem.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using content::Action;
using content::Story;

json::object person_json(content::StaffId id, std::string const& name) { return {{"id", id.text()}, {"name", name}}; }

// What a list of revisions says of each when it leaves out the texts.
json::array summaries_json(std::vector<store::RevisionSummary> const& revisions) {
    json::array out;
    for (auto const& revision : revisions)
        out.push_back({{"version", revision.version},
                       {"at", iso_time(revision.at)},
                       {"staff", person_json(revision.staff, revision.staff_name)},
                       {"autosave", revision.autosave},
                       {"headline", revision.headline},
                       {"words", revision.words}});
    return out;
}

json::object revision_json(store::Revision const& revision, json::value staff) {
    json::object record = content::to_json(revision.text);
    record["version"] = revision.version;
    record["at"] = iso_time(revision.at);
    record["staff"] = std::move(staff);
    record["autosave"] = revision.autosave;
    return record;
}

std::optional<store::Revision> asked_revision(DeskCall const& call, store::Reader& reader, content::StoryId story) {
    auto const text = call.request.parameter("version");
    std::int64_t version = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return store::find_revision(reader, story, version);
}

// The section, authors and pictures that were deleted since are left out.
content::StoryText with_what_exists(store::Reader& reader, content::StoryText text) {
    if (text.section && !store::find_section(reader, *text.section)) text.section.reset();
    std::erase_if(text.bylines, [&](auto const id) { return !store::find_author(reader, id); });
    for (auto* const picture : {&text.lead.picture, &text.social.picture, &text.seo.picture})
        if (*picture && !store::find_picture(reader, **picture)) picture->reset();
    return text;
}

// Readers have the text of a published story: an old one waits beside it.
Action restoring(DeskCall const& call) {
    auto const story = asked_story(call, *call.app.database.snapshot());
    return story && story->status == content::StoryStatus::published ? Action::stage : Action::edit;
}

}  // namespace

http::Response list_revisions(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    json::array out;
    if (call.request.query_value("summary") == "1")
        out = summaries_json(store::list_revision_summaries(*reader, story->id));
    else
        for (auto const& revision : store::list_revisions(*reader, story->id))
            out.push_back(revision_json(revision, json::value(revision.staff.text())));
    return json_answer(200, json::object{{"revisions", std::move(out)}, {"next", nullptr}});
}

http::Response show_revision(DeskCall const& call) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    auto const revision = asked_revision(call, *reader, story->id);
    if (!revision) return http::problem_response(unknown("revision"));
    return json_answer(200, revision_json(*revision, person_json(revision->staff, revision->staff_name)));
}

http::Response restore_revision(DeskCall const& call) {
    auto const action = restoring(call);
    return change_story_by(call, action, {},
                           [&](store::Transaction& transaction, Story& story, Deed& deed) -> Result<void> {
                               auto revision = asked_revision(call, transaction, story.id);
                               if (!revision) return refuse(unknown("revision"));
                               deed.detail["restored"] = revision->version;
                               auto text = with_what_exists(transaction, std::move(revision->text));
                               return story.status == content::StoryStatus::published
                                          ? take_staged(transaction, story, std::move(text))
                                          : take_text(call, transaction, story, std::move(text), {});
                           });
}

}  // namespace broadsheet::desk
