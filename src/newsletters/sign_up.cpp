// The boxes and the page with all newsletters.
#include "newsletters/sign_up.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "accounts/secrets.h"
#include "base/log.h"
#include "frame/notice.h"
#include "frame/values.h"
#include "http/posted_form.h"
#include "http/problem.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"
#include "mail/address.h"
#include "newsletters/handlers.h"
#include "newsletters/joining.h"
#include "newsletters/letters.h"
#include "store/changes.h"

namespace broadsheet::newsletters {
namespace {

constexpr char const* sent_path = "/newsletters/sent/";

// What stands in the form, and beside it.
struct Form {
    std::string email;
    std::vector<std::string> slugs;
    std::string suggestion;
    std::optional<Problem> problem;
    bool posted = false;  // what is not ticked was left so
};

// A kept page has neither problem nor text, so it is everybody's.
frame::View page_with(frame::PageBuild& build, Form const& form) {
    frame::View view;
    view.template_name = "newsletters";
    auto const offered = frame::newsletter_values(build);
    theme::Array newsletters;
    for (auto const& newsletter : offered) {
        bool const chosen = std::ranges::find(form.slugs, newsletter.get("slug").to_text()) != form.slugs.end();
        bool const usual =
            !form.posted && form.slugs.empty() && (offered.size() == 1 || newsletter.get("preselected").is_truthy());
        auto values = *newsletter.object();
        values.set("chosen", chosen || usual);
        newsletters.emplace_back(std::move(values));
    }
    view.values.set("newsletters", std::move(newsletters));
    view.values.set("email", form.email);
    view.values.set("suggestion", form.suggestion);
    if (form.problem) {
        view.status = http::status_of(form.problem->kind);
        theme::Object errors;
        errors.set(form.problem->field.empty() ? "form" : form.problem->field, form.problem->message);
        view.values.set("errors", std::move(errors));
    }
    view.head.title = "Newsletters";
    view.head.path = "/newsletters/";
    return view;
}

bool wants_json(http::Request const& request) {
    return request.header("Accept").find("application/json") != std::string_view::npos;
}

// In the site's language, for the script to show as it is.
Problem in_words(App& app, Problem problem) {
    auto const publication = app.frame.publication();
    problem.message = frame::translated(*publication->catalogs, publication->site.language, problem.message);
    return problem;
}

http::Response refused(App& app, http::Request const& request, Form const& form) {
    if (wants_json(request)) {
        boost::json::object more;
        if (!form.suggestion.empty()) more["suggestion"] = form.suggestion;
        return http::problem_response(in_words(app, *form.problem), more);
    }
    return app.frame.serve_once(request, [&](frame::PageBuild& build) { return page_with(build, form); });
}

http::Response sent(http::Request const& request) {
    if (wants_json(request)) return http::json_response(200, R"({"sent":true})");
    return http::redirect_response(303, sent_path);
}

// Those that were asked for and are offered; of a box with a single one nothing needs to be ticked.
std::vector<content::NewsletterId> chosen_newsletters(store::Reader& reader, std::vector<std::string> const& slugs) {
    std::vector<content::NewsletterId> out;
    for (auto const& newsletter : store::list_newsletters(reader))
        if (newsletter.offered && std::ranges::find(slugs, newsletter.slug) != slugs.end())
            out.push_back(newsletter.id);
    return out;
}

// The path of the page on which somebody signed up.
std::string source_of(http::Request const& request, std::string const& site_url) {
    auto const from = request.header("Referer");
    if (!from.starts_with(site_url + "/")) return "/newsletters/";
    auto const path = from.substr(site_url.size());
    return std::string(path.substr(0, std::min<std::size_t>(path.find_first_of("?#"), 200)));
}

Result<mail::TypedAddress> address_in(http::PostedForm const& posted, Form& form) {
    auto typed = mail::read_address(form.email);
    if (!typed || typed->suggestion.empty()) return typed;
    auto const use = posted.text("use");
    if (use == "typed") return typed;
    if (use == "suggested") return mail::read_address(typed->suggestion);
    form.suggestion = typed->suggestion;
    return refuse(ProblemKind::invalid, "email_meant", "Did you mean " + typed->suggestion + "?", "email");
}

void keep_posted(App& app, mail::TypedAddress const& address, std::vector<content::NewsletterId> const& newsletters,
                 std::string const& source) {
    auto const transaction = app.database.begin();
    hold_address(*transaction, address.folded);
    auto const language = newsletters_with(*transaction, newsletters).front().language;
    keep_sign_up(*transaction, {address.email, address.folded, newsletters, language, source});
    transaction->commit();
    app.jobs.wake();
}

}  // namespace

void keep_sign_up(store::Transaction& transaction, AskedFor const& asked) {
    auto sign_up = store::find_sign_up_by_address(transaction, asked.folded).value_or(content::SignUp{});
    if (!sign_up.id) sign_up.id = content::SignUpId::make();
    sign_up.email = asked.email;
    for (auto const id : asked.newsletters)
        if (std::ranges::find(sign_up.newsletters, id) == sign_up.newsletters.end()) sign_up.newsletters.push_back(id);
    if (sign_up.language.empty()) sign_up.language = asked.language;
    sign_up.source = asked.source;
    sign_up.asked_at = transaction.now();
    store::save_sign_up(transaction, sign_up, asked.folded);
    store::add_job(transaction, answer_sign_up_job, sign_up.id.text(), transaction.now());
    store::add_job(transaction, forget_job, "", transaction.now() + Millis(24LL * 3600 * 1000));
}

http::Response show_newsletters(App& app, Newsletters&, http::Request const& request) {
    Form form;
    form.email = std::string(cut_at_code_point(clean_text(request.query_value("email")), 254));
    if (auto const slug = request.query_value("newsletter"); !slug.empty()) form.slugs.push_back(slug);
    auto const build = [&](frame::PageBuild& page) { return page_with(page, form); };
    return form.email.empty() && form.slugs.empty() ? app.frame.serve(request, build)
                                                    : app.frame.serve_once(request, build);
}

http::Response sign_up(App& app, Newsletters& parts, http::Request const& request) {
    http::PostedForm const posted(request);
    Form form{posted.text("email"), posted.texts("newsletter"), {}, {}, true};
    if (!posted.text("website").empty()) {
        log_info("sign_up_by_robot client={}", request.client);
        return sent(request);
    }
    auto const no = [&](Problem problem) {
        form.problem = std::move(problem);
        return refused(app, request, form);
    };
    auto const now = app.clock.now();
    auto const address = address_in(posted, form);
    if (!address) return no(address.error());
    auto const newsletters = chosen_newsletters(*app.database.snapshot(), form.slugs);
    if (newsletters.empty())
        return no({ProblemKind::invalid, "newsletter_missing", "Please choose at least one newsletter.", "newsletter"});
    auto const token = posted.text("token");
    if (!parts.guard.is_token(token, now))
        return no({ProblemKind::invalid, "token_old",
                   "This page had been open for very long. Please send it once more.", ""});
    // The script works for what was typed, before anything is taken away around it.
    if (!parts.guard.take(request.client, Guard::is_work(token, form.email, posted.text("work")), now))
        return no({ProblemKind::too_many, "too_many",
                   "Too many sign-ups came from your network; please try again in a few minutes.", ""});
    keep_posted(app, *address, newsletters, source_of(request, app.frame.site().url));
    return sent(request);
}

http::Response check_address(App& app, Newsletters& parts, http::Request const& request) {
    if (!parts.checks.take(request.client, app.clock.now()))
        return http::problem_response(429, "Too many requests; please wait a moment.");
    auto const address = mail::read_address(http::PostedForm(request).text("email"));
    if (!address) return http::problem_response(in_words(app, address.error()));
    return http::json_response(
        200, boost::json::serialize(boost::json::object{{"ok", true}, {"suggestion", address->suggestion}}));
}

http::Response show_sent(App& app, Newsletters&, http::Request const& request) {
    return frame::notice_page(app.frame, request, [](frame::PageBuild& build) {
        frame::Notice notice;
        notice.title = build.words("Please look at your mail");
        notice.paragraphs = {
            build.words("We've sent you a confirmation email. Press the button in it, and you are signed up."),
            build.words("Nothing there after a few minutes? Look among the unwanted mail, then ask again.")};
        notice.link = "/newsletters/";
        notice.link_text = build.words("Our newsletters");
        return notice;
    });
}

void answer_sign_up(App& app, Newsletters& parts, store::Job const& job) {
    auto const id = content::SignUpId::parse(job.subject);
    auto const transaction = app.database.begin();
    auto const asked = id ? store::find_sign_up(*transaction, *id) : std::nullopt;
    if (!asked) return;
    auto const folded = mail::fold_address(asked->email);
    hold_address(*transaction, folded);
    auto sign_up = store::find_sign_up(*transaction, *id);
    if (!sign_up) return;
    auto const now = transaction->now();
    auto const newsletters = newsletters_with(*transaction, sign_up->newsletters);
    bool const blocked = is_suppressed(*transaction, parts.seal, folded, content::SuppressionReason::complaint) ||
                         is_suppressed(*transaction, parts.seal, folded, content::SuppressionReason::blocked);
    bool const account = sign_up->newsletters.empty();  // nothing but that
    auto const reader = store::find_reader_by_address(*transaction, folded);
    bool const nothing_left = account ? reader.has_value() : newsletters.empty();
    if (blocked || nothing_left || !content::take_sign_up_mail(*sign_up, now)) return;
    auto const publication = app.frame.publication();
    auto const gets = reader ? store::newsletters_of(*transaction, reader->id) : std::vector<store::ReaderNewsletter>{};
    bool const all =
        reader && reader->mailable && !account && std::ranges::all_of(sign_up->newsletters, [&](auto const wanted) {
            return std::ranges::find(gets, wanted, &store::ReaderNewsletter::newsletter) != gets.end();
        });
    auto const code = accounts::random_secret();
    auto letter = all       ? known_letter(*publication, *reader, newsletters)
                  : account ? account_letter(*publication, *sign_up, code)
                            : confirmation_letter(*publication, *sign_up, newsletters, code);
    if (!all) {
        sign_up->hash = accounts::secret_hash(code);
        sign_up->code_expires_at = now + content::confirmation_time;
    }
    store::save_sign_up(*transaction, *sign_up, folded);
    if (auto const added = app.mail.add(*transaction, std::move(letter)); !added)
        log_error("confirmation_failed error=\"{}\"", added.error().message);
    store::finish_job(*transaction, job.id);
    transaction->commit();
    app.jobs.wake();
}

void forget_pending(store::Database& database) {
    auto const transaction = database.begin();
    auto const gone = store::delete_sign_ups_before(*transaction, transaction->now() - content::pending_time);
    store::move_job(*transaction, forget_job, "", transaction->now() + Millis(24LL * 3600 * 1000));
    transaction->commit();
    if (gone > 0) log_info("sign_ups_forgotten count={}", gone);
}

}  // namespace broadsheet::newsletters
