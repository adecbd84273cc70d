// The reader's own page: signing in by a mailed link or code, newsletters on and off, language, all that is held about
// them, deletion.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/locale.h"
#include "base/log.h"
#include "frame/notice.h"
#include "frame/values.h"
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
#include "store/mailings.h"

namespace broadsheet::newsletters {
namespace {

constexpr char const* account_path = "/members/";

frame::View account_view() {
    frame::View view;
    view.template_name = "members";
    view.head.title = "Your account";
    view.head.path = account_path;
    view.head.index = false;
    return view;
}

// `step`: address, then code.
http::Response sign_in_page(App& app, http::Request const& request, std::string const& step, std::string const& email,
                            std::optional<Problem> const& problem = {}) {
    return app.frame.serve_once(request, [&](frame::PageBuild&) {
        auto view = account_view();
        view.values = {{"step", step}, {"asks_code", step == "code"}, {"email", email}};
        if (problem) {
            view.status = problem->kind == ProblemKind::too_many ? 429 : 422;
            theme::Object errors;
            errors.set(problem->field, problem->message);
            view.values.set("errors", std::move(errors));
        }
        return view;
    });
}

theme::Array choices(frame::PageBuild& build, content::Reader const& reader) {
    auto const gets = store::newsletters_of(build.reader, reader.id);
    theme::Array out;
    for (auto const& newsletter : store::list_newsletters(build.reader)) {
        bool const on = std::ranges::find(gets, newsletter.id, &store::ReaderNewsletter::newsletter) != gets.end();
        if (!on && !newsletter.offered) continue;
        out.emplace_back(theme::Object{{"id", newsletter.id.text()},
                                       {"name", newsletter.name},
                                       {"description", newsletter.description},
                                       {"schedule", newsletter.schedule},
                                       {"language", newsletter.language},
                                       {"on", on}});
    }
    return out;
}

// The languages of the newsletters and of the site, and the reader's own.
theme::Array languages(frame::PageBuild& build, content::Reader const& reader) {
    std::vector<std::string> codes{build.site.language};
    auto const add = [&](std::string const& code) {
        if (!code.empty() && std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
    };
    for (auto const& newsletter : store::list_newsletters(build.reader)) add(newsletter.language);
    add("en");
    add(reader.language);
    theme::Array out;
    for (auto const& code : codes)
        out.emplace_back(theme::Object{{"code", code}, {"name", own_name(code)}, {"chosen", code == reader.language}});
    return out;
}

// A membership that goes on being paid for by somebody we no longer know would be the worst of both.
http::Response cannot_end_support(App& app, http::Request const& request) {
    return frame::notice_page(app.frame, request, [](frame::PageBuild& build) {
        frame::Notice notice;
        notice.status = 503;
        notice.title = build.words("Your account is still there");
        notice.paragraphs = {
            build.words("Your membership could not be ended just now, so nothing was deleted. Please try "
                        "again in a few minutes.")};
        notice.link = account_path;
        notice.link_text = build.words("Your account");
        return notice;
    });
}

// Whoever is not signed in, or whose form was not made by us, is shown the way in.
template <class Work>
http::Response with_reader(Newsletters const& parts, http::Request const& request, Work const& work) {
    auto const identity = parts.readers.identify(request);
    http::PostedForm const posted(request);
    if (!identity || posted.text("csrf") != identity->csrf) return http::redirect_response(303, account_path);
    return work(*identity, posted);
}

}  // namespace

http::Response show_account(App& app, Newsletters& parts, http::Request const& request) {
    auto const from = own_path(request.query_value("from"));
    auto const identity = parts.readers.identify(request);
    if (!identity) {
        auto response = sign_in_page(app, request, "address", "");
        if (!from.empty()) response.headers.add("Set-Cookie", way_back_cookie(from, parts.secure));
        return response;
    }
    return app.frame.serve_once(request, [&](frame::PageBuild& build) {
        auto view = account_view();
        auto const& reader = identity->reader;
        view.values = {{"reader", theme::Object{{"email", reader.email}, {"name", reader.name}}},
                       {"csrf", identity->csrf},
                       {"choices", choices(build, reader)},
                       {"languages", languages(build, reader)},
                       {"saved", request.query_value("saved") == "1"},
                       {"unreachable", !reader.mailable}};
        parts.add_support(build, reader, view.values);
        return view;
    });
}

http::Response ask_to_sign_in(App& app, Newsletters& parts, http::Request const& request) {
    auto const email = http::PostedForm(request).text("email");
    auto const address = mail::read_address(email);
    if (!address) return sign_in_page(app, request, "address", email, address.error());
    if (!parts.sign_in_mails.take(request.client, app.clock.now()))
        return sign_in_page(app, request, "address", email,
                            Problem{ProblemKind::too_many, "too_many",
                                    "Too many mails were asked for; please try again in a few minutes.", "email"});
    auto const transaction = app.database.begin();
    store::add_job(*transaction, answer_sign_in_job, parts.seal.close(address->email), transaction->now());
    transaction->commit();
    app.jobs.wake();
    return sign_in_page(app, request, "code", address->email);
}

void answer_sign_in(App& app, Newsletters& parts, store::Job const& job) {
    auto const email = parts.seal.open(job.subject);
    if (!email) return;
    auto const folded = mail::fold_address(*email);
    auto const transaction = app.database.begin();
    hold_address(*transaction, folded);
    auto const reader = store::find_reader_by_address(*transaction, folded);
    if (store::find_suppression(*transaction, address_hash(parts.seal, folded))) {
        // A mailbox that turned our mail away may take it again, and its owner has asked; who complained has not.
        if (!is_suppressed(*transaction, parts.seal, folded, content::SuppressionReason::bounce)) return;
    }
    auto const publication = app.frame.publication();
    if (!reader) {
        keep_sign_up(*transaction, {*email, folded, {}, publication->site.language, account_path});
        store::finish_job(*transaction, job.id);
        transaction->commit();
        return app.jobs.wake();
    }
    auto const newest = store::reader_credentials(*transaction, reader->id, store::ReaderCredentialKind::link);
    if (!newest.empty() && transaction->now() - newest.front().created_at < Millis(30'000)) return;
    auto letter = sign_in_letter(*publication, *reader, parts.readers.add_codes(*transaction, reader->id));
    if (auto const added = app.mail.add(*transaction, std::move(letter)); !added)
        log_error("sign_in_mail_failed error=\"{}\"", added.error().message);
    store::finish_job(*transaction, job.id);
    transaction->commit();
    app.jobs.wake();
}

http::Response show_entering(App& app, Newsletters& parts, http::Request const& request) {
    auto const code = request.query_value("code");
    return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        auto const owner = parts.readers.owner_of_link(build.reader, code);
        frame::Notice notice;
        if (!owner) {
            notice.status = 410;
            notice.title = build.words("This link was used already, or is too old");
            notice.link = account_path;
            notice.link_text = build.words("Ask for a new one");
            return notice;
        }
        notice.title = build.words("Sign in");
        notice.paragraphs = {owner->email};
        notice.action = "/members/enter/";
        notice.button = build.words("Sign in");
        notice.hidden = {{"code", code}};
        return notice;
    });
}

http::Response enter(App& app, Newsletters& parts, http::Request const& request) {
    http::PostedForm const posted(request);
    auto const email = posted.text("email");
    std::string digits = posted.text("digits");
    std::erase_if(digits, [](char c) { return c == ' ' || c == '-'; });
    auto cookie = posted.has("code") ? parts.readers.enter_by_link(posted.text("code"))
                                     : parts.readers.enter_by_digits(mail::fold_address(email), digits, request.client);
    if (!cookie && posted.has("code"))
        return frame::notice_page(app.frame, request, [](frame::PageBuild& build) {
            frame::Notice notice;
            notice.status = 410;
            notice.title = build.words("This link was used already, or is too old");
            notice.link = account_path;
            notice.link_text = build.words("Ask for a new one");
            return notice;
        });
    if (!cookie) return sign_in_page(app, request, "code", email, cookie.error());
    auto const from = way_back(request);
    auto response = http::redirect_response(303, from.empty() ? account_path : from);
    response.headers.add("Set-Cookie", std::move(*cookie));
    if (!from.empty()) response.headers.add("Set-Cookie", way_back_cookie({}, parts.secure));
    response.headers.set("Cache-Control", "private, no-store");
    return response;
}

http::Response save_account(App& app, Newsletters& parts, http::Request const& request) {
    return with_reader(parts, request, [&](accounts::ReaderIdentity const& identity, http::PostedForm const& posted) {
        auto const transaction = app.database.begin();
        auto reader = store::find_reader(*transaction, identity.reader.id).value_or(identity.reader);
        reader.name = posted.text("name");
        if (auto const language = posted.text("language"); is_language_tag(language)) reader.language = language;
        store::update_reader(*transaction, reader);
        auto const wanted = posted.texts("newsletter");
        std::vector<content::Newsletter> on;
        std::vector<content::NewsletterId> off;
        for (auto const& newsletter : store::list_newsletters(*transaction))
            if (std::ranges::find(wanted, newsletter.id.text()) == wanted.end())
                off.push_back(newsletter.id);
            else if (newsletter.offered)
                on.push_back(newsletter);
        auto const zone = app.frame.site().timezone;
        join(*transaction, reader, on, zone);
        depart(*transaction, reader.id, off, zone);
        transaction->commit();
        return http::redirect_response(303, "/members/?saved=1");
    });
}

http::Response sign_out(App& app, Newsletters& parts, http::Request const& request) {
    return with_reader(parts, request, [&](accounts::ReaderIdentity const& identity, http::PostedForm const&) {
        auto const transaction = app.database.begin();
        store::delete_reader_credential(*transaction, identity.hash);
        note_access(*transaction, identity.reader.id);
        app.database.commit(*transaction);
        auto response = http::redirect_response(303, account_path);
        response.headers.add("Set-Cookie", parts.readers.clearing_cookie());
        return response;
    });
}

http::Response export_account(App& app, Newsletters& parts, http::Request const& request) {
    return with_reader(parts, request, [&](accounts::ReaderIdentity const& identity, http::PostedForm const&) {
        auto const reader = app.database.snapshot();
        auto const& person = identity.reader;
        boost::json::array newsletters, mails;
        for (auto const& [id, since] : store::newsletters_of(*reader, person.id))
            if (auto const newsletter = store::find_newsletter(*reader, id))
                newsletters.push_back({{"name", newsletter->name}, {"since", iso_time(since)}});
        for (auto const& mail : store::mails_to(*reader, person.id))
            mails.push_back(
                {{"subject", mail.subject},
                 {"at", iso_time(mail.delivery.at)},
                 {"state", content::name_of(mail.delivery.state)},
                 {"opened_at", mail.delivery.opened_at ? boost::json::value(iso_time(*mail.delivery.opened_at))
                                                       : boost::json::value(nullptr)},
                 {"clicked_at", mail.delivery.clicked_at ? boost::json::value(iso_time(*mail.delivery.clicked_at))
                                                         : boost::json::value(nullptr)}});
        boost::json::object const all{{"email", person.email},
                                      {"name", person.name},
                                      {"language", person.language},
                                      {"paid", person.paid},
                                      {"signed_up_at", person.source},
                                      {"since", iso_time(person.created_at)},
                                      {"newsletters", std::move(newsletters)},
                                      {"mails", std::move(mails)}};
        auto response = http::json_response(200, boost::json::serialize(all));
        response.headers.add("Content-Disposition", "attachment; filename=\"my-data.json\"");
        response.headers.set("Cache-Control", "private, no-store");
        return response;
    });
}

http::Response delete_account(App& app, Newsletters& parts, http::Request const& request) {
    return with_reader(parts, request, [&](accounts::ReaderIdentity const& identity, http::PostedForm const& posted) {
        if (posted.text("sure") != "yes") return http::redirect_response(303, account_path);
        if (!parts.end_support(identity.reader)) return cannot_end_support(app, request);
        auto const transaction = app.database.begin();
        forget(*transaction, parts.seal, identity.reader, app.frame.site().timezone);
        app.database.commit(*transaction);
        auto response = frame::notice_page(app.frame, request, [](frame::PageBuild& build) {
            frame::Notice notice;
            notice.title = build.words("You are forgotten");
            notice.paragraphs = {build.words("We have deleted your address and all that we knew with it.")};
            notice.link = "/";
            notice.link_text = build.words("Front page");
            return notice;
        });
        response.headers.add("Set-Cookie", parts.readers.clearing_cookie());
        return response;
    });
}

}  // namespace broadsheet::newsletters
