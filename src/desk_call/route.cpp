#include "desk_call/route.h"

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

http::Response answer(App& app, http::Request const& request, Needs needs, Handle const& handle, Token token) {
    auto const identity = app.accounts.identify(request);
    if (!identity) return http::problem_response({ProblemKind::unauthorized, "sign_in_needed", "Please sign in.", {}});
    // A browser sends cookies unasked: what changes something must show that it comes from our own pages.
    if (!identity->csrf.empty() && changes_something(request.method) && sent_token(request, token) != identity->csrf)
        return http::problem_response(
            {ProblemKind::forbidden, "csrf", "The request does not carry this session's CSRF token.", {}});
    if (needs != Needs::second_factor && identity->must_set_second_factor)
        return http::problem_response(
            {ProblemKind::forbidden, "second_factor_required", "Please set up a second factor first.", {}});
    if (needs == Needs::editor && !content::may_edit_site(identity->staff))
        return http::problem_response({ProblemKind::forbidden, "editors_only", "Only editors may do this.", {}});
    if (needs == Needs::administrator && !content::may_manage_staff(identity->staff))
        return http::problem_response(
            {ProblemKind::forbidden, "administrators_only", "Only administrators may do this.", {}});
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
