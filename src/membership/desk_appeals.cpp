// Appeals and what came of them, for the desk.
#include <algorithm>

#include "http/problem.h"
#include "membership/desk_handlers.h"
#include "store/audit.h"

namespace broadsheet::membership {
namespace {

namespace json = boost::json;
using content::Appeal;

json::object share_json(content::Share const& share) {
    return {{"value", share.value}, {"low", share.low}, {"high", share.high}};
}

json::object appeal_json(Appeal const& appeal, std::vector<store::AppealFigures> const& all, Time now) {
    json::array wordings, figures;
    std::vector<store::AppealFigures> own;
    for (int at = 0; auto const& one : appeal.wordings) {
        wordings.push_back({{"headline", one.headline},
                            {"text", one.text},
                            {"once_button", one.once_button},
                            {"member_button", one.member_button}});
        auto const found = std::ranges::find_if(
            all, [&](auto const& known) { return known.appeal == appeal.id && known.wording == at; });
        own.push_back(found == all.end() ? store::AppealFigures{appeal.id, at} : *found);
        auto const& counted = own.back();
        figures.push_back({{"wording", at},
                           {"seen", counted.seen},
                           {"clicked", counted.clicked},
                           {"given", counted.given},
                           {"share", share_json(content::share_of(counted.given, counted.seen))}});
        ++at;
    }
    json::value difference = nullptr;
    if (own.size() == 2 && own[0].seen > 0 && own[1].seen > 0)
        difference = share_json(content::difference_of(own[0].given, own[0].seen, own[1].given, own[1].seen));
    return {{"id", appeal.id.text()},
            {"name", appeal.name},
            {"place", content::name_of(appeal.place)},
            {"paragraph", appeal.paragraph},
            {"audience", content::name_of(appeal.audience)},
            {"wordings", std::move(wordings)},
            {"active", appeal.active},
            {"starts_at", time_or_null(appeal.starts_at)},
            {"ends_at", time_or_null(appeal.ends_at)},
            {"stands", content::stands(appeal, now)},
            {"figures", std::move(figures)},
            {"difference", std::move(difference)}};
}

void read_wordings(Fields& fields, Appeal& appeal) {
    auto const* const given = fields.value("wordings");
    if (!given) return;
    if (!given->is_array() || given->get_array().empty() || given->get_array().size() > 4)
        return fields.refuse("wordings", "list_expected", "There must be one to four wordings.");
    appeal.wordings.clear();
    for (auto const& item : given->get_array()) {
        auto const place = "wordings/" + std::to_string(appeal.wordings.size());
        if (!item.is_object()) return fields.refuse(place, "object_expected", "This must be an object.");
        Fields inner(item.get_object());
        content::Wording one{inner.text("headline", 120).value_or(""),
                             inner.text("text", 2000, Fields::Lines::many).value_or(""),
                             inner.text("once_button", 60).value_or(""), inner.text("member_button", 60).value_or("")};
        if (one.headline.empty()) inner.refuse("headline", "headline_missing", "Please give a headline.");
        if (auto problem = inner.problem()) {
            problem->field = place + "/" + problem->field;
            return fields.refuse(std::move(*problem));
        }
        appeal.wordings.push_back(std::move(one));
    }
}

http::Response save(DeskCall const& call, store::Transaction& transaction, Appeal appeal, int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    if (auto const name = fields.text("name", 100)) appeal.name = *name;
    if (appeal.name.empty()) fields.refuse("name", "name_missing", "Please give a name.");
    if (auto const name = fields.text("place", 20)) {
        auto const place = content::appeal_place(*name);
        if (place)
            appeal.place = *place;
        else
            fields.refuse("place", "unknown_place", "This must be before, paragraph, end, front or bar.");
    }
    if (auto const number = fields.number("paragraph", 1, 50)) appeal.paragraph = static_cast<int>(*number);
    if (auto const name = fields.text("audience", 20)) {
        auto const audience = content::appeal_audience(*name);
        if (audience)
            appeal.audience = *audience;
        else
            fields.refuse("audience", "unknown_audience", "This must be everybody, strangers or members.");
    }
    read_wordings(fields, appeal);
    if (appeal.wordings.empty()) fields.refuse("wordings", "wordings_missing", "Please write at least one wording.");
    if (auto const active = fields.boolean("active")) appeal.active = *active;
    read_time(fields, "starts_at", appeal.starts_at);
    read_time(fields, "ends_at", appeal.ends_at);
    if (appeal.starts_at && appeal.ends_at && *appeal.starts_at >= *appeal.ends_at)
        fields.refuse("ends_at", "ends_early", "This must be after the start.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_appeal(transaction, appeal);
    transaction.append({"appeal.changed", appeal.id.text(), {"appeals"}});
    store::append_audit(transaction, {call.staff.id, status == 201 ? "appeal.created" : "appeal.changed",
                                      "appeal:" + appeal.id.text(), appeal.name});
    auto const answer = appeal_json(appeal, store::figures_of_appeals(transaction), transaction.now());
    call.app.database.commit(transaction);
    return json_answer(status, answer);
}

std::optional<Appeal> asked(DeskCall const& call, store::Reader& reader) {
    auto const id = content::AppealId::parse(call.request.parameter("id"));
    return id ? store::find_appeal(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_appeals(DeskCall const& call, Members& parts) {
    parts.counts.write();
    auto const reader = call.app.database.snapshot();
    auto const figures = store::figures_of_appeals(*reader);
    json::array out;
    for (auto const& appeal : store::list_appeals(*reader))
        out.push_back(appeal_json(appeal, figures, call.app.clock.now()));
    return json_answer(200, json::object{{"appeals", std::move(out)}});
}

http::Response create_appeal(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    Appeal appeal;
    appeal.id = content::AppealId::make();
    appeal.position = static_cast<int>(store::list_appeals(*transaction).size()) + 1;
    appeal.created_at = transaction->now();
    return save(call, *transaction, std::move(appeal), 201);
}

http::Response change_appeal(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    auto appeal = asked(call, *transaction);
    return appeal ? save(call, *transaction, std::move(*appeal), 200) : http::problem_response(unknown("appeal"));
}

http::Response delete_appeal(DeskCall const& call, Members&) {
    auto const transaction = call.app.database.begin();
    auto const appeal = asked(call, *transaction);
    if (!appeal) return http::problem_response(unknown("appeal"));
    store::delete_appeal(*transaction, appeal->id);
    transaction->append({"appeal.deleted", appeal->id.text(), {"appeals"}});
    store::append_audit(*transaction, {call.staff.id, "appeal.deleted", "appeal:" + appeal->id.text(), appeal->name});
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response order_appeals(DeskCall const& call, Members& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const wanted = fields.texts("appeals", 200, 13).value_or(std::vector<std::string>{});
    auto const transaction = call.app.database.begin();
    auto const known = store::list_appeals(*transaction);
    bool const whole = wanted.size() == known.size() && std::ranges::all_of(known, [&](auto const& one) {
                           return std::ranges::find(wanted, one.id.text()) != wanted.end();
                       });
    if (!whole) fields.refuse("appeals", "appeals_missing", "Please name every appeal once.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    for (int position = 0; auto const& id : wanted)
        store::place_appeal(*transaction, *content::AppealId::parse(id), ++position);
    transaction->append({"appeals.ordered", "", {"appeals"}});
    store::append_audit(*transaction, {call.staff.id, "appeals.ordered", "appeals", ""});
    call.app.database.commit(*transaction);
    return list_appeals(call, parts);
}

}  // namespace broadsheet::membership
