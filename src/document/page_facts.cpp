#include "document/page_facts.h"

#include <gumbo.h>

#include <algorithm>
#include <map>
#include <vector>

#include "document/html_tree.h"

namespace broadsheet::document {
namespace {

using Facts = std::map<std::string, std::string, std::less<>>;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

// The first of a name counts: what comes later in a page is often another's.
void keep(Facts& facts, std::string name, std::string_view value) {
    if (!name.empty() && !value.empty()) facts.emplace(std::move(name), value);
}

std::string text_of(GumboElement const& element) {
    std::string out;
    for (unsigned i = 0; i < element.children.length; ++i) {
        auto const& child = *static_cast<GumboNode const*>(element.children.data[i]);
        if (child.type == GUMBO_NODE_TEXT || child.type == GUMBO_NODE_WHITESPACE) out += child.v.text.text;
    }
    return out;
}

void read_element(GumboNode const& node, Facts& facts) {
    switch (node.v.element.tag) {
        case GUMBO_TAG_META: {
            auto const content = attribute_of(node, "content");
            keep(facts, lower(attribute_of(node, "property")), content);
            keep(facts, lower(attribute_of(node, "name")), content);
            return;
        }
        case GUMBO_TAG_TITLE:
            return keep(facts, "title", text_of(node.v.element));
        case GUMBO_TAG_LINK:
            if (lower(attribute_of(node, "type")) == "application/json+oembed")
                keep(facts, "oembed", attribute_of(node, "href"));
            return;
        default:
            return;
    }
}

std::string first_of(Facts const& facts, std::initializer_list<std::string_view> names) {
    for (auto const name : names)
        if (auto const found = facts.find(name); found != facts.end()) return found->second;
    return {};
}

}  // namespace

PageFacts read_page_facts(std::string_view html) {
    auto const tree = HtmlTree::parse(html);
    if (!tree) return {};
    Facts facts;
    std::vector<GumboNode const*> open{tree->root()};
    while (!open.empty()) {
        auto const& node = *open.back();
        open.pop_back();
        if (node.type != GUMBO_NODE_ELEMENT) continue;
        // Only HTML's own title: drawings have one too.
        if (node.v.element.tag_namespace == GUMBO_NAMESPACE_HTML) read_element(node, facts);
        auto const& children = node.v.element.children;
        for (auto i = children.length; i > 0; --i) open.push_back(static_cast<GumboNode const*>(children.data[i - 1]));
    }
    return {first_of(facts, {"og:title", "twitter:title", "title"}),
            first_of(facts, {"og:description", "twitter:description", "description"}),
            first_of(facts, {"og:site_name", "application-name"}),
            first_of(facts, {"og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"}),
            first_of(facts, {"oembed"})};
}

}  // namespace broadsheet::document
