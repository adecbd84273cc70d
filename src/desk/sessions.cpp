#include <boost/json/serialize.hpp>

#include "base/log.h"
#include "desk/handlers.h"
#include "desk/people.h"
#include "desk/records.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

// Of a SignedIn or an Identity: they name these things alike.
json::object session_json(auto const& session) {
    return {{"csrf_token", session.csrf},
            {"expires_at", iso_time(session.expires_at)},
            {"staff", staff_json(session.staff)},
            {"second_factor", session.second_factor},
            {"must_set_second_factor", session.must_set_second_factor}};
}

}  // namespace

accounts::Device device_of(http::Request const& request) {
    return {request.client, std::string(request.header("User-Agent"))};
}

http::Response signed_in_answer(App& app, accounts::SignedIn const& signed_in) {
    auto response = json_answer(201, session_json(signed_in));
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Set-Cookie", app.accounts.session_cookie(signed_in));
    return response;
}

// {"email", "password"} or {"code": of a one-time link}. Where a second factor is on, its code comes in "code" beside a
// password and in "second_factor" beside a link's code.
http::Response sign_in(App& app, http::Request const& request) {
    auto const body = read_body(request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const email = fields.text("email", 320), password = fields.text("password", 1000),
               code = fields.text("code", 200), factor = fields.text("second_factor", 40);
    bool const by_link = code && !email && !password;
    if (!by_link && (!email || email->empty())) fields.refuse("email", "email_missing", "Please give your address.");
    if (!by_link && (!password || password->empty()))
        fields.refuse("password", "password_missing", "Please give your password.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const signed_in =
        by_link ? app.accounts.sign_in_by_link(*code, device_of(request), factor.value_or(""))
                : app.accounts.sign_in(*email, *password, device_of(request), code ? *code : factor.value_or(""));
    if (signed_in) {
        log_info("signed_in staff={} client={}", signed_in->staff.id.text(), request.client);
        return signed_in_answer(app, *signed_in);
    }
    log_info("sign_in_refused code={} client={}", signed_in.error().code, request.client);
    return http::problem_response(signed_in.error());
}

http::Response show_session(DeskCall const& call) { return json_answer(200, session_json(call.identity)); }

http::Response sign_out(DeskCall const& call) {
    call.app.accounts.sign_out(call.identity);
    auto response = http::no_content();
    response.headers.add("Set-Cookie", call.app.accounts.clearing_cookie());
    return response;
}

// {"password", "current"}: the present one, where there is one.
http::Response change_password(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const password = fields.text("password", 1000).value_or(""),
               current = fields.text("current", 1000).value_or("");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    // Whoever sits down at somebody's open desk must not be able to keep it.
    if (!store::password_hash(*call.app.database.snapshot(), call.staff.id).empty()) {
        if (current.empty())
            return http::problem_response(
                {ProblemKind::invalid, "current_missing", "Please give your present password too.", "current"});
        if (auto known = call.app.accounts.check_password(call.staff.id, current, device_of(call.request)); !known) {
            known.error().field = "current";
            return http::problem_response(known.error());
        }
    }
    auto const done = call.app.accounts.set_password(call.staff.id, password, call.identity.hash);
    return done ? http::no_content() : http::problem_response(done.error());
}

}  // namespace broadsheet::desk
