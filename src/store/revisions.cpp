#include "store/revisions.h"

#include <boost/json/parse.hpp>

#include "content/figures.h"
#include "content/story_json.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

template <class... Parameters>
std::vector<Revision> read_revisions(Reader& reader, std::string const& more, Parameters const&... parameters) {
    std::vector<Revision> out;
    for (auto& [version, at, staff, name, autosave, snapshot] :
         select<std::int64_t, Time, StaffId, std::string, bool, std::string>(
             reader,
             "SELECT r.version, r.at, r.staff_id, COALESCE(s.name, ''), r.autosave, r.snapshot FROM revisions r LEFT "
             "JOIN staff s ON s.id = r.staff_id WHERE r.story_id = :story" +
                 more,
             parameters...))
        out.push_back(
            {version, at, staff, std::move(name), autosave, story_text_from_json(boost::json::parse(snapshot))});
    return out;
}

}  // namespace

std::vector<Revision> list_revisions(Reader& reader, StoryId story) {
    return read_revisions(reader, " ORDER BY r.version DESC", story);
}

std::optional<Revision> find_revision(Reader& reader, StoryId story, std::int64_t version) {
    auto found = read_revisions(reader, " AND r.version = :version", story, version);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<RevisionSummary> list_revision_summaries(Reader& reader, StoryId story) {
    std::vector<RevisionSummary> out;
    for (auto& [version, at, staff, name, autosave, headline, words, snapshot] :
         select<std::int64_t, Time, StaffId, std::string, bool, std::string, int, std::string>(
             reader,
             "SELECT r.version, r.at, r.staff_id, COALESCE(s.name, ''), r.autosave, r.headline, r.words, CASE WHEN "
             "r.words < 0 THEN r.snapshot ELSE '' END FROM revisions r LEFT JOIN staff s ON s.id = r.staff_id WHERE "
             "r.story_id = :story ORDER BY r.version DESC",
             story)) {
        if (words < 0) {
            auto const text = story_text_from_json(boost::json::parse(snapshot));
            headline = text.headline;
            words = figures_of(text).words;
        }
        out.push_back({version, at, staff, std::move(name), autosave, std::move(headline), words});
    }
    return out;
}

}  // namespace broadsheet::store
