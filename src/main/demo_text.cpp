#include "main/demo_text.h"

#include <boost/json.hpp>
#include <map>
#include <stdexcept>

#include "document/read_html.h"
#include "document/read_json.h"

namespace broadsheet {
namespace {

namespace json = boost::json;

std::string trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), item.size() + 1));
        if (auto word = trimmed(item); !word.empty()) out.push_back(std::move(word));
    }
    return out;
}

void set_header(DemoText& text, std::string const& key, std::string value) {
    std::map<std::string, std::string*> const fields{{"headline", &text.headline},
                                                     {"standfirst", &text.standfirst},
                                                     {"language", &text.language},
                                                     {"section", &text.section},
                                                     {"picture", &text.picture},
                                                     {"picture_caption", &text.picture_caption},
                                                     {"slug", &text.slug},
                                                     {"published", &text.published_text},
                                                     {"updated", &text.updated_text},
                                                     {"visibility", &text.visibility}};
    if (auto const field = fields.find(key); field != fields.end())
        *field->second = std::move(value);
    else if (key == "kind")
        text.kind = content::story_kind(value).value();
    else if (key == "tags")
        text.tags = listed(value);
    else if (key == "bylines")
        text.bylines = listed(value);
    else
        throw std::runtime_error("demo: unknown header " + key);
}

std::string unescaped(std::string text) {
    for (auto const& [entity, sign] :
         {std::pair{"&amp;", "&"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", "\u00a0"}})
        for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos; ++at)
            text.replace(at, std::string_view(entity).size(), sign);
    return text;
}

std::string attribute(std::string_view tag, std::string_view name) {
    auto const at = tag.find(" " + std::string(name) + "=\"");
    if (at == std::string_view::npos) return {};
    auto const start = at + name.size() + 3;
    return unescaped(std::string(tag.substr(start, tag.find('"', start) - start)));
}

// One of our own elements, cut out of the HTML; its place is held by a word that no text contains.
struct Cut {
    std::string name;  // "picture", "story" …
    std::string tag;
    std::string inner;
};

std::string held_place(std::size_t number) { return "\u27e6" + std::to_string(number) + "\u27e7"; }

std::string cut_own_elements(std::string const& html, std::vector<Cut>& cuts) {
    std::string out;
    for (std::size_t at = 0;;) {
        auto const open = html.find("<bs-", at);
        if (open == std::string::npos) return out + html.substr(at);
        auto const tag_end = html.find('>', open);
        auto const name = html.substr(open + 4, html.find_first_of(" >", open) - open - 4);
        auto const close = "</bs-" + name + ">";
        auto const end = html.find(close, tag_end);
        if (end == std::string::npos) throw std::runtime_error("demo: <bs-" + name + "> is not closed");
        out += html.substr(at, open - at);
        out += name == "footnote" ? held_place(cuts.size()) : "<p>" + held_place(cuts.size()) + "</p>";
        cuts.push_back({name, html.substr(open, tag_end - open), html.substr(tag_end + 1, end - tag_end - 1)});
        at = end + close.size();
    }
}

json::array inline_content(std::string const& html) {
    auto const document = document::read_html("<p>" + html + "</p>");
    if (!document || document->content.empty()) return {};
    auto const tree = document::to_json(*document);
    auto const* const content = tree.at("content").at(0).as_object().if_contains("content");
    return content ? content->as_array() : json::array{};
}

json::object node_of(Cut const& cut, IdOf const& picture_id, IdOf const& story_id) {
    json::object attributes;
    auto const take = [&](char const* name) {
        if (auto value = attribute(cut.tag, name); !value.empty()) attributes[name] = std::move(value);
    };
    if (cut.name == "picture") {
        attributes["picture"] = picture_id(attribute(cut.tag, "name"));
        take("caption");
        return {{"type", "picture"}, {"attrs", std::move(attributes)}};
    }
    if (cut.name == "story")
        return {{"type", "storyCard"}, {"attrs", {{"story", story_id(attribute(cut.tag, "slug"))}}}};
    if (cut.name == "pull-quote") {
        take("attribution");
        return {{"type", "pullQuote"}, {"attrs", std::move(attributes)}, {"content", inline_content(cut.inner)}};
    }
    if (cut.name == "footnote") return {{"type", "footnote"}, {"content", inline_content(cut.inner)}};
    for (auto const* name : {"url", "title", "description", "provider"}) take(name);
    return {{"type", "embed"}, {"attrs", std::move(attributes)}};
}

// The block whose place this paragraph holds; null for an ordinary one.
json::object const* held_block(json::object const& paragraph, std::vector<json::object> const& nodes) {
    auto const* const content = paragraph.if_contains("content");
    if (paragraph.at("type") != "paragraph" || !content || content->as_array().size() != 1) return nullptr;
    auto const* const text = content->as_array()[0].as_object().if_contains("text");
    for (std::size_t i = 0; text && i < nodes.size(); ++i)
        if (nodes[i].at("type") != "footnote" && trimmed(std::string(text->as_string())) == held_place(i))
            return &nodes[i];
    return nullptr;
}

// A text cut where footnotes stand in it.
void append_text(json::array& out, json::object text_node, std::vector<json::object> const& nodes) {
    std::string text(text_node.at("text").as_string());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        auto const place = text.find(held_place(i));
        if (place == std::string::npos) continue;
        text_node["text"] = text.substr(0, place);
        if (place > 0) out.push_back(text_node);
        out.push_back(nodes[i]);
        text = text.substr(place + held_place(i).size());
    }
    text_node["text"] = text;
    if (!text.empty()) out.push_back(std::move(text_node));
}

json::array with_nodes(json::array const& content, std::vector<json::object> const& nodes) {
    json::array out;
    for (auto const& item : content) {
        auto const& object = item.as_object();
        if (auto const* const block = held_block(object, nodes)) {
            out.push_back(*block);
        } else if (object.at("type") == "text") {
            append_text(out, object, nodes);
        } else {
            auto copy = object;
            if (auto const* const inner = object.if_contains("content"))
                copy["content"] = with_nodes(inner->as_array(), nodes);
            out.push_back(std::move(copy));
        }
    }
    return out;
}

}  // namespace

DemoText read_demo_text(std::string_view file, std::string slug, content::StoryKind kind) {
    DemoText text;
    text.slug = std::move(slug);
    text.kind = kind;
    while (file.starts_with('\n')) file.remove_prefix(1);
    while (!file.empty()) {
        auto const line = file.substr(0, file.find('\n'));
        file.remove_prefix(std::min(file.size(), line.size() + 1));
        if (trimmed(line).empty()) break;
        auto const colon = line.find(':');
        if (colon == std::string_view::npos)
            throw std::runtime_error("demo: a header line without a colon: " + std::string(line));
        set_header(text, trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    text.body = trimmed(file);
    if (!text.body.starts_with('<')) text.body = "<p>" + text.body + "</p>";
    return text;
}

Result<std::string> demo_body(std::string const& html, IdOf const& picture_id, IdOf const& story_id) {
    std::vector<Cut> cuts;
    auto const document = document::read_html(cut_own_elements(html, cuts));
    if (!document) return refuse(document.error());
    std::vector<json::object> nodes;
    for (auto const& cut : cuts) nodes.push_back(node_of(cut, picture_id, story_id));
    auto tree = document::to_json(*document).as_object();
    if (auto* const content = tree.if_contains("content"))
        tree["content"] = with_nodes(json::array(content->as_array()), nodes);
    auto const checked = document::read_json(tree);
    if (!checked) return refuse(checked.error());
    return document::to_json_text(*checked);
}

}  // namespace broadsheet
