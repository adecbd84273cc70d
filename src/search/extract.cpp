#include "search/extract.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"

namespace broadsheet::search {
namespace {

constexpr std::size_t longest = 460;      // bytes, some 240 characters of either script
constexpr std::size_t longest_edge = 40;  // bytes of what is no word, before the first and after the last
constexpr std::size_t words_before = 6;   // that lead to the first match
constexpr std::size_t most_words = 4000;

using Range = std::pair<std::size_t, std::size_t>;

std::string one_line(std::string_view text) {
    std::string out(text);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

struct Match {
    std::size_t word = 0;
    int clause = 0;
};

// The first of the matches from which on the most clauses are met within the extract's length.
std::size_t best_start(std::vector<Word> const& words, std::vector<Match> const& matches, std::size_t clauses) {
    std::size_t best = 0, most = 0;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        std::set<int> met;
        for (auto j = i; j < matches.size(); ++j) {
            if (words[matches[j].word].end - words[matches[i].word].begin > longest * 3 / 4) break;
            met.insert(matches[j].clause);
        }
        if (met.size() > most) {
            most = met.size();
            best = i;
        }
        if (most == clauses) break;
    }
    return matches[best].word;
}

}  // namespace

Marker::Marker(store::SearchQuery const& query, Terms& terms) : terms_(terms), clauses_(query.all.size()) {
    for (std::size_t i = 0; i < query.all.size(); ++i)
        for (auto const& phrase : query.all[i].any)
            for (auto const& term : phrase) wanted_.emplace(term, static_cast<int>(i));
}

int Marker::clause_of(std::string const& folded, std::string_view language) {
    auto const [found, is_new] = known_.try_emplace(std::string(language) + ' ' + folded, -1);
    if (is_new)
        for (auto const& term : terms_.of_story(folded, language))
            if (auto const wanted = wanted_.find(term); wanted != wanted_.end()) found->second = wanted->second;
    return found->second;
}

Html Marker::whole(std::string_view text, std::string_view language) {
    std::vector<Range> ranges;
    for (auto const& word : words_of(text))
        if (clause_of(word.folded, language) >= 0) ranges.emplace_back(word.begin, word.end);
    return marked(text, ranges);
}

Html Marker::extract(std::string_view text, std::string_view language) {
    auto const words = words_of(text);
    std::vector<Match> matches;
    for (std::size_t i = 0; i < std::min(words.size(), most_words); ++i)
        if (auto const clause = clause_of(words[i].folded, language); clause >= 0) matches.push_back({i, clause});
    if (matches.empty()) return {};
    auto const match = best_start(words, matches, clauses_);
    auto const first = match > words_before ? match - words_before : 0;
    auto const begin = first == 0 && words[0].begin < longest_edge ? 0 : words[first].begin;
    auto last = match;
    while (last + 1 < words.size() && words[last + 1].end - begin <= longest) ++last;
    auto end = words[last].end;
    if (last + 1 == words.size()) end += cut_at_code_point(text.substr(end), longest_edge).size();
    std::string shown = begin > 0 ? "… " : "";
    auto const offset = shown.size();
    shown += one_line(text.substr(begin, end - begin));
    if (end < text.size()) shown += " …";
    std::vector<Range> ranges;
    for (auto const& [word, clause] : matches)
        if (word >= first && word <= last)
            ranges.emplace_back(words[word].begin - begin + offset, words[word].end - begin + offset);
    return marked(shown, ranges);
}

}  // namespace broadsheet::search
