#include "search/index.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/log.h"
#include "content/figures.h"
#include "content/workflow.h"
#include "document/read_json.h"
#include "document/write_text.h"
#include "search/ranking.h"
#include "store/sections.h"

namespace broadsheet::search {
namespace {

constexpr int stories_at_once = 20;  // in one transaction, beside a newsroom at work
constexpr int stories_in_bulk = 1000;
constexpr std::size_t most_known_word = 40;      // bytes
constexpr char const* outside = "\xEE\x80\x80";  // U+E000, which stands in no word

// Collects a story's terms: its text first; filters, placed terms and further readings behind it.
class Collector {
  public:
    Collector(Terms& terms, std::string_view language) : terms_(terms), language_(language) {}

    enum class Part { headline, about, body };

    void add(std::string_view text, Part part) {
        for (auto const& word : words_of(text)) {
            if (text_.size() >= store::most_search_terms / 2) return;
            auto const& readings = readings_of(word.folded);
            text_.push_back(readings.front());
            others_.insert(readings.begin() + 1, readings.end());
            for (auto const& reading : readings) place(reading, part);
            if (part != Part::body) known_.insert(word.folded);
        }
        text_.emplace_back();  // no phrase goes on into the next text
    }
    void add_filter(std::string term) { filters_.push_back(std::move(term)); }

    store::SearchEntry entry(content::Story const& story) {
        store::SearchEntry out{story.id, story.published_at.value_or(Time{}), std::move(text_)};
        auto const add_all = [&](auto const& terms) {
            for (auto const& term : terms) {
                if (out.terms.size() + 2 > store::most_search_terms) return;
                out.terms.emplace_back();
                out.terms.push_back(term);
            }
        };
        add_all(filters_);
        add_all(places_.terms());
        add_all(others_);
        return out;
    }
    std::vector<std::string> known_words() const {
        std::vector<std::string> out;
        for (auto const& word : known_)
            if (word.size() <= most_known_word && word[0] > '9') out.push_back(plain_word(word));
        return out;
    }

  private:
    void place(std::string const& term, Part part) {
        switch (part) {
            case Part::headline:
                return places_.in_headline(term);
            case Part::about:
                return places_.in_about(term);
            case Part::body:
                return places_.in_body(term);
        }
    }
    std::vector<std::string> const& readings_of(std::string const& folded) {
        auto const [found, is_new] = readings_.try_emplace(folded);
        if (is_new) found->second = terms_.of_story(folded, language_);
        return found->second;
    }

    Terms& terms_;
    std::string_view language_;
    std::unordered_map<std::string, std::vector<std::string>> readings_;
    std::vector<std::string> text_, filters_;
    std::set<std::string> others_, known_;
    Places places_;
};

// The names of sections and authors, each looked up once for as long as a transaction lasts.
class Names {
  public:
    explicit Names(store::Reader& reader) : reader_(reader) {}

    std::string const& of(content::AuthorId id) {
        auto const [found, is_new] = names_.try_emplace(id.value);
        if (is_new)
            if (auto author = store::find_author(reader_, id)) found->second = std::move(author->name);
        return found->second;
    }
    std::string const& of(content::SectionId id) {
        auto const [found, is_new] = names_.try_emplace(id.value);
        if (is_new)
            if (auto section = store::find_section(reader_, id)) found->second = std::move(section->name);
        return found->second;
    }

