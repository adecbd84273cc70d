#include "desk/routes.h"

#include "content/workflow.h"
#include "desk/files.h"
#include "desk/handlers.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

using Handle = http::Response (*)(DeskCall const&);

enum class Needs { sign_in, editor };  // what a story's own state adds is asked in the handler, by content/workflow.h

constexpr std::size_t small = 64 * 1024, story_body = 24 * 1024 * 1024, picture_body = 48 * 1024 * 1024;

bool changes_something(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

// Where the session's CSRF token stands: a page that closes cannot send a header of its own (sendBeacon).
enum class Token { in_header, in_body };

std::string sent_token(http::Request const& request, Token token) {
    if (token == Token::in_header) return std::string(request.header("X-CSRF-Token"));
    auto const body = read_body(request);
    auto const* const value = body ? body->if_contains("csrf") : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

http::Response answer(App& app, http::Request const& request, Needs needs, Handle handle, Token token) {
    auto const identity = app.accounts.identify(request);
    if (!identity) return http::problem_response({ProblemKind::unauthorized, "sign_in_needed", "Please sign in.", {}});
    // A browser sends cookies unasked: what changes something must show that it comes from our own pages.
    if (!identity->csrf.empty() && changes_something(request.method) && sent_token(request, token) != identity->csrf)
        return http::problem_response(
            {ProblemKind::forbidden, "csrf", "The request does not carry this session's CSRF token.", {}});
    if (needs == Needs::editor && !content::may_edit_site(identity->staff))
        return http::problem_response({ProblemKind::forbidden, "editors_only", "Only editors may do this.", {}});
    return handle({app, request, identity->staff, *identity});
}

http::Route route(App& app, http::Method method, char const* pattern, Needs needs, Handle handle,
                  std::size_t limit = small, Token token = Token::in_header) {
    return {method, pattern,
            [&app, needs, handle, token](http::Request const& request) {
                return answer(app, request, needs, handle, token);
            },
            limit};
}

}  // namespace

std::vector<http::Route> routes(App& app) {
    using enum http::Method;
    using enum Needs;
    return {
        {get, "/desk/", desk_page, 0},
        {get, "/desk/stories/{id}", desk_page, 0},
        {get, "/desk/files/{name}", desk_file, 0},

        {post, "/desk/api/sessions", [&app](http::Request const& request) { return desk::sign_in(app, request); },
         small},
        route(app, get, "/desk/api/sessions", sign_in, show_session),
        route(app, delete_, "/desk/api/sessions", sign_in, sign_out),
        route(app, put, "/desk/api/password", sign_in, change_password),

        route(app, get, "/desk/api/stories", sign_in, list_stories),
        route(app, get, "/desk/api/stories/counts", sign_in, count_stories),
        route(app, post, "/desk/api/stories", sign_in, create_story, story_body),
        route(app, get, "/desk/api/stories/{id}", sign_in, show_story),
        route(app, patch, "/desk/api/stories/{id}", sign_in, change_story, story_body),
        route(app, delete_, "/desk/api/stories/{id}", sign_in, delete_story),
        route(app, get, "/desk/api/stories/{id}/check", sign_in, check_story),
        route(app, post, "/desk/api/stories/{id}/submit", sign_in, submit_story),
        route(app, post, "/desk/api/stories/{id}/approve", editor, approve_story),
        route(app, post, "/desk/api/stories/{id}/return", sign_in, return_story),
        route(app, post, "/desk/api/stories/{id}/publish", sign_in, publish_story),
        route(app, post, "/desk/api/stories/{id}/unpublish", sign_in, unpublish_story),
        route(app, post, "/desk/api/stories/{id}/retract", sign_in, retract_story),
        route(app, get, "/desk/api/stories/{id}/revisions", sign_in, list_revisions),
        route(app, get, "/desk/api/stories/{id}/revisions/{version}", sign_in, show_revision),
        route(app, post, "/desk/api/stories/{id}/revisions/{version}/restore", sign_in, restore_revision),
        route(app, put, "/desk/api/stories/{id}/presence", sign_in, beat_presence),
        route(app, post, "/desk/api/stories/{id}/presence/leave", sign_in, leave_presence, small, Token::in_body),
        route(app, get, "/desk/api/stories/{id}/staged", sign_in, show_staged),
        route(app, patch, "/desk/api/stories/{id}/staged", sign_in, stage_story, story_body),
        route(app, delete_, "/desk/api/stories/{id}/staged", sign_in, drop_staged),

        route(app, get, "/desk/api/stories/{id}/corrections", sign_in, list_corrections),
        route(app, post, "/desk/api/stories/{id}/corrections", sign_in, add_correction),
        route(app, delete_, "/desk/api/stories/{id}/corrections/{correction}", editor, delete_correction),

        route(app, get, "/desk/api/pictures", sign_in, list_pictures),
        route(app, post, "/desk/api/pictures", sign_in, upload_picture, picture_body),
        route(app, get, "/desk/api/pictures/{id}", sign_in, show_picture),
        route(app, patch, "/desk/api/pictures/{id}", sign_in, change_picture),

        route(app, get, "/desk/api/sections", sign_in, list_sections),
        route(app, post, "/desk/api/sections", editor, create_section),
        route(app, patch, "/desk/api/sections/{id}", editor, change_section),
        route(app, get, "/desk/api/tags", sign_in, list_tags),
        route(app, get, "/desk/api/authors", sign_in, list_authors),
        route(app, post, "/desk/api/authors", editor, create_author),
        route(app, get, "/desk/api/authors/{id}", sign_in, show_author),
        route(app, patch, "/desk/api/authors/{id}", editor, change_author),
        route(app, get, "/desk/api/lists/{name}", sign_in, show_list),
        route(app, put, "/desk/api/lists/{name}", sign_in, change_list),
        route(app, get, "/desk/api/settings", sign_in, show_settings),
        route(app, patch, "/desk/api/settings", editor, change_settings),
        route(app, get, "/desk/api/audit", sign_in, list_audit),
    };
}

}  // namespace broadsheet::desk
