#include <boost/json/array.hpp>

#include "accounts/notices.h"
#include "desk/people.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/second_factors.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

http::Response codes_answer(std::vector<std::string> const& codes) {
    auto response = json_answer(200, json::object{{"recovery_codes", json::array(codes.begin(), codes.end())}});
    response.headers.add("Cache-Control", "no-store");
    return response;
}

// Whether the body is {"password"} and the password is right; what is wrong, if not.
std::optional<Problem> wrong_password(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return body.error();
    Fields fields(*body);
    auto const password = fields.text("password", 1000).value_or("");
    if (auto problem = fields.problem()) return problem;
    auto const right = call.app.accounts.check_password(call.staff.id, password, device_of(call.request));
    return right ? std::nullopt : std::optional(right.error());
}

}  // namespace

http::Response start_second_factor(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const secret = call.app.accounts.second_factors().start(*transaction, call.staff.id);
    if (!secret) return http::problem_response(secret.error());
    transaction->commit();
    auto response = json_answer(
        200,
        json::object{{"secret", *secret},
                     {"uri", accounts::second_factor_uri(*secret, call.app.frame.site().title, call.staff.email)}});
    response.headers.add("Cache-Control", "no-store");
    return response;
}

http::Response confirm_second_factor(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const code = fields.text("code", 40).value_or("");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto transaction = call.app.database.begin();
    auto const codes =
        call.app.accounts.second_factors().confirm(*transaction, call.staff.id, code, call.app.clock.now());
    if (!codes) return http::problem_response(codes.error());
    append_staff_change(*transaction, "staff.second_factor", call.staff.id);
    append_staff_deed(call, *transaction, "staff.second_factor_on", call.staff.id, call.staff.email);
    accounts::add_notice(*transaction, call.staff.id, accounts::Notice::second_factor_on);
    call.app.database.commit(*transaction);
    return codes_answer(*codes);
}

http::Response renew_recovery_codes(DeskCall const& call) {
    if (auto const problem = wrong_password(call)) return http::problem_response(*problem);
    auto transaction = call.app.database.begin();
    auto const& factors = call.app.accounts.second_factors();
    if (!factors.is_on(*transaction, call.staff.id))
        return http::problem_response({ProblemKind::conflict, "second_factor_off", "There is no second factor.", {}});
    auto const codes = factors.renew_recovery_codes(*transaction, call.staff.id);
    append_staff_change(*transaction, "staff.recovery_codes", call.staff.id);
    append_staff_deed(call, *transaction, "staff.recovery_codes", call.staff.id, call.staff.email);
    accounts::add_notice(*transaction, call.staff.id, accounts::Notice::recovery_codes);
    call.app.database.commit(*transaction);
    return codes_answer(codes);
}

http::Response without_second_factor(DeskCall const& call, std::unique_ptr<store::Transaction> transaction,
                                     content::Staff const& staff) {
    bool const was_on = call.app.accounts.second_factors().is_on(*transaction, staff.id);
    store::delete_second_factor(*transaction, staff.id);
    if (was_on) {  // else it was only begun
        append_staff_change(*transaction, "staff.second_factor", staff.id);
        append_staff_deed(call, *transaction, "staff.second_factor_off", staff.id, staff.email);
        accounts::add_notice(*transaction, staff.id, accounts::Notice::second_factor_off);
    }
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response turn_off_second_factor(DeskCall const& call) {
    if (auto const problem = wrong_password(call)) return http::problem_response(*problem);
    return without_second_factor(call, call.app.database.begin(), call.staff);
}

}  // namespace broadsheet::desk
