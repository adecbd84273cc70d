// Names in new stories that nobody has taught the newspaper to say.
#include "content/workflow.h"
#include "document/read_json.h"
#include "document/write_text.h"
#include "http/problem.h"
#include "narration/desk_handlers.h"
#include "speech/words/unknown_names.h"

namespace broadsheet::narration {
namespace {

namespace json = boost::json;

constexpr int looked_at = 30;  // stories
constexpr std::size_t most_names = 200;

std::vector<content::Story> asked_stories(DeskCall const& call, store::Reader& reader) {
    if (auto const id = content::StoryId::parse(call.request.query_value("story"))) {
        auto story = store::find_story(reader, *id);
        return story ? std::vector{std::move(*story)} : std::vector<content::Story>{};
    }
    store::StoryFilter filter;
    filter.status = content::StoryStatus::published;
    filter.limit = looked_at;
    return store::list_stories(reader, filter);
}

}  // namespace

http::Response list_unknown_names(DeskCall const& call, Narrations& parts) {
    auto const reader = call.app.database.snapshot();
    auto const lexicon = read_lexicon(*reader);
    json::array out;
    for (auto const& story : asked_stories(call, *reader)) {
        auto const document = document::read_json(story.text.body);
        if (!document) continue;
        auto const text = story.text.standfirst + "\n\n" + document::write_words(*document);
        auto const in_dictionary = [&](std::string_view word) {
            return parts.dictionaries.knows(word, story.text.language);
        };
        for (auto const& one : speech::unknown_names(text, story.text.language, lexicon, in_dictionary)) {
            if (out.size() == most_names) break;
            out.push_back({{"name", one.name},
                           {"count", one.count},
                           {"context", one.context},
                           {"language", story.text.language},
                           {"story", story.id.text()},
                           {"headline", story.text.headline}});
        }
    }
    return json_answer(200, json::object{{"names", std::move(out)}});
}

}  // namespace broadsheet::narration
