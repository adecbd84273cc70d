// Renaming, merging and removing sections, tags and authors.
#include "store/rearrange.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "desk/handlers.h"
#include "desk/named_record.h"
#include "desk/records.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/audit.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

json::object tag_json(content::Tag const& tag, std::int64_t stories, content::Site const& site) {
    return {{"id", tag.id.text()},
            {"name", tag.name},
            {"slug", tag.slug},
            {"url", site.url + "/tag/" + tag.slug + "/"},
            {"stories", stories}};
}

json::array sections_json(store::Reader& reader, content::Site const& site) {
    json::array out;
    for (auto const& section : store::list_sections(reader)) out.push_back(section_json(section, site));
    return out;
}

http::Response still_used(std::int64_t stories, char const* what) {
    return http::problem_response(
        {ProblemKind::conflict,
         "not_empty",
         fmt::format("{} {} in this {}.", stories == 1 ? "One story is" : fmt::format("{} stories are", stories),
                     "still", what),
         {}},
        {{"stories", stories}});
}

// Where the stories are to go: `into` of the query or of the body, which may be missing altogether.
struct Into {
    bool given = false;
    std::string id;
};
Result<Into> read_into(http::Request const& request) {
    if (auto const id = request.query_value("into"); !id.empty()) return Into{true, id};
    if (request.body.empty()) return Into{};
    auto const body = read_body(request);
    if (!body) return refuse(body.error());
    Fields fields(*body);
    auto const id = fields.text("into", 13);
    if (auto problem = fields.problem()) return refuse(std::move(*problem));
    return id && !id->empty() ? Into{true, *id} : Into{};
}

http::Response no_target(char const* what) {
    return http::problem_response(
        {ProblemKind::invalid, "unknown_record", fmt::format("There is no other {} with this id.", what), "into"});
}

std::optional<content::Tag> asked_tag(DeskCall const& call, store::Reader& reader) {
    auto const id = content::TagId::parse(call.request.parameter("id"));
    return id ? store::find_tag(reader, *id) : std::nullopt;
}

std::optional<content::Tag> other_tag(store::Reader& reader, content::Tag const& tag, std::string_view text) {
    auto const id = content::TagId::parse(text);
    return id && *id != tag.id ? store::find_tag(reader, *id) : std::nullopt;
}

http::Response merge(DeskCall const& call, store::Transaction& transaction, content::Tag const& tag,
                     content::Tag const& into) {
    auto tags = store::merge_tag(transaction, tag, into);
    auto const stories = store::count_stories_of(transaction, into.id);
    transaction.append({"tag.merged", tag.id.text(), std::move(tags)});
    store::append_audit(transaction, {call.staff.id,
                                      "tag.merged",
                                      "tag:" + tag.id.text(),
                                      tag.name,
                                      {{"into", into.id.text()}, {"name", into.name}}});
    call.app.database.commit(transaction);
    return json_answer(200, tag_json(into, stories, call.app.frame.site()));
}

}  // namespace

http::Response list_tags(DeskCall const& call) {
    json::array out;
    auto const site = call.app.frame.site();
    for (auto const& [tag, stories] : store::counted_tags(*call.app.database.snapshot(), call.request.query_value("q")))
        out.push_back(tag_json(tag, stories, site));
    return json_answer(200, json::object{{"tags", std::move(out)}, {"next", nullptr}});
}

