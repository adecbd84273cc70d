// The document as plain text.
#pragma once
#include <string>

#include "document/document.h"

namespace broadsheet::document {

enum class LinkTargets { hidden, shown };  // shown: "text <https://…>"

// For people: blank lines between blocks, "- " and "1. " before list items, "> " before quotes, footnotes as [1] with
// their texts at the end, pictures by their captions. Ends without a line break.
std::string write_text(Document const& document, LinkTargets links = LinkTargets::hidden);

// For search and counting: every word that a reader sees (captions, footnotes, embeds' titles too), one line a block,
// without markers and numbers of our own.
std::string write_words(Document const& document);

}  // namespace broadsheet::document
