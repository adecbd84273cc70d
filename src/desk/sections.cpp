#include "store/sections.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/slug.h"
#include "desk/handlers.h"
#include "desk/named_record.h"
#include "desk/records.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/audit.h"
#include "store/pictures.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

http::Response save_section(DeskCall const& call, store::Transaction& transaction, content::Section section,
                            int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    read_name(fields, section.name);
    read_slug(fields, transaction, "sections", section.name, section.slug, section.id.value);
    if (auto const text = fields.text("description", 1000)) section.description = *text;
    if (auto const position = fields.number("position", 0, 10'000)) section.position = static_cast<int>(*position);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_section(transaction, section);
    transaction.append({"section.changed", section.id.text(), {"sections", "section:" + section.id.text()}});
    store::append_audit(transaction, {call.staff.id, status == 201 ? "section.created" : "section.changed",
                                      "section:" + section.id.text(), section.name});
    call.app.database.commit(transaction);
    return json_answer(status, section_json(section, call.app.frame.site()));
}

http::Response save_author(DeskCall const& call, store::Transaction& transaction, content::Author author, int status) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    read_name(fields, author.name);
    read_slug(fields, transaction, "authors", author.name, author.slug, author.id.value);
    if (auto const text = fields.text("bio", 5000, Fields::Lines::many)) author.bio = *text;
    if (auto const kind = fields.text("kind", 20)) {
        auto const known = content::author_kind(*kind);
        if (known)
            author.kind = *known;
        else
            fields.refuse("kind", "unknown_kind", "This must be person or desk.");
    }
    if (auto const picture = fields.text("picture", 13)) {
        author.picture = content::PictureId::parse(*picture);
        if (!picture->empty() && (!author.picture || !store::find_picture(transaction, *author.picture)))
            fields.refuse("picture", "unknown_record", "There is no picture with this id.");
    }
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::save_author(transaction, author);
    transaction.append({"author.changed", author.id.text(), {"author:" + author.id.text()}});
    store::append_audit(transaction, {call.staff.id, status == 201 ? "author.created" : "author.changed",
                                      "author:" + author.id.text(), author.name});
    call.app.database.commit(transaction);
    return json_answer(status, author_json(author, call.app.frame.site()));
}

}  // namespace

http::Response list_sections(DeskCall const& call) {
    json::array out;
    for (auto const& section : store::list_sections(*call.app.database.snapshot()))
        out.push_back(section_json(section, call.app.frame.site()));
    return json_answer(200, json::object{{"sections", std::move(out)}, {"next", nullptr}});
}

http::Response create_section(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    content::Section section;
    section.id = content::SectionId::make();
    section.position = static_cast<int>(store::list_sections(*transaction).size()) + 1;
    return save_section(call, *transaction, std::move(section), 201);
}

http::Response change_section(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const id = content::SectionId::parse(call.request.parameter("id"));
    auto section = id ? store::find_section(*transaction, *id) : std::nullopt;
    return section ? save_section(call, *transaction, std::move(*section), 200)
                   : http::problem_response(unknown("section"));
}

http::Response list_authors(DeskCall const& call) {
    json::array out;
    for (auto const& author : store::list_authors(*call.app.database.snapshot()))
        out.push_back(author_json(author, call.app.frame.site()));
    return json_answer(200, json::object{{"authors", std::move(out)}, {"next", nullptr}});
}

http::Response create_author(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    content::Author author;
    author.id = content::AuthorId::make();
    return save_author(call, *transaction, std::move(author), 201);
}

http::Response show_author(DeskCall const& call) {
    auto const id = content::AuthorId::parse(call.request.parameter("id"));
    auto const author = id ? store::find_author(*call.app.database.snapshot(), *id) : std::nullopt;
    return author ? json_answer(200, author_json(*author, call.app.frame.site()))
                  : http::problem_response(unknown("author"));
}

http::Response change_author(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const id = content::AuthorId::parse(call.request.parameter("id"));
    auto author = id ? store::find_author(*transaction, *id) : std::nullopt;
    return author ? save_author(call, *transaction, std::move(*author), 200)
                  : http::problem_response(unknown("author"));
}

}  // namespace broadsheet::desk
