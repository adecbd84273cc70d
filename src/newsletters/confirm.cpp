// The link in the confirmation: a page with one button, then the welcome.
#include <algorithm>

#include "accounts/secrets.h"
#include "base/log.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"
#include "newsletters/address.h"
#include "newsletters/form.h"
#include "newsletters/handlers.h"
#include "newsletters/joining.h"
#include "newsletters/letters.h"
#include "newsletters/notice.h"
#include "newsletters/sign_up.h"
#include "store/changes.h"

namespace broadsheet::newsletters {
namespace {

std::vector<std::string> names_of(std::vector<content::Newsletter> const& newsletters) {
    std::vector<std::string> out;
    for (auto const& newsletter : newsletters) out.push_back(newsletter.name);
    return out;
}

bool is_open(content::SignUp const& sign_up, Time now) {
    return sign_up.code_expires_at && *sign_up.code_expires_at >= now;
}

Notice used_up(frame::PageBuild& build) {
    Notice notice;
    notice.status = 410;
    notice.title = build.words("This link was used already, or is too old");
    notice.paragraphs = {
        build.words("If you have confirmed, you need do nothing more. Otherwise please sign up once more.")};
    notice.link = "/newsletters/";
    notice.link_text = build.words("Our newsletters");
    return notice;
}

Notice too_old(frame::PageBuild& build, std::string const& code) {
    Notice notice;
    notice.status = 410;
    notice.title = build.words("This link has become too old");
    notice.paragraphs = {build.words("We can send you a new one.")};
    notice.action = "/newsletters/confirm/again/";
    notice.button = build.words("Send a new link");
    notice.hidden = {{"code", code}};
    return notice;
}

http::Response no_such_code(App& app, http::Request const& request) {
    return notice_page(app, request, [](frame::PageBuild& build) { return used_up(build); });
}

}  // namespace

http::Response show_confirmation(App& app, Newsletters&, http::Request const& request) {
    auto const code = request.query_value("code");
    return notice_page(app, request, [&](frame::PageBuild& build) {
        auto const sign_up = store::find_sign_up_by_code(build.reader, accounts::secret_hash(code));
        if (!sign_up) return used_up(build);
        if (!is_open(*sign_up, build.now)) return too_old(build, code);
        Notice notice;
        notice.title = build.words("One press, and you are signed up");
        notice.paragraphs = {fill(build.words("{email} will get:"), "email", sign_up->email)};
        notice.list = names_of(newsletters_with(build.reader, sign_up->newsletters));
        notice.action = "/newsletters/confirm/";
        notice.button = build.words("Confirm");
        notice.hidden = {{"code", code}};
        return notice;
    });
}

http::Response confirm(App& app, Newsletters& parts, http::Request const& request) {
    auto const code = PostedForm(request).text("code");
    auto const transaction = app.database.begin();
    auto const sign_up = store::find_sign_up_by_code(*transaction, accounts::secret_hash(code));
    if (!sign_up) return no_such_code(app, request);
    if (!is_open(*sign_up, transaction->now()))
        return notice_page(app, request, [&](frame::PageBuild& build) { return too_old(build, code); });
    auto const publication = app.frame.publication();
    auto const newsletters = newsletters_with(*transaction, sign_up->newsletters);
    auto const reader = ensure_reader(*transaction, parts.seal, *sign_up);
    join(*transaction, reader, newsletters, publication->site.timezone);
    store::delete_sign_up(*transaction, sign_up->id);
    auto const way_out =
        newsletters.empty() ? std::string()
                            : publication->site.url + leaving_path(parts.seal, {reader.id, newsletters.front().id, {}});
    if (auto const added = app.mail.add(*transaction, welcome_letter(*publication, reader, newsletters, way_out));
        !added)
        log_error("welcome_failed error=\"{}\"", added.error().message);
    auto cookie = parts.readers.open_session(*transaction, reader.id);
    transaction->commit();
    app.jobs.wake();
    auto response = notice_page(app, request, [&](frame::PageBuild& build) {
        Notice notice;
        notice.title = build.words("Welcome");
        notice.paragraphs = {build.words("You are signed up:")};
        notice.list = names_of(newsletters);
        notice.link = "/members/";
        notice.link_text = build.words("Your newsletters");
        return notice;
    });
    response.headers.add("Set-Cookie", std::move(cookie));
    return response;
}

http::Response send_another_confirmation(App& app, Newsletters&, http::Request const& request) {
    auto const code = PostedForm(request).text("code");
    auto const transaction = app.database.begin();
    auto const sign_up = store::find_sign_up_by_code(*transaction, accounts::secret_hash(code));
    if (!sign_up) return no_such_code(app, request);
    store::add_job(*transaction, answer_sign_up_job, sign_up->id.text(), transaction->now());
    transaction->commit();
    app.jobs.wake();
    return http::redirect_response(303, "/newsletters/sent/");
}

}  // namespace broadsheet::newsletters
