// Mailings for the desk: written, looked at, tried, scheduled, stopped.
#include <boost/json/array.hpp>
#include <iterator>
#include <span>

#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/outgoing_mail.h"
#include "newsletters/compose.h"
#include "newsletters/finished_mail.h"
#include "newsletters/mailing_json.h"
#include "newsletters/sender.h"
#include "store/audit.h"
#include "store/newsletters.h"
#include "store/stories.h"

namespace broadsheet::newsletters {
namespace {

namespace json = boost::json;
using content::Mailing;
using content::MailingStatus;

constexpr int most_listed = 200, most_lines = 1000;

std::optional<Mailing> asked(DeskCall const& call, store::Reader& reader) {
    auto const id = content::MailingId::parse(call.request.parameter("id"));
    return id ? store::find_mailing(reader, *id) : std::nullopt;
}

json::object whole_json(store::Reader& reader, Mailing const& mailing) {
    if (!mailing.started_at) return mailing_json(mailing, nullptr);
    auto const figures = store::figures_of(reader, mailing.id);
    return mailing_json(mailing, &figures);
}

http::Response mailing_answer(int status, json::object const& body) {
    auto response = json_answer(status, body);
    response.headers.add("ETag", "\"" + std::to_string(body.at("version").as_int64()) + "\"");
    return response;
}

http::Response overtaken(store::Reader& reader, Mailing const& current) {
    return http::problem_response(
        {ProblemKind::overtaken, "overtaken", "Someone else has changed this mailing since you opened it.", {}},
        json::object{{"current", whole_json(reader, current)}});
}

// Whether If-Match names another version than the mailing's.
bool is_overtaken(http::Request const& request, Mailing const& mailing) {
    auto const version = request.header("If-Match");
    return !version.empty() && version != "*" && version != "\"" + std::to_string(mailing.version) + "\"";
}

std::string label_of(Mailing const& mailing) { return mailing.subject; }

void note(store::Transaction& transaction, DeskCall const& call, char const* action, Mailing const& mailing) {
    store::append_audit(transaction, {call.staff.id, action, "mailing:" + mailing.id.text(), label_of(mailing)});
}

// Writes, tells, answers.
http::Response save(DeskCall const& call, store::Transaction& transaction, Mailing mailing, char const* action) {
    if (!store::update_mailing(transaction, mailing, mailing.version))
        return overtaken(transaction, store::find_mailing(transaction, mailing.id).value_or(mailing));
    note(transaction, call, action, mailing);
    auto const now = store::find_mailing(transaction, mailing.id).value_or(mailing);
    auto const body = whole_json(transaction, now);
    transaction.commit();
    return mailing_answer(200, body);
}

http::Response conflict(char const* code, char const* message) {
    return http::problem_response({ProblemKind::conflict, code, message, {}});
}

// Changes the state of a mailing by a function that gives a refusal or nothing.
template <class Change>
http::Response change_state(DeskCall const& call, Newsletters& parts, char const* action, Change const& change) {
    auto const transaction = call.app.database.begin();
    auto mailing = asked(call, *transaction);
    if (!mailing) return http::problem_response(unknown("mailing"));
    if (is_overtaken(call.request, *mailing)) return overtaken(*transaction, *mailing);
    if (Result<void> const changed = change(*transaction, *mailing); !changed)
        return http::problem_response(changed.error());
    auto response = save(call, *transaction, std::move(*mailing), action);
    parts.wake_sender();
    return response;
}

auto no(char const* code, char const* message) { return refuse(ProblemKind::conflict, code, message); }

}  // namespace

http::Response list_mailings(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const status = content::mailing_status(call.request.query_value("status"));
    auto const newsletter = content::NewsletterId::parse(call.request.query_value("newsletter"));
    json::array out;
    for (auto const& mailing : store::list_mailings(*reader, status, newsletter, most_listed)) {
        auto line = line_json(mailing);
        if (mailing.started_at) {
            auto const figures = store::figures_of(*reader, mailing.id);
            line["sent"] = figures.taken + figures.bounced;
            line["in_doubt"] = figures.in_doubt;
        }
        out.push_back(std::move(line));
    }
    return json_answer(200, json::object{{"mailings", std::move(out)}});
}

http::Response create_mailing(DeskCall const& call, Newsletters&) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const transaction = call.app.database.begin();
    Mailing mailing;
    mailing.id = content::MailingId::make();
    mailing.created_at = mailing.updated_at = transaction->now();
    mailing.created_by = call.staff.id;
    Fields fields(*body);
    auto const kind = content::mailing_kind(fields.text("kind", 20).value_or("edition"));
    if (kind)
        mailing.kind = *kind;
    else
        fields.refuse("kind", "unknown_kind", "This must be edition, letter or story.");
    read_mailing(fields, *transaction, mailing);
    if (!mailing.newsletter) fields.refuse("newsletter", "newsletter_missing", "Please choose a newsletter.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const newsletter = store::find_newsletter(*transaction, mailing.newsletter);
    bool const chosen = fields.has("stories") || fields.has("briefs");
    if (mailing.kind == content::MailingKind::edition && !chosen)
        fill_edition(*transaction, *newsletter, transaction->now(), mailing);
    if (mailing.kind == content::MailingKind::story && mailing.subject.empty() && mailing.story)
        if (auto const story = store::find_story(*transaction, *mailing.story)) {
            mailing.subject = story->text.headline;
            mailing.preview = story->text.standfirst.substr(0, 200);
        }
    store::insert_mailing(*transaction, mailing);
    note(*transaction, call, "mailing.created", mailing);
    transaction->commit();
    return mailing_answer(201, mailing_json(mailing, nullptr));
}

http::Response show_mailing(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const mailing = asked(call, *reader);
    return mailing ? mailing_answer(200, whole_json(*reader, *mailing)) : http::problem_response(unknown("mailing"));
}

http::Response change_mailing(DeskCall const& call, Newsletters& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    return change_state(call, parts, "mailing.changed", [&](store::Transaction& transaction, Mailing& mailing) {
        if (!content::may_be_edited(mailing))
            return Result<void>(
                no("mailing_under_way", "This mailing is scheduled or has begun; call it back to change it."));
        Fields fields(*body);
        read_mailing(fields, transaction, mailing);
        mailing.status = MailingStatus::draft;
        mailing.trouble.clear();
        if (auto const problem = fields.problem()) return Result<void>(refuse(*problem));
        return Result<void>();
    });
}

http::Response delete_mailing(DeskCall const& call, Newsletters&) {
    auto const transaction = call.app.database.begin();
    auto const mailing = asked(call, *transaction);
    if (!mailing) return http::problem_response(unknown("mailing"));
    if (!content::may_be_edited(*mailing) || store::has_deliveries(*transaction, mailing->id))
        return conflict("mailing_under_way", "Only drafts can be deleted.");
    store::delete_mailing(*transaction, mailing->id);
    note(*transaction, call, "mailing.deleted", *mailing);
    transaction->commit();
    return http::no_content();
}

http::Response fill_mailing(DeskCall const& call, Newsletters& parts) {
    return change_state(call, parts, "mailing.changed", [&](store::Transaction& transaction, Mailing& mailing) {
        if (!content::may_be_edited(mailing) || mailing.kind != content::MailingKind::edition)
            return Result<void>(no("mailing_under_way", "Only the draft of an edition can be filled in."));
        auto const newsletter = store::find_newsletter(transaction, mailing.newsletter);
        fill_edition(transaction, *newsletter, transaction.now(), mailing);
        return Result<void>();
    });
}

http::Response preview_mailing(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const mailing = asked(call, *reader);
    if (!mailing) return http::problem_response(unknown("mailing"));
    auto const rendered = compose(call.app.frame, *reader, *mailing, call.app.clock.now());
    if (!rendered) return http::problem_response(rendered.error());
    auto const newsletter = store::find_newsletter(*reader, mailing->newsletter);
    return json_answer(200, json::object{{"subject", mailing->subject},
                                         {"preview", mailing->preview},
                                         {"from", newsletter->sender_name.empty() ? call.app.frame.site().title
                                                                                  : newsletter->sender_name},
                                         {"html", rendered->html},
                                         {"text", rendered->text},
                                         {"bytes", rendered->html.size()},
                                         {"cut", rendered->cut}});
}

http::Response reach_of_mailing(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const mailing = asked(call, *reader);
    if (!mailing) return http::problem_response(unknown("mailing"));
    return json_answer(200, json::object{{"count", store::count_segment(*reader, mailing->newsletter, mailing->segment,
                                                                        call.app.clock.now())}});
}

http::Response test_mailing(DeskCall const& call, Newsletters& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const to = fields.text("to", 254).value_or(call.staff.email);
    if (!mail::is_address(to)) fields.refuse("to", "mail_address", "This is not a mail address.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const reader = call.app.database.snapshot();
    auto const mailing = asked(call, *reader);
    if (!mailing) return http::problem_response(unknown("mailing"));
    auto const now = call.app.clock.now();
    auto const rendered = compose(call.app.frame, *reader, *mailing, now);
    if (!rendered) return http::problem_response(rendered.error());
    auto const newsletter = store::find_newsletter(*reader, mailing->newsletter);
    auto const& transport = call.app.mail.transport();
    auto const page = finished_page(call.app.frame.site(), *newsletter, *mailing, *rendered, transport.sender(), false);
    auto const mail = FinishedMail(mailing->id, page, parts.seal, parts.signer, transport.sender()).for_test(to, now);
    if (!mail) return http::problem_response(mail.error());
    if (auto const sent = transport.send(to, mail->mime, now); !sent)
        return http::problem_response(502, sent.error().message);
    return json_answer(200, json::object{{"sent", transport.captures() ? "outbox" : "smtp"}});
}

http::Response schedule_mailing(DeskCall const& call, Newsletters& parts) {
    auto const body = call.request.body.empty() ? Result<json::object>(json::object{}) : read_body(call.request);
    if (!body) return http::problem_response(body.error());
    return change_state(call, parts, "mailing.scheduled", [&](store::Transaction& transaction, Mailing& mailing) {
        if (!content::may_be_edited(mailing))
            return Result<void>(no("mailing_under_way", "This mailing is scheduled already, or has begun."));
        Fields fields(*body);
        auto const text = fields.text("at", 40).value_or("");
        auto const at = parse_iso_time(text);
        if (!text.empty() && !at)
            fields.refuse("at", "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
        if (auto const problem = fields.problem()) return Result<void>(refuse(*problem));
        if (auto const ready = content::may_be_sent(mailing); !ready) return ready;
        // What is wrong with it must be found by whoever sends it, not at seven in the morning.
        if (auto const rendered = compose(call.app.frame, transaction, mailing, transaction.now()); !rendered)
            return Result<void>(refuse(rendered.error()));
        mailing.status = MailingStatus::scheduled;
        mailing.scheduled_at = at.value_or(transaction.now());
        mailing.trouble.clear();
        return Result<void>();
    });
}

http::Response cancel_mailing(DeskCall const& call, Newsletters& parts) {
    return change_state(call, parts, "mailing.cancelled", [&](store::Transaction& transaction, Mailing& mailing) {
        auto const may = content::may_be_cancelled(mailing, store::has_deliveries(transaction, mailing.id));
        if (!may) return may;
        mailing.status = MailingStatus::cancelled;
        mailing.scheduled_at = mailing.started_at = std::nullopt;
        mailing.trouble.clear();
        return Result<void>();
    });
}

http::Response pause_mailing(DeskCall const& call, Newsletters& parts) {
    return change_state(call, parts, "mailing.paused", [](store::Transaction&, Mailing& mailing) {
        if (mailing.status != MailingStatus::sending)
            return Result<void>(no("mailing_not_sending", "This mailing is not being sent."));
        mailing.status = MailingStatus::paused;
        return Result<void>();
    });
}

http::Response resume_mailing(DeskCall const& call, Newsletters& parts) {
    return change_state(call, parts, "mailing.resumed", [](store::Transaction&, Mailing& mailing) {
        if (mailing.status != MailingStatus::paused)
            return Result<void>(no("mailing_not_paused", "This mailing is not stopped."));
        mailing.status = MailingStatus::sending;
        mailing.trouble.clear();
        return Result<void>();
    });
}

http::Response list_mails(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const mailing = asked(call, *reader);
    if (!mailing) return http::problem_response(unknown("mailing"));
    auto const state = content::delivery_state(call.request.query_value("state"));
    if (!state)
        return http::problem_response({ProblemKind::invalid, "unknown_state", "There is no such state.", "state"});
    auto const after = content::ReaderId::parse(call.request.query_value("after")).value_or(content::ReaderId{});
    auto const found = store::list_deliveries(*reader, mailing->id, *state, after, most_lines + 1);
    bool const more = std::ssize(found) > most_lines;
    json::array out;
    for (auto const& [delivery, email] : std::span(found).first(found.size() - (more ? 1 : 0)))
        out.push_back({{"reader", delivery.reader.text()},
                       {"email", email},
                       {"at", iso_time(delivery.at)},
                       {"attempts", delivery.attempts},
                       {"next_at", delivery.next_at ? json::value(iso_time(*delivery.next_at)) : json::value(nullptr)},
                       {"answer", delivery.answer}});
    auto const next = more ? json::value(out.back().at("reader")) : json::value(nullptr);
    return json_answer(200, json::object{{"mails", std::move(out)}, {"next", next}});
}

// Those in doubt, by hand: all, or the readers that are named.
http::Response send_again(DeskCall const& call, Newsletters& parts) {
    auto const body = call.request.body.empty() ? Result<json::object>(json::object{}) : read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const named = fields.texts("readers", most_lines, 13);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    return change_state(call, parts, "mailing.sent_again", [&](store::Transaction& transaction, Mailing& mailing) {
        std::vector<content::ReaderId> readers;
        for (auto const& id : named.value_or(std::vector<std::string>{}))
            if (auto const reader = content::ReaderId::parse(id)) readers.push_back(*reader);
        if (store::send_doubtful_again(transaction, mailing.id, readers, !named) == 0)
            return Result<void>(no("nothing_in_doubt", "No mail of this is in doubt."));
        mailing.status = MailingStatus::sending;
        mailing.finished_at = std::nullopt;
        return Result<void>();
    });
}

}  // namespace broadsheet::newsletters