  private:
    store::Reader& reader_;
    std::unordered_map<std::int64_t, std::string> names_;  // ids are never shared between kinds
};

Collector collected(Names& names, content::Story const& story, Terms& terms) {
    Collector out(terms, story.text.language);
    auto const& text = story.text;
    out.add(text.headline, Collector::Part::headline);
    out.add(text.standfirst, Collector::Part::about);
    for (auto const& tag : text.tags) out.add(tag, Collector::Part::about);
    for (auto const id : text.bylines) {
        out.add_filter(author_term(id));
        out.add(names.of(id), Collector::Part::about);
    }
    if (text.section) {
        out.add_filter(section_term(*text.section));
        out.add(names.of(*text.section), Collector::Part::about);
    }
    out.add(public_words(text.body, text.visibility, text.teaser), Collector::Part::body);
    return out;
}

void index_story(store::Transaction& transaction, Names& names, content::Story const& story, Terms& terms,
                 std::vector<std::string>& words) {
    if (story.status != content::StoryStatus::published) return store::remove_search_entry(transaction, story.id);
    auto found = collected(names, story, terms);
    for (auto& word : found.known_words()) words.push_back(std::move(word));
    store::save_search_entry(transaction, found.entry(story));
}

void index_stories(store::Transaction& transaction, std::vector<content::StoryId> const& ids, Terms& terms) {
    std::vector<std::string> words;
    Names names(transaction);
    for (auto const id : ids) {
        if (auto const story = store::find_story(transaction, id))
            index_story(transaction, names, *story, terms, words);
        else
            store::remove_search_entry(transaction, id);
    }
    store::save_search_words(transaction, std::move(words));
}

std::optional<std::string> fill(store::Transaction& transaction, Terms& terms, std::string const& progress, int limit) {
    auto const after = content::StoryId::parse(progress).value_or(content::StoryId{});
    auto const stories = store::stories_after(transaction, after, limit);
    std::vector<std::string> words;
    Names names(transaction);
    for (auto const& story : stories) index_story(transaction, names, story, terms, words);
    store::save_search_words(transaction, std::move(words));
    if (!stories.empty()) return stories.back().id.text();
    store::after_search_fill(transaction);
    return std::nullopt;
}

void hear(store::Transaction& transaction, std::vector<store::Change> const& changes, Terms& terms) {
    std::vector<content::StoryId> ids;
    std::set<std::string> renamed;
    constexpr std::string_view of_story = "story:";
    for (auto const& change : changes) {
        for (auto const& tag : change.tags)
            if (tag.starts_with(of_story))
                if (auto const id = content::StoryId::parse(std::string_view(tag).substr(of_story.size())))
                    ids.push_back(*id);
        if (change.kind == "section.changed") renamed.insert("section:" + change.subject);
        if (change.kind == "author.changed") renamed.insert("author:" + change.subject);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    index_stories(transaction, ids, terms);
    for (auto const& subject : renamed) store::add_job(transaction, renew_job, subject, transaction.now());
}

std::vector<content::StoryId> stories_of(store::Reader& reader, std::string_view subject, content::StoryId after) {
    auto const id = subject.substr(subject.find(':') + 1);
    if (subject.starts_with("section:"))
        if (auto const section = content::SectionId::parse(id))
            return store::stories_in_section_after(reader, *section, after, stories_at_once);
    if (subject.starts_with("author:"))
        if (auto const author = content::AuthorId::parse(id))
            return store::stories_by_author_after(reader, *author, after, stories_at_once);
    return {};
}

}  // namespace

std::string public_words(std::string const& body, std::string_view visibility, int teaser) {
    auto document = document::read_json(body);
    if (!document) return {};
    auto const most = static_cast<std::size_t>(teaser);
    if (!content::readers_may_read(visibility, "public") && document->content.size() > most)
        document->content.resize(most);
    return document::write_words(*document);
}

std::string section_term(content::SectionId section) { return outside + ("s" + section.text()); }
std::string author_term(content::AuthorId author) { return outside + ("a" + author.text()); }

changes::DurableWork index_work(Terms& terms) {
    return {subscription,
            [&terms](store::Transaction& transaction, std::vector<store::Change> const& changes) {
                hear(transaction, changes, terms);
            },
            [&terms](store::Transaction& transaction, std::string const& progress) {
                return fill(transaction, terms, progress, stories_at_once);
            }};
}

void renew(store::Database& database, Terms& terms, std::string_view subject) {
    content::StoryId after;
    for (;;) {
        auto const transaction = database.begin();
        // Held, so that what the subscriber makes of a newer text is not overwritten with an older one.
        store::hold_subscription(*transaction, subscription);
        auto const ids = stories_of(*transaction, subject, after);
        if (ids.empty()) return;
        index_stories(*transaction, ids, terms);
        transaction->commit();
        after = ids.back();
    }
}

void index_everything(store::Database& database, Terms& terms) {
    store::Subscription state;
    {
        auto const transaction = database.begin();
        store::hold_subscription(*transaction, subscription);
        state.position = store::log_position(*transaction);
        store::clear_search(*transaction);
        store::before_search_fill(*transaction);
        store::save_subscription(*transaction, subscription, state);  // killed here, a server fills it
        transaction->commit();
    }
    while (!state.filled) {
        auto const transaction = database.begin();
        state = store::hold_subscription(*transaction, subscription);
        auto progress = fill(*transaction, terms, state.progress, stories_in_bulk);
        state.filled = !progress;
        state.progress = std::move(progress).value_or("");
        store::save_subscription(*transaction, subscription, state);
        transaction->commit();
    }
}

}  // namespace broadsheet::search
