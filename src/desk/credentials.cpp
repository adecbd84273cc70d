// Where one is signed in, and the tokens of programs.
#include <boost/json/array.hpp>
#include <map>

#include "desk/people.h"
#include "desk/records.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using store::CredentialKind;

json::value time_or_null(std::optional<Time> time) {
    return time ? json::value(iso_time(*time)) : json::value(nullptr);
}

json::object sessions_json(DeskCall const& call, content::StaffId staff) {
    json::array out;
    auto const now = call.app.clock.now();
    for (auto const& session :
         store::list_credentials(*call.app.database.snapshot(), CredentialKind::session, staff, now)) {
        bool const current = session.hash == call.identity.hash;
        out.push_back({{"id", session.id.text()},
                       {"created_at", iso_time(session.created_at)},
                       {"last_seen", time_or_null(current ? now : session.last_seen)},
                       {"address", session.address},
                       {"agent", session.agent},
                       {"current", current}});
    }
    return {{"sessions", std::move(out)}};
}

bool is_administrator(content::Staff const& staff) { return staff.role == content::Role::administrator; }

// The credential in the address, if it is of this kind and the caller's own (or `anybodys`).
std::optional<store::Credential> asked_credential(DeskCall const& call, store::Reader& reader, CredentialKind kind,
                                                  bool anybodys) {
    auto const id = store::CredentialId::parse(call.request.parameter("id"));
    auto found = id ? store::find_credential(reader, *id) : std::nullopt;
    if (!found || found->kind != kind || (!anybodys && found->staff != call.staff.id)) return std::nullopt;
    return found;
}

}  // namespace

http::Response list_my_sessions(DeskCall const& call) { return json_answer(200, sessions_json(call, call.staff.id)); }

http::Response list_staff_sessions(DeskCall const& call) {
    auto const id = content::StaffId::parse(call.request.parameter("id"));
    if (!id || !store::find_staff(*call.app.database.snapshot(), *id)) return http::problem_response(unknown("person"));
    return json_answer(200, sessions_json(call, *id));
}

http::Response end_my_session(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const session = asked_credential(call, *transaction, CredentialKind::session, false);
    if (!session) return http::problem_response(unknown("session"));
    store::delete_credential(*transaction, session->hash);
    append_staff_change(*transaction, "staff.signed_out", call.staff.id);
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response end_my_other_sessions(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    accounts::end_sessions(*transaction, call.staff.id, call.identity.hash);
    append_staff_change(*transaction, "staff.signed_out", call.staff.id);
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response list_tokens(DeskCall const& call) {
    bool const all = call.request.query_value("all") == "1";
    if (all && !is_administrator(call.staff))
        return http::problem_response(
            {ProblemKind::forbidden, "administrators_only", "Only administrators may do this.", {}});
    auto const reader = call.app.database.snapshot();
    std::map<content::StaffId, content::Staff> people;
    for (auto& staff : store::list_staff(*reader)) people[staff.id] = staff;
    json::array out;
    for (auto const& token : store::list_credentials(
             *reader, CredentialKind::token, all ? std::nullopt : std::optional(call.staff.id), call.app.clock.now()))
        out.push_back({{"id", token.id.text()},
                       {"name", token.name},
                       {"created_at", iso_time(token.created_at)},
                       {"last_seen", time_or_null(token.last_seen)},
                       {"staff", staff_json(people[token.staff])}});
    return json_answer(200, json::object{{"tokens", std::move(out)}});
}

http::Response make_token(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const name = fields.text("name", 100).value_or("");
    if (name.find_first_not_of(' ') == std::string::npos)
        fields.refuse("name", "name_missing", "Please say what the token is for.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto transaction = call.app.database.begin();
    auto const secret = call.app.accounts.add_token(*transaction, call.staff.id, name);
    append_staff_deed(call, *transaction, "staff.token_made", call.staff.id, name);
    call.app.database.commit(*transaction);
    auto response = json_answer(201, json::object{{"token", secret}});
    response.headers.add("Cache-Control", "no-store");
    return response;
}

http::Response delete_token(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const token = asked_credential(call, *transaction, CredentialKind::token, is_administrator(call.staff));
    if (!token) return http::problem_response(unknown("token"));
    store::delete_credential(*transaction, token->hash);
    append_staff_change(*transaction, "staff.token_deleted", token->staff);
    append_staff_deed(call, *transaction, "staff.token_deleted", token->staff, token->name);
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::desk
