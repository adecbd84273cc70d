#include <boost/json/serialize.hpp>

#include "desk/handlers.h"
#include "desk/records.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

json::object session_json(content::Staff const& staff, std::string const& csrf, Time expires_at) {
    return {{"csrf_token", csrf}, {"expires_at", iso_time(expires_at)}, {"staff", staff_json(staff)}};
}

}  // namespace

http::Response sign_in(App& app, http::Request const& request) {
    auto const body = read_body(request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const email = fields.text("email", 320), password = fields.text("password", 1000),
               code = fields.text("code", 200);
    if (!code && (!email || email->empty())) fields.refuse("email", "email_missing", "Please give your address.");
    if (!code && (!password || password->empty()))
        fields.refuse("password", "password_missing", "Please give your password.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const signed_in = code ? app.accounts.sign_in_by_link(*code, request.client)
                                : app.accounts.sign_in(*email, *password, request.client);
    if (!signed_in) return http::problem_response(signed_in.error());
    auto response = json_answer(201, session_json(signed_in->staff, signed_in->csrf, signed_in->expires_at));
    response.headers.add("Set-Cookie", app.accounts.session_cookie(*signed_in));
    return response;
}

http::Response show_session(DeskCall const& call) {
    return json_answer(200, session_json(call.staff, call.identity.csrf, call.identity.expires_at));
}

http::Response sign_out(DeskCall const& call) {
    call.app.accounts.sign_out(call.identity);
    auto response = http::no_content();
    response.headers.add("Set-Cookie", call.app.accounts.clearing_cookie());
    return response;
}

http::Response change_password(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const password = fields.text("password", 1000).value_or("");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const done = call.app.accounts.set_password(call.staff.id, password);
    return done ? http::no_content() : http::problem_response(done.error());
}

}  // namespace broadsheet::desk
