#include "document/read_attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "base/id.h"
#include "base/slug.h"
#include "base/utf8.h"

namespace broadsheet::document {
namespace {

std::int64_t whole(std::uint64_t value) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max()));
}

}  // namespace

std::string escape_pointer(std::string_view key) {
    std::string out;
    for (char const c : cut_at_code_point(key, 100)) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

AttributeReader::AttributeReader(boost::json::object const* attributes, std::string const& pointer)
    : attributes_(attributes), pointer_(pointer) {}

void AttributeReader::refuse_field(std::string_view name, std::string code, std::string message) {
    auto field = pointer_ + "/attrs/" + escape_pointer(name);
    if (!problem_) problem_ = Problem{ProblemKind::invalid, std::move(code), std::move(message), std::move(field)};
}

std::string AttributeReader::take(std::string_view text) {
    text_bytes_ += text.size();
    return std::string(text);
}

boost::json::value const* AttributeReader::find(std::string_view name, Needed needed) {
    asked_.push_back(name);
    if (problem_) return nullptr;
    auto const* value = attributes_ ? attributes_->if_contains(name) : nullptr;
    if (value && !value->is_null()) return value;
    if (needed == Needed::yes) refuse_field(name, "document.missing", fmt::format("“{}” is missing.", name));
    return nullptr;
}

boost::json::string const* AttributeReader::find_text(std::string_view name, Needed needed) {
    auto const* value = find(name, needed);
    if (!value) return nullptr;
    if (!value->is_string()) {
        refuse_field(name, "document.wrong_type", fmt::format("“{}” must be a text.", name));
        return nullptr;
    }
    auto const& found = value->get_string();
    if (is_clean_text(found)) return &found;
    refuse_field(name, "document.text", fmt::format("“{}” contains characters that cannot be published.", name));
    return nullptr;
}

void AttributeReader::text(std::string_view name, std::string& into) {
    if (auto const* found = find_text(name, Needed::no)) into = take(*found);
}

void AttributeReader::integer(std::string_view name, int& into, int least, int most, Needed needed) {
    auto const* value = find(name, needed);
    if (!value) return;
    if (!value->is_int64() && !value->is_uint64()) {
        return refuse_field(name, "document.wrong_type", fmt::format("“{}” must be a whole number.", name));
    }
    auto const number = value->is_int64() ? value->get_int64() : whole(value->get_uint64());
    if (number < least || number > most) {
        return refuse_field(name, "document.out_of_range",
                            fmt::format("“{}” must be from {} to {}.", name, least, most));
    }
    into = static_cast<int>(number);
}

void AttributeReader::word(std::string_view name, std::string& into, bool (*fits)(std::string_view),
                           std::string_view expected) {
    auto const* found = find_text(name, Needed::no);
    if (!found) return;
    if (!found->empty() && !fits(*found)) {
        return refuse_field(name, "document.out_of_range", fmt::format("“{}” must be {}.", name, expected));
    }
    into = take(*found);
}

void AttributeReader::id(std::string_view name, std::string& into, Needed needed) {
    word(
        name, into, [](std::string_view text) { return parse_id(text).has_value(); }, "an id of 13 characters");
    if (needed == Needed::yes && into.empty())
        refuse_field(name, "document.missing", fmt::format("“{}” is missing.", name));
}

void AttributeReader::slug(std::string_view name, std::string& into) { word(name, into, is_slug, "a slug"); }

void AttributeReader::slugs(std::string_view name, std::vector<std::string>& into, std::size_t most) {
    auto const* value = find(name, Needed::no);
    if (!value) return;
    if (!value->is_array()) return refuse_field(name, "document.wrong_type", fmt::format("“{}” must be a list.", name));
    auto const& list = value->get_array();
    if (list.size() > most) {
        return refuse_field(name, "document.out_of_range", fmt::format("“{}” can hold at most {}.", name, most));
    }
    for (auto const& entry : list) {
        auto const* text = entry.if_string();
        if (!text) return refuse_field(name, "document.wrong_type", fmt::format("“{}” must be a list of slugs.", name));
        if (!is_slug(*text)) {
            return refuse_field(name, "document.out_of_range", fmt::format("“{}” must be a list of slugs.", name));
        }
        into.push_back(take(*text));
    }
}

void AttributeReader::url(std::string_view name, std::optional<Url>& into) {
    auto const* found = find_text(name, Needed::yes);
    if (!found) return;
    into = Url::parse_link(*found);
    if (!into) return refuse_field(name, "document.url", "This is not a link that can be published.");
    text_bytes_ += into->text().size();
}

std::optional<Problem> AttributeReader::finish() {
    if (problem_ || !attributes_) return std::move(problem_);
    for (auto const& field : *attributes_) {
        std::string_view const key = field.key();
        if (std::ranges::find(asked_, key) == asked_.end()) {
            refuse_field(key, "document.unknown_attribute", "This attribute is unknown here.");
            break;
        }
    }
    return std::move(problem_);
}

}  // namespace broadsheet::document
