// The newsletters themselves, for the desk.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/locale.h"
#include "base/slug.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "mail/message.h"
#include "newsletters/desk_handlers.h"
#include "newsletters/joining.h"
#include "store/audit.h"
#include "store/mailings.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::newsletters {
namespace {

namespace json = boost::json;

json::object rule_json(content::EditionRule const& rule) {
    json::array sections;
    for (auto const id : rule.sections) sections.emplace_back(id.text());
    return {{"sections", std::move(sections)},
            {"stories", rule.stories},
            {"briefs", rule.briefs},
            {"hours", rule.hours},
            {"picks", rule.picks}};
}

json::object newsletter_json(store::Reader& reader, content::Newsletter const& one, content::Site const& site) {
    return {{"id", one.id.text()},
            {"name", one.name},
            {"slug", one.slug},
            {"url", site.url + "/newsletters/?newsletter=" + one.slug},
            {"description", one.description},
            {"language", one.language},
            {"schedule", one.schedule},
            {"sender_name", one.sender_name},
            {"sender_email", one.sender_email},
            {"reply_to", one.reply_to},
            {"picture", one.picture ? json::value(one.picture->text()) : json::value(nullptr)},
            {"offered", one.offered},
            {"preselected", one.preselected},
            {"welcome", one.welcome},
            {"edition", rule_json(one.edition)},
            {"readers", store::count_readers_of(reader, one.id)}};
}

void read_rule(Fields& fields, store::Reader& reader, content::EditionRule& rule) {
    auto const* const given = fields.value("edition");
    if (!given) return;
    if (!given->is_object()) return fields.refuse("edition", "object_expected", "This must be an object.");
    Fields inner(given->get_object());
    if (auto const ids = inner.texts("sections", 50, 13)) {
        rule.sections.clear();
        for (auto const& id : *ids) {
            auto const section = content::SectionId::parse(id);
            if (!section || !store::find_section(reader, *section))
                inner.refuse("sections", "unknown_record", "There is no section with this id.");
            else
                rule.sections.push_back(*section);
        }
    }
    if (auto const number = inner.number("stories", 0, 50)) rule.stories = static_cast<int>(*number);
    if (auto const number = inner.number("briefs", 0, 50)) rule.briefs = static_cast<int>(*number);
    if (auto const number = inner.number("hours", 1, 24 * 60)) rule.hours = static_cast<int>(*number);
    if (auto const picks = inner.boolean("picks")) rule.picks = *picks;
    if (auto problem = inner.problem()) {
        problem->field = "edition/" + problem->field;
        fields.refuse(std::move(*problem));
    }
}

void read_mail_address(Fields& fields, char const* name, std::string& into) {
    auto const text = fields.text(name, 254);
    if (!text) return;
    if (!text->empty() && !mail::is_address(*text))
        return fields.refuse(name, "mail_address", "This is not a mail address.");
    into = *text;
}

void read_own_slug(Fields& fields, store::Reader& reader, content::Newsletter& one) {
    auto const given = fields.text("slug", 100);
    if (given) one.slug = *given;
    if (one.slug.empty()) one.slug = slug_from(one.name);
    if (!is_slug(one.slug))
        return fields.refuse("slug", "slug_shape", "An address may hold a-z, 0-9 and single hyphens.");
    auto const other = store::find_newsletter(reader, one.slug);
    if (!other || other->id == one.id) return;
    if (given) return fields.refuse("slug", "slug_taken", "This address is taken.");
    auto const base = one.slug;
    for (int n = 2; store::find_newsletter(reader, one.slug); ++n) one.slug = fmt::format("{}-{}", base, n);
}

void read_picture(Fields& fields, store::Reader& reader, std::optional<content::PictureId>& into) {
    auto const text = fields.text("picture", 13);
    if (!text) return;
    into = content::PictureId::parse(*text);
    if (!text->empty() && (!into || !store::find_picture(reader, *into)))
        fields.refuse("picture", "unknown_record", "There is no picture with this id.");
}

http::Response save(DeskCall const& call, store::Transaction& transaction, content::Newsletter one, int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    if (auto const name = fields.text("name", 100)) one.name = *name;
    if (one.name.empty()) fields.refuse("name", "name_missing", "Please give a name.");
    read_own_slug(fields, transaction, one);
    if (auto const text = fields.text("description", 500)) one.description = *text;
    if (auto const text = fields.text("schedule", 100)) one.schedule = *text;
    if (auto const language = fields.text("language", 35)) {
        one.language = *language;
        if (!is_language_tag(one.language))
            fields.refuse("language", "language_shape", "This must be a language such as en, uk or en-GB.");
    }
    if (auto const text = fields.text("sender_name", 100)) one.sender_name = *text;
    read_mail_address(fields, "sender_email", one.sender_email);
    read_mail_address(fields, "reply_to", one.reply_to);
    read_picture(fields, transaction, one.picture);
    if (auto const offered = fields.boolean("offered")) one.offered = *offered;
    if (auto const preselected = fields.boolean("preselected")) one.preselected = *preselected;
    if (auto const text = fields.text("welcome", 2000, Fields::Lines::many)) one.welcome = *text;
    read_rule(fields, transaction, one.edition);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_newsletter(transaction, one);
    transaction.append({"newsletter.changed", one.id.text(), {"newsletters"}});
    store::append_audit(transaction, {call.staff.id, status == 201 ? "newsletter.created" : "newsletter.changed",
                                      "newsletter:" + one.id.text(), one.name});
    auto const answer = newsletter_json(transaction, one, call.app.frame.site());
    call.app.database.commit(transaction);
    return json_answer(status, answer);
}

std::optional<content::Newsletter> asked(DeskCall const& call, store::Reader& reader) {
    auto const id = content::NewsletterId::parse(call.request.parameter("id"));
    return id ? store::find_newsletter(reader, *id) : std::nullopt;
}

}  // namespace

