// Readers for the desk: found, looked at, imported, exported, kept away.
#include <boost/json/array.hpp>

#include "frame/frame.h"
#include "http/problem.h"
#include "mail/address.h"
#include "newsletters/desk_handlers.h"
#include "newsletters/import.h"
#include "newsletters/joining.h"
#include "store/audit.h"

namespace broadsheet::newsletters {
namespace {

namespace json = boost::json;

constexpr int page_length = 100;

json::object reader_json(store::Reader& store, content::Reader const& reader) {
    json::array newsletters;
    for (auto const& [id, since] : store::newsletters_of(store, reader.id))
        newsletters.push_back({{"newsletter", id.text()}, {"since", iso_time(since)}});
    return {{"id", reader.id.text()},
            {"email", reader.email},
            {"name", reader.name},
            {"language", reader.language},
            {"paid", reader.paid},
            {"source", reader.source},
            {"created_at", iso_time(reader.created_at)},
            {"mailable", reader.mailable},
            {"newsletters", std::move(newsletters)}};
}

json::object report_json(ImportReport const& report) {
    json::array refusals;
    for (auto const& row : report.refusals)
        refusals.push_back({{"line", row.line}, {"email", row.email}, {"reason", row.reason}});
    return {{"rows", report.rows},
            {"added", report.added},
            {"known", report.known},
            {"refused", report.refused},
            {"refusals", std::move(refusals)}};
}

// ?newsletter=SLUG, as often as wanted; nothing, with a refusal, for one that there is not.
Result<std::vector<content::NewsletterId>> asked_newsletters(DeskCall const& call, store::Reader& reader) {
    std::vector<content::NewsletterId> out;
    auto const slug = call.request.query_value("newsletter");
    if (slug.empty()) return out;
    auto const found = store::find_newsletter(reader, slug);
    if (!found)
        return refuse(ProblemKind::invalid, "unknown_record", "There is no newsletter with this address.",
                      "newsletter");
    out.push_back(found->id);
    return out;
}

std::optional<content::Reader> asked_reader(DeskCall const& call, store::Reader& reader) {
    auto const id = content::ReaderId::parse(call.request.parameter("id"));
    return id ? store::find_reader(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_readers(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const newsletters = asked_newsletters(call, *reader);
    if (!newsletters) return http::problem_response(newsletters.error());
    auto const only = newsletters->empty() ? std::nullopt : std::optional(newsletters->front());
    auto const before = content::ReaderId::parse(call.request.query_value("before"));
    auto const found = store::list_readers(*reader, call.request.query_value("q"), only, before, page_length);
    json::array out;
    for (auto const& one : found) out.push_back(reader_json(*reader, one));
    bool const more = found.size() == page_length;
    return json_answer(200, json::object{{"readers", std::move(out)},
                                         {"next", more ? json::value(found.back().id.text()) : json::value(nullptr)}});
}

http::Response show_reader(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const one = asked_reader(call, *reader);
    return one ? json_answer(200, reader_json(*reader, *one)) : http::problem_response(unknown("reader"));
}

http::Response forget_reader(DeskCall const& call, Newsletters& parts) {
    auto const transaction = call.app.database.begin();
    auto const one = asked_reader(call, *transaction);
    if (!one) return http::problem_response(unknown("reader"));
    forget(*transaction, parts.seal, *one, call.app.frame.site().timezone);
    store::append_audit(*transaction, {call.staff.id, "reader.deleted", "reader:" + one->id.text(), ""});
    transaction->commit();
    return http::no_content();
}

http::Response start_import(DeskCall const& call, Newsletters& parts) {
    auto const newsletters = asked_newsletters(call, *call.app.database.snapshot());
    if (!newsletters) return http::problem_response(newsletters.error());
    auto const site = call.app.frame.site();
    ImportWish const wish{*newsletters, site.language, site.timezone};
    auto const started =
        parts.imports.start([&database = call.app.database, &seal = parts.seal, csv = call.request.body,
                             wish](auto& done) { return import_readers(database, seal, csv, wish, done); });
    if (!started) return http::problem_response(started.error());
    auto const transaction = call.app.database.begin();
    store::append_audit(*transaction, {call.staff.id, "readers.imported", "readers:" + *started, ""});
    transaction->commit();
    return json_answer(202, json::object{{"import", *started}});
}

http::Response show_import(DeskCall const& call, Newsletters& parts) {
    auto const state = parts.imports.find(call.request.parameter("name"));
    if (!state) return http::problem_response(unknown("import"));
    if (state->ended && !*state->result) return http::problem_response(state->result->error());
    return json_answer(
        200, json::object{{"ended", state->ended},
                          {"done", state->done},
                          {"report", state->ended ? json::value(report_json(**state->result)) : json::value(nullptr)}});
}

http::Response export_list(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const newsletters = asked_newsletters(call, *reader);
    if (!newsletters) return http::problem_response(newsletters.error());
    http::Response response{
        200, {}, export_readers(*reader, newsletters->empty() ? std::nullopt : std::optional(newsletters->front()))};
    response.headers.add("Content-Type", "text/csv; charset=utf-8");
    response.headers.add("Content-Disposition", "attachment; filename=\"readers.csv\"");
    response.headers.add("Cache-Control", "private, no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

http::Response list_suppressed(DeskCall const& call, Newsletters&) {
    json::array out;
    for (auto const& one : store::list_suppressions(*call.app.database.snapshot(), 1000))
        out.push_back({{"email", one.email},
                       {"reason", content::name_of(one.reason)},
                       {"detail", one.detail},
                       {"at", iso_time(one.at)}});
    return json_answer(200, json::object{{"suppressions", std::move(out)}});
}

http::Response change_suppression(DeskCall const& call, Newsletters& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const address = mail::read_address(fields.text("email", 254).value_or(""));
    if (!address) fields.refuse(address.error());
    auto const blocked = fields.boolean("blocked").value_or(true);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const transaction = call.app.database.begin();
    auto const hash = address_hash(parts.seal, address->folded);
    if (blocked)
        store::suppress(*transaction, address->folded, hash,
                        {address->email, content::SuppressionReason::blocked, "", transaction->now()});
    else
        store::lift_suppression(*transaction, address->folded, hash);
    store::append_audit(*transaction,
                        {call.staff.id, blocked ? "address.blocked" : "address.allowed", "reader:", address->email});
    transaction->commit();
    return list_suppressed(call, parts);
}

}  // namespace broadsheet::newsletters
