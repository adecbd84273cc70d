// The document's JSON form: {"type":"doc","content":[…]} as the desk's editor writes it and the store keeps it.
#pragma once
#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "document/document.h"

namespace broadsheet::document {

// Strict: what the schema doesn't know is refused, never dropped. The Problem is `invalid` (or `too_large` for the
// limits of document.h), its field the JSON pointer of the offending value, such as "/content/3/attrs/level". Codes:
//   document.json document.shape document.unknown_node document.unknown_mark document.unknown_attribute
//   document.unknown_key document.wrong_child document.missing document.wrong_type document.out_of_range document.url
//   document.text document.duplicate_mark document.too_deep document.too_many_nodes document.too_much_text
//   document.too_large
// Links are normalised (see Url), apart from that read_json(to_json(x)) is x. Any thread.
Result<Document> read_json(std::string_view text);
Result<Document> read_json(boost::json::value const& value);
inline Result<Document> read_json(char const* text) { return read_json(std::string_view(text)); }
inline Result<Document> read_json(std::string const& text) { return read_json(std::string_view(text)); }

// Canonical: attributes at their defaults, empty contents and empty marks are left out.
boost::json::value to_json(Document const& document);
std::string to_json_text(Document const& document);

}  // namespace broadsheet::document
