#include "document/read_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/utf8.h"
#include "document/read_attributes.h"
#include "document/schema.h"

namespace broadsheet::document {
namespace {

namespace json = boost::json;

constexpr std::size_t max_json_depth =
    2 * max_depth + 8;  // a node is an object in an array; marks and attrs below the last

// Walks the JSON once. Every function answers whether to go on; the first problem is kept with the pointer to its
// place.
class Reader {
  public:
    Result<Document> read(json::value const& value);

  private:
    bool fail(ProblemKind kind, std::string code, std::string message, std::string_view below = {});
    bool invalid(std::string code, std::string message, std::string_view below = {}) {
        return fail(ProblemKind::invalid, std::move(code), std::move(message), below);
    }
    bool only_keys(json::object const& object, std::initializer_list<std::string_view> known);
    bool read_type(json::object const& object, std::string_view& type);
    bool read_children(json::object const& object, std::string_view parent, KindSet allowed, std::vector<Node>& into);
    bool read_node(json::value const& value, std::string_view parent, KindSet allowed, Node& node);
    bool check_children(Node const& node);
    bool read_text(json::object const& object, Node& node);
    bool read_attributes(json::object const& object, Node& node);
    bool read_marks(json::object const& object, Node& node);
    bool read_mark(json::value const& value, std::vector<Mark>& marks);
    bool find_attributes(json::object const& object, json::object const*& attributes);
    bool finish(AttributeReader& reader);
    bool count_text(std::size_t bytes);

    // Adds one part to the pointer for the life of the guard.
    class Below {
      public:
        Below(Reader& reader, std::string_view part) : pointer_(reader.pointer_), size_(pointer_.size()) {
            pointer_ += '/';
            pointer_ += part;
        }
        Below(Below const&) = delete;
        Below& operator=(Below const&) = delete;
        ~Below() { pointer_.resize(size_); }

      private:
        std::string& pointer_;
        std::size_t size_;
    };

