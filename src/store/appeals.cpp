#include "store/appeals.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

std::string wordings_json(std::vector<content::Wording> const& wordings) {
    json::array out;
    for (auto const& one : wordings)
        out.push_back(json::object{{"headline", one.headline},
                                   {"text", one.text},
                                   {"once_button", one.once_button},
                                   {"member_button", one.member_button}});
    return json::serialize(out);
}

std::vector<content::Wording> read_wordings(std::string const& text) {
    std::vector<content::Wording> out;
    auto const parsed = json::parse(text);
    for (auto const& one : parsed.as_array())
        out.push_back({std::string(one.at("headline").as_string()), std::string(one.at("text").as_string()),
                       std::string(one.at("once_button").as_string()),
                       std::string(one.at("member_button").as_string())});
    return out;
}

Time or_zero(std::optional<Time> time) { return time.value_or(Time{}); }
std::optional<Time> time_or_none(Time time) { return time == Time{} ? std::nullopt : std::optional(time); }

template <class... Parameters>
std::vector<Appeal> read_appeals(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Appeal> out;
    for (auto& [id, name, place, paragraph, audience, wordings, active, starts, ends, position, created] :
         select<AppealId, std::string, std::string, int, std::string, std::string, bool, Time, Time, int, Time>(
             reader,
             "SELECT id, name, place, paragraph, audience, wordings, active, starts_at, ends_at, position, created_at "
             "FROM appeals " +
                 tail,
             parameters...))
        out.push_back({id, std::move(name), content::appeal_place(place).value_or(content::AppealPlace::end), paragraph,
                       content::appeal_audience(audience).value_or(content::AppealAudience::everybody),
                       read_wordings(wordings), active, time_or_none(starts), time_or_none(ends), position, created});
    return out;
}

}  // namespace

std::vector<Appeal> list_appeals(Reader& reader) { return read_appeals(reader, "ORDER BY position, id"); }

std::optional<Appeal> find_appeal(Reader& reader, AppealId id) {
    auto found = read_appeals(reader, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void save_appeal(Transaction& transaction, Appeal const& a) {
    execute(
        transaction,
        "INSERT INTO appeals (id, name, place, paragraph, audience, wordings, active, starts_at, ends_at, position, "
        "created_at) VALUES (:id, :name, :place, :paragraph, :audience, :wordings, :active, :starts, :ends, "
        ":position, :created) ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place, "
        "paragraph = excluded.paragraph, audience = excluded.audience, wordings = excluded.wordings, active = "
        "excluded.active, starts_at = excluded.starts_at, ends_at = excluded.ends_at",
        a.id, a.name, content::name_of(a.place), a.paragraph, content::name_of(a.audience), wordings_json(a.wordings),
        a.active, or_zero(a.starts_at), or_zero(a.ends_at), a.position, a.created_at);
}

void place_appeal(Transaction& transaction, AppealId id, int position) {
    execute(transaction, "UPDATE appeals SET position = :position WHERE id = :id", position, id);
}

void delete_appeal(Transaction& transaction, AppealId id) {
    execute(transaction, "DELETE FROM appeal_days WHERE appeal_id = :id", id);
    execute(transaction, "DELETE FROM appeals WHERE id = :id", id);
}

void note_appeal(Transaction& transaction, AppealId id, int wording, std::string_view day, std::int64_t seen,
                 std::int64_t clicked) {
    if (!select_one<int>(transaction, "SELECT 1 AS there FROM appeals WHERE id = :id", id)) return;
    execute(transaction,
            "INSERT INTO appeal_days (appeal_id, wording, day, seen, clicked) VALUES (:id, :wording, :day, :seen, "
            ":clicked) ON CONFLICT (appeal_id, wording, day) DO UPDATE SET seen = appeal_days.seen + excluded.seen, "
            "clicked = appeal_days.clicked + excluded.clicked",
            id, wording, day, seen, clicked);
}

std::vector<AppealFigures> figures_of_appeals(Reader& reader) {
    std::map<std::pair<AppealId, int>, AppealFigures> all;
    auto const of = [&](AppealId appeal, int wording) -> AppealFigures& {
        auto& one = all[{appeal, wording}];
        one.appeal = appeal;
        one.wording = wording;
        return one;
    };
    for (auto const& [appeal, wording, seen, clicked] : select<AppealId, int, std::int64_t, std::int64_t>(
             reader,
             "SELECT appeal_id, wording, CAST(SUM(seen) AS BIGINT) AS s, CAST(SUM(clicked) AS BIGINT) AS c FROM "
             "appeal_days GROUP BY appeal_id, wording")) {
        of(appeal, wording).seen = seen;
        of(appeal, wording).clicked = clicked;
    }
    for (auto const& [appeal, wording, given] : select<AppealId, int, std::int64_t>(
             reader,
             "SELECT appeal_id, wording, COUNT(*) AS n FROM pledges WHERE appeal_id IS NOT NULL AND state IN ('given', "
             "'pending') GROUP BY appeal_id, wording"))
        of(appeal, wording).given = given;
    std::vector<AppealFigures> out;
    for (auto& [key, one] : all) out.push_back(one);
    return out;
}

}  // namespace broadsheet::store
