// Coming in from a mail: invitations and forgotten passwords; and what is told of it.
#include "desk/letters.h"
#include "desk/people.h"
#include "desk/routes.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"

namespace broadsheet::desk {

namespace json = boost::json;

http::Response show_invitation(App& app, http::Request const& request) {
    auto const staff = app.accounts.invited(*app.database.snapshot(), request.parameter("code"));
    if (!staff) return http::problem_response(unknown("invitation"));
    auto response = json_answer(
        200, json::object{{"email", staff->email}, {"name", staff->name}, {"publication", app.frame.site().title}});
    response.headers.add("Cache-Control", "no-store");
    return response;
}

http::Response accept_invitation(App& app, http::Request const& request) {
    auto const body = read_body(request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const name = fields.text("name", 100).value_or("");
    auto const password = fields.text("password", 1000).value_or("");
    if (name.find_first_not_of(' ') == std::string::npos)
        fields.refuse("name", "name_missing", "Please give your name.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const signed_in =
        app.accounts.accept_invitation(request.parameter("code"), name, password, device_of(request));
    return signed_in ? signed_in_answer(app, *signed_in) : http::problem_response(signed_in.error());
}

// The answer is the same for everybody and takes the same time, since nothing is looked up here: whether there is such
// a person is the job's affair. Beyond the limit nothing more is done, and nothing else is said.
http::Response forgotten_password(App& app, http::Request const& request) {
    auto const body = read_body(request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const email = fields.text("email", 254).value_or("");
    if (email.empty()) fields.refuse("email", "email_missing", "Please give your address.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    if (app.accounts.may_ask_for_reset(email, request.client)) {
        auto transaction = app.database.begin();
        store::add_job(*transaction, forgotten_password_job, email, app.clock.now());
        app.database.commit(*transaction);
        app.jobs.wake();
    }
    return http::json_response(202, "{}");
}

void send_password_reset(App& app, store::Job const& job) {
    std::string address(job.subject);
    for (char& c : address)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    auto transaction = app.database.begin();
    auto const staff = store::find_staff(*transaction, address);
    if (!staff || !staff->active) return;
    auto const code = app.accounts.add_password_reset(*transaction, staff->id);
    // Refused only if the address is none; then no trying helps.
    if (!app.mail.add(*transaction, reset_letter(app.frame.site(), *staff, code))) return;
    store::finish_job(*transaction, job.id);
    app.database.commit(*transaction);
    app.jobs.wake();
}

void send_notice(App& app, store::Job const& job) {
    auto const noticed = accounts::read_notice(job.subject);
    if (!noticed) return;
    auto transaction = app.database.begin();
    auto const staff = store::find_staff(*transaction, noticed->staff);
    if (!staff || !staff->active) return;
    if (!app.mail.add(*transaction, notice_letter(app.frame.site(), *staff, noticed->notice))) return;
    store::finish_job(*transaction, job.id);
    app.database.commit(*transaction);
    app.jobs.wake();
}

http::Response reset_password(App& app, http::Request const& request) {
    auto const body = read_body(request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const code = fields.text("code", 200).value_or(""), password = fields.text("password", 1000).value_or("");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const done = app.accounts.reset_password(code, password, device_of(request));
    return done ? http::no_content() : http::problem_response(done.error());
}

}  // namespace broadsheet::desk
