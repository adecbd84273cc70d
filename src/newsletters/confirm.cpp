// The link in the confirmation: a page with one button, then the welcome.
#include <algorithm>

#include "accounts/secrets.h"
#include "base/log.h"
#include "frame/notice.h"
#include "http/posted_form.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"
#include "mail/address.h"
#include "newsletters/handlers.h"
#include "newsletters/joining.h"
#include "newsletters/letters.h"
#include "newsletters/sign_up.h"
#include "newsletters/way_back.h"
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

frame::Notice used_up(frame::PageBuild& build) {
    frame::Notice notice;
    notice.status = 410;
    notice.title = build.words("This link was used already, or is too old");
    notice.paragraphs = {
        build.words("If you have confirmed, you need do nothing more. Otherwise please sign up once more.")};
    notice.link = "/newsletters/";
    notice.link_text = build.words("Our newsletters");
    return notice;
}

frame::Notice too_old(frame::PageBuild& build, std::string const& code) {
    frame::Notice notice;
    notice.status = 410;
    notice.title = build.words("This link has become too old");
    notice.paragraphs = {build.words("We can send you a new one.")};
    notice.action = "/newsletters/confirm/again/";
    notice.button = build.words("Send a new link");
    notice.hidden = {{"code", code}};
    return notice;
}

void welcome(App& app, Newsletters const& parts, store::Transaction& transaction, content::Reader const& reader,
             std::vector<content::Newsletter> const& newsletters) {
    auto const publication = app.frame.publication();
    auto const way_out = publication->site.url + leaving_path(parts.seal, {reader.id, newsletters.front().id, {}});
    if (auto const added = app.mail.add(transaction, welcome_letter(*publication, reader, newsletters, way_out));
        !added)
        log_error("welcome_failed error=\"{}\"", added.error().message);
}

http::Response no_such_code(App& app, http::Request const& request) {
    return frame::notice_page(app.frame, request, [](frame::PageBuild& build) { return used_up(build); });
}

}  // namespace

http::Response show_confirmation(App& app, Newsletters&, http::Request const& request) {
    auto const code = request.query_value("code");
    return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        auto const sign_up = store::find_sign_up_by_code(build.reader, accounts::secret_hash(code));
        if (!sign_up) return used_up(build);
        if (!is_open(*sign_up, build.now)) return too_old(build, code);
        frame::Notice notice;
        bool const account = sign_up->newsletters.empty();
        notice.title = account ? build.words("One press, and you have an account")
                               : build.words("One press, and you are signed up");
        notice.paragraphs = {account ? sign_up->email
                                     : frame::fill(build.words("{email} will get:"), "email", sign_up->email)};
        notice.list = names_of(newsletters_with(build.reader, sign_up->newsletters));
        notice.action = "/newsletters/confirm/";
        notice.button = account ? build.words("Open an account") : build.words("Confirm");
        notice.hidden = {{"code", code}};
        return notice;
    });
}

http::Response confirm(App& app, Newsletters& parts, http::Request const& request) {
    auto const code = http::PostedForm(request).text("code");
    auto const transaction = app.database.begin();
    auto const hash = accounts::secret_hash(code);
    if (auto const known = store::find_sign_up_by_code(*transaction, hash))
        hold_address(*transaction, mail::fold_address(known->email));
    auto const sign_up = store::find_sign_up_by_code(*transaction, hash);
    if (!sign_up) return no_such_code(app, request);
    if (!is_open(*sign_up, transaction->now()))
        return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) { return too_old(build, code); });
    auto const publication = app.frame.publication();
    auto const newsletters = newsletters_with(*transaction, sign_up->newsletters);
    auto const reader =
        ensure_reader(*transaction, parts.seal, {sign_up->email, {}, sign_up->language, sign_up->source});
    join(*transaction, reader, newsletters, publication->site.timezone);
    store::delete_sign_up(*transaction, sign_up->id);
    if (!newsletters.empty()) welcome(app, parts, *transaction, reader, newsletters);
    auto cookie = parts.readers.open_session(*transaction, reader.id);
    transaction->commit();
    app.jobs.wake();
    auto const from = way_back(request);
    auto response = frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        frame::Notice notice;
        notice.title = build.words("Welcome");
        notice.paragraphs = {newsletters.empty() ? build.words("You have an account, and you are signed in.")
                                                 : build.words("You are signed up:")};
        notice.list = names_of(newsletters);
        notice.link = from.empty() ? "/members/" : from;
        notice.link_text = from.empty() ? build.words("Your account") : build.words("Back to the story");
        return notice;
    });
    response.headers.add("Set-Cookie", std::move(cookie));
    if (!from.empty()) response.headers.add("Set-Cookie", way_back_cookie({}, parts.secure));
    return response;
}

http::Response send_another_confirmation(App& app, Newsletters&, http::Request const& request) {
    auto const code = http::PostedForm(request).text("code");
    auto const transaction = app.database.begin();
    auto const sign_up = store::find_sign_up_by_code(*transaction, accounts::secret_hash(code));
    if (!sign_up) return no_such_code(app, request);
    store::add_job(*transaction, answer_sign_up_job, sign_up->id.text(), transaction->now());
    transaction->commit();
    app.jobs.wake();
    return http::redirect_response(303, "/newsletters/sent/");
}

}  // namespace broadsheet::newsletters
