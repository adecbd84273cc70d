#include "search/suggestions.h"

#include <algorithm>
#include <array>

#include "search/terms.h"
#include "store/search.h"
#include "store/sections.h"

namespace broadsheet::search {
namespace {

constexpr int newest = 2000;  // headlines of each kind
constexpr Millis least_age{1000};

enum class Kind : std::size_t { section, author, tag, headline };
constexpr std::array<std::size_t, 4> most_of_kind{2, 3, 3, most_suggestions};

struct Entry {
    Suggestion suggestion;
    Kind kind = Kind::headline;
    std::vector<std::string> words;
};

std::vector<std::string> plain_words(std::string_view text) {
    std::vector<std::string> out;
    for (auto const& word : words_of(text)) out.push_back(plain_word(word.folded));
    return out;
}

bool some_begins_with(std::vector<std::string> const& words, std::string const& begin) {
    return std::any_of(words.begin(), words.end(), [&](auto const& word) { return word.starts_with(begin); });
}

}  // namespace

struct Suggestions::Known {
    std::vector<Entry> entries;                                     // in the order in which they are offered
    std::vector<std::pair<std::string, std::uint32_t>> beginnings;  // word → entry, sorted

    void add(std::string const& text, std::string path, Kind kind) {
        entries.push_back({{text, std::move(path)}, kind, plain_words(text)});
    }

    void sort() {
        for (std::size_t i = 0; i < entries.size(); ++i)
            for (auto const& word : entries[i].words) beginnings.emplace_back(word, static_cast<std::uint32_t>(i));
        std::sort(beginnings.begin(), beginnings.end());
    }
};

std::shared_ptr<Suggestions::Known const> Suggestions::current() {
    std::lock_guard const lock(mutex_);
    auto const now = database_.clock().now();
    if (known_ && (!changed_ || (!urgent_ && now - made_ < least_age))) return known_;
    auto made = std::make_shared<Known>();
    changed_ = urgent_ = false;  // before reading: what changes meanwhile makes it anew once more
    try {
        auto const reader = database_.snapshot();
        for (auto const& section : store::list_sections(*reader))
            made->add(section.name, "/section/" + section.slug + "/", Kind::section);
        for (auto const& author : store::list_authors(*reader))
            made->add(author.name, "/author/" + author.slug + "/", Kind::author);
        for (auto const& tag : store::list_tags(*reader)) made->add(tag.name, "/tag/" + tag.slug + "/", Kind::tag);
        for (auto const kind : {content::StoryKind::article, content::StoryKind::brief, content::StoryKind::page})
            for (auto const& headline : store::newest_headlines(*reader, kind, newest))
                made->add(headline.text, "/" + headline.slug + "/", Kind::headline);
    } catch (std::exception const&) {
        changed_ = true;
        if (!known_) throw;
        return known_;  // the database is away: what was known will do
    }
    made->sort();
    made_ = now;
    return known_ = std::move(made);
}

std::vector<Suggestion> Suggestions::find(std::string_view text) {
    auto const asked = plain_words(text);
    if (asked.empty()) return {};
    auto const known = current();
    // The longest word has the fewest candidates.
    auto const& longest =
        *std::max_element(asked.begin(), asked.end(), [](auto const& a, auto const& b) { return a.size() < b.size(); });
    std::vector<std::uint32_t> found;
    for (auto next =
             std::lower_bound(known->beginnings.begin(), known->beginnings.end(), std::pair{longest, std::uint32_t{0}});
         next != known->beginnings.end() && next->first.starts_with(longest); ++next)
        found.push_back(next->second);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::array<std::size_t, 4> of_kind{};
    std::vector<Suggestion> out;
    for (auto const place : found) {
        auto const& entry = known->entries[place];
        auto const kind = static_cast<std::size_t>(entry.kind);
        if (out.size() >= most_suggestions) break;
        if (of_kind[kind] >= most_of_kind[kind]) continue;
        if (!std::all_of(asked.begin(), asked.end(),
                         [&](auto const& begin) { return some_begins_with(entry.words, begin); }))
            continue;
        ++of_kind[kind];
        out.push_back(entry.suggestion);
    }
    return out;
}

void Suggestions::hear(std::vector<store::Change> const& changes) {
    bool changed = false, urgent = false;
    for (auto const& change : changes) {
        changed = changed || change.kind.starts_with("story.") || change.kind.starts_with("section.") ||
                  change.kind.starts_with("author.") || change.kind.starts_with("tag.") ||
                  change.kind.starts_with("site.");
        urgent = urgent || change.urgent;
    }
    if (!changed && !urgent) return;
    std::lock_guard const lock(mutex_);
    changed_ = true;
    urgent_ = urgent_ || urgent;
}

}  // namespace broadsheet::search