    std::string pointer_;
    int depth_ = 0;
    std::size_t nodes_ = 0;
    std::size_t text_bytes_ = 0;
    Problem problem_;
};

bool Reader::fail(ProblemKind kind, std::string code, std::string message, std::string_view below) {
    auto field = pointer_;
    if (!below.empty()) field += '/' + escape_pointer(below);
    problem_ = Problem{kind, std::move(code), std::move(message), std::move(field)};
    return false;
}

bool Reader::only_keys(json::object const& object, std::initializer_list<std::string_view> known) {
    for (auto const& field : object) {
        std::string_view const key = field.key();
        if (std::ranges::find(known, key) == known.end())
            return invalid("document.unknown_key", "This key is unknown here.", key);
    }
    return true;
}

bool Reader::read_type(json::object const& object, std::string_view& type) {
    auto const* value = object.if_contains("type");
    if (!value) return invalid("document.missing", "“type” is missing.", "type");
    if (!value->is_string()) return invalid("document.wrong_type", "“type” must be a text.", "type");
    type = value->get_string();
    return true;
}

bool Reader::count_text(std::size_t bytes) {
    text_bytes_ += bytes;
    if (text_bytes_ <= max_text_bytes) return true;
    return fail(ProblemKind::too_large, "document.too_much_text",
                fmt::format("The text is too long: {} million bytes are the most.", max_text_bytes / 1'000'000));
}

bool Reader::find_attributes(json::object const& object, json::object const*& attributes) {
    auto const* value = object.if_contains("attrs");
    if (!value) return true;
    attributes = value->if_object();
    return attributes || invalid("document.wrong_type", "“attrs” must be an object.", "attrs");
}

bool Reader::finish(AttributeReader& reader) {
    if (auto problem = reader.finish()) {
        problem_ = std::move(*problem);
        return false;
    }
    return count_text(reader.text_bytes());
}

bool Reader::read_mark(json::value const& value, std::vector<Mark>& marks) {
    auto const* object = value.if_object();
    if (!object) return invalid("document.wrong_type", "A mark must be an object.");
    std::string_view type;
    if (!only_keys(*object, {"type", "attrs"}) || !read_type(*object, type)) return false;
    auto const kind = mark_named(type);
    if (!kind) return invalid("document.unknown_mark", "This mark is unknown.", "type");
    if (std::ranges::find(marks, *kind, &Mark::kind) != marks.end()) {
        return invalid("document.duplicate_mark", "This mark stands here twice.", "type");
    }
    json::object const* attributes = nullptr;
    if (!find_attributes(*object, attributes)) return false;
    Mark mark{*kind, {}, {}};
    AttributeReader reader(attributes, pointer_);
    if (*kind == MarkKind::link) {
        reader.url("href", mark.href);
        reader.text("title", mark.title);
    }
    marks.push_back(std::move(mark));
    return finish(reader);
}

bool Reader::read_marks(json::object const& object, Node& node) {
    auto const* value = object.if_contains("marks");
    if (!value) return true;
    if (!is_inline(node.kind)) return invalid("document.unknown_key", "Only text can bear marks.", "marks");
    Below const marks(*this, "marks");
    auto const* list = value->if_array();
    if (!list) return invalid("document.wrong_type", "“marks” must be a list.");
    for (std::size_t i = 0; i < list->size(); ++i) {
        Below const mark(*this, std::to_string(i));
        if (!read_mark((*list)[i], node.marks)) return false;
    }
    return true;
}

bool Reader::read_text(json::object const& object, Node& node) {
    auto const* value = object.if_contains("text");
    if (node.kind != NodeKind::text)
        return !value || invalid("document.unknown_key", "Only text nodes have text.", "text");
    if (!value) return invalid("document.missing", "“text” is missing.", "text");
    auto const* text = value->if_string();
    if (!text) return invalid("document.wrong_type", "“text” must be a text.", "text");
    if (text->empty()) return invalid("document.text", "A text node cannot be empty.", "text");
    if (!is_clean_text(*text))
        return invalid("document.text", "The text contains characters that cannot be published.", "text");
    node.attributes = Text{std::string(*text)};
    return count_text(text->size());
}

void read_picture(AttributeReader& reader, Picture& picture) {
    reader.id("picture", picture.picture, Needed::yes);
    reader.text("alt", picture.alt);
    reader.text("caption", picture.caption);
    reader.text("credit", picture.credit);
    std::string width;
    reader.word(
        "width", width, [](std::string_view text) { return width_named(text).has_value(); }, "column, wide or full");
    picture.width = width_named(width).value_or(PictureWidth::column);
}

Attributes read_embed(AttributeReader& reader) {
    std::optional<Url> url;
    reader.url("url", url);
    if (!url) return {};  // the reader knows the problem
    Embed embed{*url, {}, {}, {}, {}};
    reader.text("title", embed.title);
    reader.text("description", embed.description);
    reader.text("provider", embed.provider);
    reader.id("picture", embed.picture, Needed::no);
    return embed;
}

// Asks for the fields that belong to the kind.
Attributes attributes_for(NodeKind kind, AttributeReader& reader) {
    switch (kind) {
        case NodeKind::heading: {
            Heading heading;
            reader.integer("level", heading.level, 2, 4, Needed::yes);
            return heading;
        }
        case NodeKind::ordered_list: {
            OrderedList list;
            reader.integer("start", list.start, 0, 1'000'000);
            return list;
        }
        case NodeKind::pull_quote: {
            PullQuote quote;
            reader.text("attribution", quote.attribution);
            return quote;
        }
        case NodeKind::picture: {
            Picture picture;
            read_picture(reader, picture);
            return picture;
        }
        case NodeKind::embed:
            return read_embed(reader);
        case NodeKind::table_cell:
        case NodeKind::table_header: {
            Cell cell;
            reader.integer("colspan", cell.colspan, 1, 100);
            reader.integer("rowspan", cell.rowspan, 1, 1000);
            return cell;
        }
        case NodeKind::story_card: {
            StoryCard card;
            reader.id("story", card.story, Needed::yes);
            return card;
        }
        case NodeKind::appeal: {
            Appeal appeal;
            reader.slug("appeal", appeal.appeal);
            return appeal;
        }
        case NodeKind::newsletter_box: {
            NewsletterBox box;
            reader.slugs("newsletters", box.newsletters, 20);
            return box;
        }
        case NodeKind::code_block: {
            CodeBlock code;
            reader.word("language", code.language, is_code_language, "a short name such as c++");
            return code;
        }
        default:
            return {};
    }
}

bool Reader::read_attributes(json::object const& object, Node& node) {
    json::object const* attributes = nullptr;
    if (!find_attributes(object, attributes)) return false;
    AttributeReader reader(attributes, pointer_);
    auto read = attributes_for(node.kind, reader);
    if (node.kind != NodeKind::text) node.attributes = std::move(read);
    if (!finish(reader)) return false;
    if (node.kind == NodeKind::embed && !node.as<Embed>().url.is_web()) {
        Below const below(*this, "attrs");
        return invalid("document.url", "Only http and https addresses can be embedded.", "url");
    }
    return true;
}

bool Reader::check_children(Node const& node) {
    auto const& rule = rule_of(node.kind);
    auto const count = node.content.size();
    if (count < rule.fewest || count > rule.most) {
        return invalid("document.wrong_child",
                       fmt::format("A {} holds at least {} and at most {} nodes.", rule.name, rule.fewest, rule.most),
                       "content");
    }
    if (rule.first && node.content[0].kind != *rule.first) {
        Below const content(*this, "content");
        return invalid("document.wrong_child",
                       fmt::format("A {} must begin with a {}.", rule.name, name_of(*rule.first)), "0");
    }
    if (node.kind != NodeKind::code_block) return true;
    for (std::size_t i = 0; i < count; ++i) {
        Below const content(*this, "content");
        Below const child(*this, std::to_string(i));
        if (!node.content[i].marks.empty())
            return invalid("document.unknown_mark", "Text in code blocks has no marks.", "marks");
    }
    return true;
}

bool Reader::read_node(json::value const& value, std::string_view parent, KindSet allowed, Node& node) {
    auto const* object = value.if_object();
    if (!object) return invalid("document.wrong_type", "A node must be an object.");
    if (++nodes_ > max_nodes) {
        return fail(ProblemKind::too_large, "document.too_many_nodes", fmt::format("More than {} nodes.", max_nodes));
    }
    std::string_view type;
    if (!only_keys(*object, {"type", "attrs", "content", "marks", "text"}) || !read_type(*object, type)) return false;
    auto const kind = kind_named(type);
    if (!kind) return invalid("document.unknown_node", "This node is unknown.", "type");
    if (!allowed.has(*kind))
        return invalid("document.wrong_child", fmt::format("A {} cannot stand in a {}.", type, parent));
    node.kind = *kind;
    return read_text(*object, node) && read_attributes(*object, node) && read_marks(*object, node) &&
           read_children(*object, rule_of(*kind).name, rule_of(*kind).children, node.content) && check_children(node);
}

bool Reader::read_children(json::object const& object, std::string_view parent, KindSet allowed,
                           std::vector<Node>& into) {
    auto const* value = object.if_contains("content");
    if (!value) return true;
    Below const content(*this, "content");
    auto const* list = value->if_array();
    if (!list) return invalid("document.wrong_type", "“content” must be a list.");
    if (++depth_ > max_depth && !list->empty()) {
        return fail(ProblemKind::too_large, "document.too_deep", fmt::format("Nested more than {} deep.", max_depth));
    }
    into.reserve(std::min(list->size(), max_nodes));
    for (std::size_t i = 0; i < list->size(); ++i) {
        Below const child(*this, std::to_string(i));
        if (!read_node((*list)[i], parent, allowed, into.emplace_back())) return false;
    }
    --depth_;
    return true;
}

Result<Document> Reader::read(json::value const& value) {
    auto const* object = value.if_object();
    if (!object) return refuse(ProblemKind::invalid, "document.shape", "A document must be an object.");
    std::string_view type;
    if (!only_keys(*object, {"type", "content"}) || !read_type(*object, type)) return refuse(problem_);
    if (type != "doc")
        return refuse(ProblemKind::invalid, "document.shape", "A document must have the type “doc”.", "/type");
    Document document;
    if (!read_children(*object, "doc", top_level(), document.content)) return refuse(problem_);
    return document;
}

}  // namespace

Result<Document> read_json(json::value const& value) { return Reader().read(value); }

Result<Document> read_json(std::string_view text) {
    if (text.size() > max_json_bytes) {
        return refuse(
            ProblemKind::too_large, "document.too_large",
            fmt::format("The document is too large: {} million bytes are the most.", max_json_bytes / 1'000'000));
    }
    json::parse_options options;
    options.max_depth = max_json_depth;
    json::error_code error;
    json::monotonic_resource memory;
    auto const value = json::parse(text, error, &memory, options);
    if (error == json::error::too_deep) {
        return refuse(ProblemKind::too_large, "document.too_deep", fmt::format("Nested more than {} deep.", max_depth));
    }
    if (error) return refuse(ProblemKind::invalid, "document.json", "This is not JSON: " + error.message() + ".");
    return Reader().read(value);
}

}  // namespace broadsheet::document
