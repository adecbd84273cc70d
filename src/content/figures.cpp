#include "content/figures.h"

#include "document/read_json.h"
#include "document/words.h"
#include "document/write_text.h"

namespace broadsheet::content {

StoryFigures figures_of(StoryText const& text) {
    auto const document = document::read_json(text.body);
    if (!document) return {};
    auto const words = document::count_words(document::write_words(*document), text.language);
    auto shown = *document;
    // The excerpt stands in lists, feeds and search results, for everybody.
    auto const most = static_cast<std::size_t>(text.teaser);
    if (text.visibility != "public" && shown.content.size() > most) shown.content.resize(most);
    auto const summary = text.standfirst.empty() ? document::write_text(shown) : text.standfirst;
    return {document::excerpt(summary, text.language, 240), words, document::reading_minutes(words, text.language)};
}

}  // namespace broadsheet::content
