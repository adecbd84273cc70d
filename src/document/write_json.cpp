#include <boost/json.hpp>

#include "document/read_json.h"
#include "document/schema.h"

namespace broadsheet::document {
namespace {

namespace json = boost::json;

void put(json::object& into, std::string_view name, std::string const& text) {
    if (!text.empty()) into[name] = text;
}
void put(json::object& into, std::string_view name, int number, int usual) {
    if (number != usual) into[name] = number;
}

// One overload for each kind of attributes: what differs from the defaults.
void write(std::monostate, json::object&) {}
void write(Text const&, json::object&) {}
void write(Heading const& heading, json::object& into) { into["level"] = heading.level; }
void write(OrderedList const& list, json::object& into) { put(into, "start", list.start, 1); }
void write(PullQuote const& quote, json::object& into) { put(into, "attribution", quote.attribution); }
void write(StoryCard const& card, json::object& into) { put(into, "story", card.story); }
void write(Appeal const& appeal, json::object& into) { put(into, "appeal", appeal.appeal); }
void write(CodeBlock const& code, json::object& into) { put(into, "language", code.language); }

void write(Picture const& picture, json::object& into) {
    put(into, "picture", picture.picture);
    put(into, "alt", picture.alt);
    put(into, "caption", picture.caption);
    put(into, "credit", picture.credit);
    if (picture.width != PictureWidth::column) into["width"] = name_of(picture.width);
}

void write(Embed const& embed, json::object& into) {
    put(into, "url", embed.url.text());
    put(into, "title", embed.title);
    put(into, "description", embed.description);
    put(into, "provider", embed.provider);
    put(into, "picture", embed.picture);
}

void write(Cell const& cell, json::object& into) {
    put(into, "colspan", cell.colspan, 1);
    put(into, "rowspan", cell.rowspan, 1);
}

void write(NewsletterBox const& box, json::object& into) {
    if (box.newsletters.empty()) return;
    json::array list;
    for (auto const& slug : box.newsletters) list.emplace_back(slug);
    into["newsletters"] = std::move(list);
}

json::array marks_json(std::vector<Mark> const& marks) {
    json::array out;
    for (auto const& mark : marks) {
        json::object one{{"type", name_of(mark.kind)}};
        if (mark.href) {
            json::object attributes{{"href", mark.href->text()}};
            put(attributes, "title", mark.title);
            one["attrs"] = std::move(attributes);
        }
        out.push_back(std::move(one));
    }
    return out;
}

json::array content_json(std::vector<Node> const& nodes);

json::object node_json(Node const& node) {
    json::object out{{"type", name_of(node.kind)}};
    json::object attributes;
    std::visit([&](auto const& own) { write(own, attributes); }, node.attributes);
    if (!attributes.empty()) out["attrs"] = std::move(attributes);
    if (!node.content.empty()) out["content"] = content_json(node.content);
    if (!node.marks.empty()) out["marks"] = marks_json(node.marks);
    if (node.kind == NodeKind::text) out["text"] = node.as<Text>().text;
    return out;
}

json::array content_json(std::vector<Node> const& nodes) {
    json::array out;
    out.reserve(nodes.size());
    for (auto const& node : nodes) out.push_back(node_json(node));
    return out;
}

}  // namespace

json::value to_json(Document const& document) {
    return json::object{{"type", "doc"}, {"content", content_json(document.content)}};
}

std::string to_json_text(Document const& document) { return json::serialize(to_json(document)); }

}  // namespace broadsheet::document
