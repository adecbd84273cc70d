#include "newsletters/routes.h"

#include "desk_call/route.h"
#include "newsletters/desk_handlers.h"
#include "newsletters/handlers.h"

namespace broadsheet::newsletters {

std::vector<http::Route> routes(App& app, Newsletters& parts) {
    constexpr std::size_t form_limit = 16 * 1024;
    auto const get = [&](std::string path, Handler* handler) {
        return http::Route{
            http::Method::get, std::move(path),
            [&app, &parts, handler](http::Request const& request) { return handler(app, parts, request); }, 0};
    };
    auto const post = [&](std::string path, Handler* handler) {
        return http::Route{
            http::Method::post, std::move(path),
            [&app, &parts, handler](http::Request const& request) { return handler(app, parts, request); }, form_limit};
    };
    return {get("/newsletters/", show_newsletters),
            post("/newsletters/", sign_up),
            post("/newsletters/check/", check_address),
            get("/newsletters/sent/", show_sent),
            get("/newsletters/confirm/", show_confirmation),
            post("/newsletters/confirm/", confirm),
            post("/newsletters/confirm/again/", send_another_confirmation),
            get("/newsletters/leave/", show_leaving),
            post(one_click_path, leave),
            post("/newsletters/return/", come_back),
            get("/newsletters/follow/", follow_link),
            get("/newsletters/opened/", show_pixel),
            get("/members/", show_account),
            post("/members/", save_account),
            post("/members/sign-in/", ask_to_sign_in),
            get("/members/enter/", show_entering),
            post("/members/enter/", enter),
            post("/members/sign-out/", sign_out),
            post("/members/export/", export_account),
            post("/members/delete/", delete_account)};
}

std::vector<http::Route> desk_routes(App& app, Newsletters& parts) {
    using enum http::Method;
    using enum desk_call::Needs;
    constexpr std::size_t letter_body = 8 * 1024 * 1024, list_body = 200 * 1024 * 1024;
    auto const route = [&](http::Method method, char const* pattern, desk_call::Needs needs, DeskHandler* handler) {
        return desk_call::route(app, method, pattern, needs,
                                [&parts, handler](DeskCall const& call) { return handler(call, parts); });
    };
    return {route(get, "/desk/api/newsletters", sign_in, list_newsletters),
            route(post, "/desk/api/newsletters", editor, create_newsletter),
            route(put, "/desk/api/newsletters/order", editor, order_newsletters),
            route(patch, "/desk/api/newsletters/{id}", editor, change_newsletter),
            route(delete_, "/desk/api/newsletters/{id}", editor, delete_newsletter),
            route(get, "/desk/api/newsletters/{id}/growth", editor, show_growth),
            route(get, "/desk/api/readers", editor, list_readers),
            desk_call::route(
                app, post, "/desk/api/readers/import", administrator,
                [&parts](DeskCall const& call) { return start_import(call, parts); }, list_body),
            route(get, "/desk/api/readers/imports/{name}", administrator, show_import),
            route(get, "/desk/api/readers/export", administrator, export_list),
            route(get, "/desk/api/readers/suppressions", editor, list_suppressed),
            route(post, "/desk/api/readers/suppressions", editor, change_suppression),
            route(get, "/desk/api/readers/{id}", editor, show_reader),
            route(delete_, "/desk/api/readers/{id}", administrator, forget_reader),
            route(get, "/desk/api/mailings", editor, list_mailings),
            desk_call::route(
                app, post, "/desk/api/mailings", editor,
                [&parts](DeskCall const& call) { return create_mailing(call, parts); }, letter_body),
            route(get, "/desk/api/mailings/{id}", editor, show_mailing),
            desk_call::route(
                app, patch, "/desk/api/mailings/{id}", editor,
                [&parts](DeskCall const& call) { return change_mailing(call, parts); }, letter_body),
            route(delete_, "/desk/api/mailings/{id}", editor, delete_mailing),
            route(post, "/desk/api/mailings/{id}/fill", editor, fill_mailing),
            route(get, "/desk/api/mailings/{id}/preview", editor, preview_mailing),
            route(get, "/desk/api/mailings/{id}/reach", editor, reach_of_mailing),
            route(post, "/desk/api/mailings/{id}/test", editor, test_mailing),
            route(post, "/desk/api/mailings/{id}/schedule", editor, schedule_mailing),
            route(post, "/desk/api/mailings/{id}/cancel", editor, cancel_mailing),
            route(post, "/desk/api/mailings/{id}/pause", editor, pause_mailing),
            route(post, "/desk/api/mailings/{id}/resume", editor, resume_mailing),
            route(get, "/desk/api/mailings/{id}/mails", editor, list_mails),
            route(post, "/desk/api/mailings/{id}/send-again", editor, send_again)};
}

}  // namespace broadsheet::newsletters
