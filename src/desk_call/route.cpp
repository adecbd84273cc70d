#include "desk_call/route.h"

#include "base/log.h"
#include "content/workflow.h"
#include "http/problem.h"

namespace broadsheet::desk_call {
namespace {

bool changes_something(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

std::string sent_token(http::Request const& request, Token token) {
    if (token == Token::in_header) return std::string(request.header("X-CSRF-Token"));
    auto const body = read_body(request);
    auto const* const value = body ? body->if_contains("csrf") : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::optional<Problem> refusal(http::Request const& request, accounts::Identity const& identity, Needs needs,
                               Token token) {
    auto const no = [](char const* code, char const* message) {
        return Problem{ProblemKind::forbidden, code, message, {}};
    };
    // A browser sends cookies unasked: what changes something must show that it comes from our own pages.
    if (!identity.csrf.empty() && changes_something(request.method) && sent_token(request, token) != identity.csrf)
        return no("csrf", "The request does not carry this session's CSRF token.");
    if (needs != Needs::second_factor && identity.must_set_second_factor)
        return no("second_factor_required", "Please set up a second factor first.");
    if (needs == Needs::editor && !content::may_edit_site(identity.staff))
        return no("editors_only", "Only editors may do this.");
    if (needs == Needs::administrator && !content::may_manage_staff(identity.staff))
        return no("administrators_only", "Only administrators may do this.");
    return std::nullopt;
}

http::Response answer(App& app, http::Request const& request, Needs needs, Handle const& handle, Token token) {
    auto const identity = app.accounts.identify(request);
    if (!identity) return http::problem_response({ProblemKind::unauthorized, "sign_in_needed", "Please sign in.", {}});
    if (auto const problem = refusal(request, *identity, needs, token)) {
        log_info("desk_refused code={} method={} path={} staff={} client={}", problem->code,
                 http::method_name(request.method), request.path, identity->staff.id.text(), request.client);
        return http::problem_response(*problem);
    }
    return handle({app, request, identity->staff, *identity});
}

}  // namespace

http::Route route(App& app, http::Method method, char const* pattern, Needs needs, Handle handle, std::size_t limit,
                  Token token) {
    return {method, pattern,
            [&app, needs, handle = std::move(handle), token](http::Request const& request) {
                return answer(app, request, needs, handle, token);
            },
            limit};
}

}  // namespace broadsheet::desk_call