http::Response list_newsletters(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    json::array out;
    for (auto const& one : store::list_newsletters(*reader))
        out.push_back(newsletter_json(*reader, one, call.app.frame.site()));
    return json_answer(200, json::object{{"newsletters", std::move(out)}});
}

http::Response create_newsletter(DeskCall const& call, Newsletters&) {
    auto const transaction = call.app.database.begin();
    content::Newsletter one;
    one.id = content::NewsletterId::make();
    one.language = call.app.frame.site().language;
    one.position = static_cast<int>(store::list_newsletters(*transaction).size()) + 1;
    one.created_at = transaction->now();
    return save(call, *transaction, std::move(one), 201);
}

http::Response change_newsletter(DeskCall const& call, Newsletters&) {
    auto const transaction = call.app.database.begin();
    auto one = asked(call, *transaction);
    return one ? save(call, *transaction, std::move(*one), 200) : http::problem_response(unknown("newsletter"));
}

http::Response delete_newsletter(DeskCall const& call, Newsletters&) {
    auto const transaction = call.app.database.begin();
    auto const one = asked(call, *transaction);
    if (!one) return http::problem_response(unknown("newsletter"));
    if (store::count_readers_of(*transaction, one->id) > 0 ||
        !store::list_mailings(*transaction, std::nullopt, one->id, 1).empty())
        return http::problem_response(
            {ProblemKind::conflict,
             "newsletter_in_use",
             "This newsletter has readers, or mailings were written for it. Take it off the site instead.",
             {}});
    store::delete_newsletter(*transaction, one->id);
    transaction->append({"newsletter.deleted", one->id.text(), {"newsletters"}});
    store::append_audit(*transaction, {call.staff.id, "newsletter.deleted", "newsletter:" + one->id.text(), one->name});
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response order_newsletters(DeskCall const& call, Newsletters& parts) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const wanted = fields.texts("newsletters", 500, 13).value_or(std::vector<std::string>{});
    auto const transaction = call.app.database.begin();
    auto const known = store::list_newsletters(*transaction);
    bool const whole = wanted.size() == known.size() && std::ranges::all_of(known, [&](auto const& one) {
                           return std::ranges::find(wanted, one.id.text()) != wanted.end();
                       });
    if (!whole) fields.refuse("newsletters", "newsletters_missing", "Please name every newsletter once.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        store::place_newsletter(*transaction, *content::NewsletterId::parse(wanted[i]), static_cast<int>(i) + 1);
    transaction->append({"newsletters.ordered", "", {"newsletters"}});
    call.app.database.commit(*transaction);
    return list_newsletters(call, parts);
}

http::Response show_growth(DeskCall const& call, Newsletters&) {
    auto const reader = call.app.database.snapshot();
    auto const one = asked(call, *reader);
    if (!one) return http::problem_response(unknown("newsletter"));
    auto const text = call.request.query_value("days");
    auto const days = text == "365" ? 365 : text == "30" ? 30 : 90;
    auto const first = day_of(call.app.clock.now() - Millis(days * 86'400'000LL), call.app.frame.site().timezone);
    json::array out;
    for (auto const& day :
         store::growth_of(*reader, one->id, fmt::format("{:04}-{:02}-{:02}", first.year, first.month, first.day)))
        out.push_back({{"day", day.day}, {"joined", day.joined}, {"left", day.departed}});
    return json_answer(200,
                       json::object{{"days", std::move(out)}, {"readers", store::count_readers_of(*reader, one->id)}});
}

}  // namespace broadsheet::newsletters