http::Response change_tag(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const transaction = call.app.database.begin();
    auto const before = asked_tag(call, *transaction);
    if (!before) return http::problem_response(unknown("tag"));
    Fields fields(*body);
    if (auto const into = fields.text("into", 13)) {
        auto const target = other_tag(*transaction, *before, *into);
        if (!target) return no_target("tag");
        if (auto const problem = fields.problem()) return http::problem_response(*problem);
        return merge(call, *transaction, *before, *target);
    }
    auto tag = *before;
    read_name(fields, tag.name);
    read_slug(fields, *transaction, "tags", tag.name, tag.slug, tag.id.value);
    if (auto const other = store::find_tag_named(*transaction, tag.name); other && other->id != tag.id)
        fields.refuse("name", "name_taken", "There is a tag of this name already; the two can be merged.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto tags = store::rename_tag(*transaction, *before, tag);
    auto const stories = store::count_stories_of(*transaction, tag.id);
    transaction->append({"tag.changed", tag.id.text(), std::move(tags)});
    store::append_audit(*transaction,
                        {call.staff.id, "tag.changed", "tag:" + tag.id.text(), tag.name, {{"before", before->name}}});
    call.app.database.commit(*transaction);
    return json_answer(200, tag_json(tag, stories, call.app.frame.site()));
}

http::Response delete_tag(DeskCall const& call) {
    auto const into = read_into(call.request);
    if (!into) return http::problem_response(into.error());
    auto const transaction = call.app.database.begin();
    auto const tag = asked_tag(call, *transaction);
    if (!tag) return http::problem_response(unknown("tag"));
    if (into->given) {
        auto const target = other_tag(*transaction, *tag, into->id);
        return target ? merge(call, *transaction, *tag, *target) : no_target("tag");
    }
    transaction->append({"tag.deleted", tag->id.text(), store::delete_tag(*transaction, tag->id)});
    store::append_audit(*transaction, {call.staff.id, "tag.deleted", "tag:" + tag->id.text(), tag->name});
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response delete_section(DeskCall const& call) {
    auto const into = read_into(call.request);
    if (!into) return http::problem_response(into.error());
    auto const transaction = call.app.database.begin();
    auto const id = content::SectionId::parse(call.request.parameter("id"));
    auto const section = id ? store::find_section(*transaction, *id) : std::nullopt;
    if (!section) return http::problem_response(unknown("section"));
    std::vector<std::string> tags{"sections", "section:" + section->id.text()};
    if (into->given) {
        auto const target_id = content::SectionId::parse(into->id);
        if (!target_id || *target_id == section->id || !store::find_section(*transaction, *target_id))
            return no_target("section");
        auto const moved = store::move_section_stories(*transaction, section->id, *target_id);
        tags.insert(tags.end(), moved.begin(), moved.end());
        // Named as changed, so that the search index finds the moved stories under it.
        transaction->append({"section.changed", target_id->text(), {"section:" + target_id->text()}});
    } else if (auto const stories = store::count_stories_of(*transaction, section->id); stories > 0) {
        return still_used(stories, "section");
    }
    store::delete_section(*transaction, section->id);
    transaction->append({"section.deleted", section->id.text(), std::move(tags)});
    json::object detail;
    if (into->given) detail["into"] = into->id;
    store::append_audit(*transaction, {call.staff.id, "section.deleted", "section:" + section->id.text(), section->name,
                                       std::move(detail)});
    call.app.database.commit(*transaction);
    return http::no_content();
}

http::Response order_sections(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const given = fields.texts("sections", 1000, 13);
    auto const transaction = call.app.database.begin();
    auto const present = store::list_sections(*transaction);
    std::vector<content::SectionId> order;
    for (auto const& text : given.value_or(std::vector<std::string>())) {
        auto const id = content::SectionId::parse(text);
        bool const known =
            id && std::any_of(present.begin(), present.end(), [&](auto const& s) { return s.id == *id; });
        if (!known || std::find(order.begin(), order.end(), *id) != order.end())
            fields.refuse("sections/" + std::to_string(order.size()), "unknown_record",
                          "There is no section with this id, or it stands here twice.");
        if (fields.problem()) break;
        order.push_back(*id);
    }
    if (order.size() != present.size())
        fields.refuse("sections", "sections_missing", "Please name every section once.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::order_sections(*transaction, order);
    transaction->append({"section.ordered", "", {"sections"}});
    store::append_audit(*transaction, {call.staff.id, "section.ordered", "sections", "", *body});
    auto const site = call.app.frame.site();
    auto answer = json_answer(200, json::object{{"sections", sections_json(*transaction, site)}, {"next", nullptr}});
    call.app.database.commit(*transaction);
    return answer;
}

http::Response delete_author(DeskCall const& call) {
    auto const into = read_into(call.request);
    if (!into) return http::problem_response(into.error());
    auto const transaction = call.app.database.begin();
    auto const id = content::AuthorId::parse(call.request.parameter("id"));
    auto const author = id ? store::find_author(*transaction, *id) : std::nullopt;
    if (!author) return http::problem_response(unknown("author"));
    std::vector<std::string> tags{"author:" + author->id.text()};
    json::object detail;
    if (into->given) {
        auto const target_id = content::AuthorId::parse(into->id);
        auto const target =
            target_id && *target_id != author->id ? store::find_author(*transaction, *target_id) : std::nullopt;
        if (!target) return no_target("author");
        auto const moved = store::move_author_stories(*transaction, *author, target->id);
        tags.insert(tags.end(), moved.begin(), moved.end());
        // Named as changed, so that the search index finds the moved stories under it.
        transaction->append({"author.changed", target->id.text(), {"author:" + target->id.text()}});
        detail = {{"into", target->id.text()}, {"name", target->name}};
    } else if (auto const stories = store::count_stories_of(*transaction, author->id); stories > 0) {
        return still_used(stories, "byline");
    }
    if (store::delete_author(*transaction, author->id)) tags.push_back("staff");
    transaction->append({"author.deleted", author->id.text(), std::move(tags)});
    store::append_audit(*transaction, {call.staff.id, "author.deleted", "author:" + author->id.text(), author->name,
                                       std::move(detail)});
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::desk
