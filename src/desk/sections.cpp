#include "store/sections.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/slug.h"
#include "content/address.h"
#include "content/workflow.h"
#include "desk/handlers.h"
#include "desk/named_record.h"
#include "desk/records.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/audit.h"
#include "store/listings.h"
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

json::object list_json(std::vector<content::CuratedEntry> const& entries) {
    json::array out;
    for (auto const& entry : entries)
        out.push_back(
            {{"story", entry.story.text()},
             {"expires_at", entry.expires_at ? json::value(iso_time(*entry.expires_at)) : json::value(nullptr)}});
    return {{"entries", std::move(out)}};
}

// Editors every list; whoever may edit a story what is related to it.
bool may_change_list(content::Staff const& staff, store::Reader& reader, std::string_view name) {
    if (content::may_edit_site(staff)) return true;
    auto const id = content::story_of_related_list(name);
    auto const story = id ? store::find_story(reader, *id) : std::nullopt;
    return story && content::may_edit(staff, *story);
}

std::vector<content::CuratedEntry> read_entries(Fields& fields, store::Reader& reader) {
    std::vector<content::CuratedEntry> out;
    auto const* const entries = fields.value("entries");
    if (!entries || !entries->is_array() || entries->get_array().size() > 100) {
        fields.refuse("entries", "list_expected", "This must be a list of at most 100 entries.");
        return out;
    }
    for (std::size_t i = 0; i < entries->get_array().size(); ++i) {
        auto const place = "entries/" + std::to_string(i);
        auto const& item = entries->get_array()[i];
        if (!item.is_object()) {
            fields.refuse(place, "object_expected", "This must be an object.");
            return out;
        }
        Fields inner(item.get_object());
        auto const id = content::StoryId::parse(inner.text("story", 13).value_or(""));
        auto const expires = inner.text("expires_at", 40).value_or("");
        auto const expires_at = parse_iso_time(expires);
        if (!id || !store::find_story(reader, *id))
            fields.refuse(place + "/story", "unknown_record", "There is no story with this id.");
        else if (!expires.empty() && !expires_at)
            fields.refuse(place + "/expires_at", "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
        else if (std::any_of(out.begin(), out.end(), [&](auto const& entry) { return entry.story == *id; }))
            fields.refuse(place + "/story", "twice", "This story stands in the list already.");
        else
            out.push_back({*id, expires_at});
        if (auto const problem = inner.problem()) fields.refuse(*problem);
    }
    return out;
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

http::Response show_list(DeskCall const& call) {
    return json_answer(200,
                       list_json(store::curated_list(*call.app.database.snapshot(), call.request.parameter("name"))));
}

http::Response change_list(DeskCall const& call) {
    auto const name = call.request.parameter("name");
    if (!is_slug(name) || name.size() > 40)
        return http::problem_response(
            {ProblemKind::invalid, "name_shape", "A list's name may hold a-z, 0-9 and single hyphens.", "name"});
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    if (!may_change_list(call.staff, *transaction, name))
        return http::problem_response({ProblemKind::forbidden, "editors_only", "Only editors may do this.", {}});
    Fields fields(*body);
    auto const entries = read_entries(fields, *transaction);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::replace_curated_list(*transaction, name, entries);
    transaction->append({"list.changed", name, {"curated:" + name}});
    store::append_audit(*transaction, {call.staff.id, "list.changed", "list:" + name, name, list_json(entries)});
    call.app.database.commit(*transaction);
    return json_answer(200, list_json(entries));
}

}  // namespace broadsheet::desk
