// Documents from HTML that comes from elsewhere: clipboards (Word, Google Docs), web pages, wire copy, imports.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "document/document.h"

namespace broadsheet::document {

// The id (13 characters) of the picture that stands for an <img>, or nothing to leave it out. Both texts are as in the
// HTML, of strangers: unchecked.
using PictureFor = std::function<std::optional<std::string>(std::string_view src, std::string_view alt)>;

// Keeps paragraphs, headings (1 to 6 become 2 to 4), lists, quotes, tables, preformatted text, rules, line breaks,
// links and bold, italic, strike, code; drops script, style, forms' controls and everything unseen; unwraps everything
// else. Never partial: refused are only inputs beyond the limits of document.h or nested or tangled beyond reason
// (`too_large`, code html.too_large). Bytes that aren't UTF-8 become U+FFFD. read_json accepts to_json of every
// outcome. Any thread.
Result<Document> read_html(std::string_view html);
Result<Document> read_html(std::string_view html, PictureFor const& picture_for);

}  // namespace broadsheet::document
