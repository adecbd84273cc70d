#include "document/document.h"

#include <algorithm>

namespace broadsheet::document {
namespace {

void add_once(std::vector<std::string>& ids, std::string const& id) {
    if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

void collect(std::vector<Node> const& nodes, References& found) {
    for (auto const& node : nodes) {
        if (node.kind == NodeKind::picture) add_once(found.pictures, node.as<Picture>().picture);
        if (node.kind == NodeKind::embed) add_once(found.pictures, node.as<Embed>().picture);
        if (node.kind == NodeKind::story_card) add_once(found.stories, node.as<StoryCard>().story);
        collect(node.content, found);
    }
}

}  // namespace

Node text_node(std::string text, std::vector<Mark> marks) {
    return {NodeKind::text, Text{std::move(text)}, std::move(marks), {}};
}

Node paragraph(std::vector<Node> content) { return {NodeKind::paragraph, {}, {}, std::move(content)}; }

Node paragraph(std::string text) {
    std::vector<Node> content;
    if (!text.empty()) content.push_back(text_node(std::move(text)));
    return paragraph(std::move(content));
}

References references(Document const& document) {
    References found;
    collect(document.content, found);
    return found;
}

}  // namespace broadsheet::document
