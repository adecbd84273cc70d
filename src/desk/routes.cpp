#include "desk/routes.h"

#include "content/workflow.h"
#include "desk/files.h"
#include "desk/handlers.h"
#include "desk/people.h"
#include "desk_call/route.h"
#include "http/problem.h"

namespace broadsheet::desk {
namespace {

using desk_call::Handle;
using desk_call::Needs;
using desk_call::route;
using desk_call::Token;

constexpr std::size_t story_body = 24 * 1024 * 1024, picture_body = 48 * 1024 * 1024, theme_body = 20 * 1024 * 1024,
                      redirects_body = 16 * 1024 * 1024;

// For whoever comes: no session needed.
http::Route open_route(App& app, http::Method method, char const* pattern,
                       http::Response (*handle)(App&, http::Request const&)) {
    return {method, pattern, [&app, handle](http::Request const& request) { return handle(app, request); },
            desk_call::small_body};
}

}  // namespace

std::vector<http::Route> routes(App& app) {
    using enum http::Method;
    using enum Needs;
    return {
        {get, "/desk/", desk_page, 0},
        {get, "/desk/{rest...}", desk_page, 0},
        {get, "/desk/files/{name}", desk_file, 0},

        open_route(app, post, "/desk/api/sessions", desk::sign_in),
        route(app, get, "/desk/api/sessions", second_factor, show_session),
        route(app, delete_, "/desk/api/sessions", second_factor, sign_out),
        route(app, put, "/desk/api/password", sign_in, change_password),

        open_route(app, get, "/desk/api/invitations/{code}", show_invitation),
        open_route(app, post, "/desk/api/invitations/{code}", accept_invitation),
        open_route(app, post, "/desk/api/forgotten-password", forgotten_password),
        open_route(app, post, "/desk/api/reset-password", reset_password),
        route(app, post, "/desk/api/second-factor", second_factor, start_second_factor),
        route(app, post, "/desk/api/second-factor/confirm", second_factor, confirm_second_factor),
        route(app, post, "/desk/api/second-factor/recovery-codes", sign_in, renew_recovery_codes),
        route(app, post, "/desk/api/second-factor/off", sign_in, turn_off_second_factor),
        route(app, get, "/desk/api/my/sessions", sign_in, list_my_sessions),
        route(app, delete_, "/desk/api/my/sessions/{id}", sign_in, end_my_session),
        route(app, post, "/desk/api/my/sessions/end-others", sign_in, end_my_other_sessions),
        route(app, get, "/desk/api/tokens", sign_in, list_tokens),
        route(app, post, "/desk/api/tokens", sign_in, make_token),
        route(app, delete_, "/desk/api/tokens/{id}", sign_in, delete_token),

        route(app, get, "/desk/api/staff", editor, list_staff),
        route(app, post, "/desk/api/staff", administrator, invite_staff),
        route(app, patch, "/desk/api/staff/{id}", administrator, change_staff),
        route(app, post, "/desk/api/staff/{id}/invitation", administrator, invite_again),
        route(app, post, "/desk/api/staff/{id}/second-factor/off", administrator, turn_off_staff_second_factor),
        route(app, get, "/desk/api/staff/{id}/sessions", administrator, list_staff_sessions),
        route(app, post, "/desk/api/staff/{id}/sign-out", administrator, sign_staff_out),
        route(app, post, "/desk/api/emergency/sign-out", administrator, sign_everybody_out),
        route(app, get, "/desk/api/outbox", administrator, list_outbox),
        route(app, get, "/desk/api/outbox/{name}", administrator, show_outbox_mail),
        route(app, post, "/desk/api/outbox/in-doubt/{id}", administrator, decide_doubtful_mail),
        route(app, post, "/desk/api/mail/test", administrator, send_test_mail),

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
        route(app, post, "/desk/api/stories/{id}/presence/leave", sign_in, leave_presence, desk_call::small_body,
              Token::in_body),
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
        route(app, delete_, "/desk/api/pictures/{id}", sign_in, delete_picture),

        route(app, get, "/desk/api/sections", sign_in, list_sections),
        route(app, post, "/desk/api/sections", editor, create_section),
        route(app, put, "/desk/api/sections/order", editor, order_sections),
        route(app, patch, "/desk/api/sections/{id}", editor, change_section),
        route(app, delete_, "/desk/api/sections/{id}", editor, delete_section),
        route(app, get, "/desk/api/tags", sign_in, list_tags),
        route(app, patch, "/desk/api/tags/{id}", editor, change_tag),
        route(app, delete_, "/desk/api/tags/{id}", editor, delete_tag),
        route(app, get, "/desk/api/authors", sign_in, list_authors),
        route(app, post, "/desk/api/authors", editor, create_author),
        route(app, get, "/desk/api/authors/{id}", sign_in, show_author),
        route(app, patch, "/desk/api/authors/{id}", editor, change_author),
        route(app, delete_, "/desk/api/authors/{id}", editor, delete_author),
        route(app, get, "/desk/api/lists/{name}", sign_in, show_list),
        route(app, put, "/desk/api/lists/{name}", sign_in, change_list),
        route(app, get, "/desk/api/settings", sign_in, show_settings),
        route(app, patch, "/desk/api/settings", editor, change_settings),
        route(app, get, "/desk/api/audit", sign_in, list_audit),

        route(app, post, "/desk/api/embeds", sign_in, read_embed),

        route(app, get, "/desk/api/redirects", editor, list_redirects),
        route(app, post, "/desk/api/redirects", editor, create_redirect),
        route(app, post, "/desk/api/redirects/import", editor, import_redirects, redirects_body),
        route(app, patch, "/desk/api/redirects/{id}", editor, change_redirect),
        route(app, delete_, "/desk/api/redirects/{id}", editor, delete_redirect),

        route(app, get, "/desk/api/themes", administrator, list_themes),
        route(app, post, "/desk/api/themes", administrator, upload_theme, theme_body),
        route(app, post, "/desk/api/themes/{name}/activate", administrator, activate_theme),
        route(app, get, "/desk/api/themes/{name}/download", administrator, download_theme),
        route(app, delete_, "/desk/api/themes/{name}", administrator, delete_theme),
    };
}

}  // namespace broadsheet::desk
