#include <boost/json/array.hpp>

#include "desk/letters.h"
#include "desk/people.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"
#include "store/database.h"

namespace broadsheet::desk {

namespace json = boost::json;

constexpr std::size_t most_listed = 200;

http::Response list_outbox(DeskCall const& call) {
    auto const& transport = call.app.mail.transport();
    json::array out;
    for (auto const& mail : transport.outbox().list(most_listed))
        out.push_back({{"name", mail.name},
                       {"to", mail.message.to},
                       {"subject", mail.message.subject},
                       {"at", iso_time(mail.at)}});
    json::array doubtful;
    for (auto const& mail : call.app.mail.in_doubt(*call.app.database.snapshot()))
        doubtful.push_back({{"id", mail.id}, {"to", mail.recipient}, {"at", iso_time(mail.at)}});
    return json_answer(200, json::object{{"mails", std::move(out)},
                                         {"in_doubt", std::move(doubtful)},
                                         {"leaves", transport.captures() ? "outbox" : "smtp"},
                                         {"sender", transport.sender()}});
}

http::Response show_outbox_mail(DeskCall const& call) {
    auto const mail = call.app.mail.transport().outbox().find(call.request.parameter("name"));
    if (!mail) return http::problem_response(unknown("mail"));
    auto response = json_answer(200, json::object{{"to", mail->message.to},
                                                  {"from", mail->message.from},
                                                  {"subject", mail->message.subject},
                                                  {"at", iso_time(mail->at)},
                                                  {"text", mail->message.text},
                                                  {"html", mail->message.html},
                                                  {"source", mail->source}});
    response.headers.add("Cache-Control", "no-store");
    return response;
}

http::Response decide_doubtful_mail(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const again = fields.boolean("again");
    if (!again) fields.refuse("again", "boolean_expected", "This must be true or false.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const transaction = call.app.database.begin();
    auto const id = call.request.parameter("id");
    bool const done = *again ? call.app.mail.send_again(*transaction, id) : call.app.mail.drop(*transaction, id);
    if (!done) return http::problem_response(unknown("mail in doubt"));
    transaction->commit();
    call.app.jobs.wake();
    return http::no_content();
}

http::Response send_test_mail(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const to = fields.text("to", 254).value_or("");
    if (!mail::is_address(to)) fields.refuse("to", "mail_address", "This is not a mail address.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const sent = call.app.mail.send_now(test_letter(call.app.frame.site(), to));
    if (!sent) return http::problem_response(502, sent.error().message);
    return json_answer(200, json::object{{"sent", call.app.mail.transport().captures() ? "outbox" : "smtp"}});
}

}  // namespace broadsheet::desk
