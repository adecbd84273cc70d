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

}  // namespace

Marker::Marker(store::SearchQuery const& query, Terms& terms) : terms_(terms), clauses_(query.all.size()) {
    for (std::size_t i = 0; i < query.all.size(); ++i)
        for (auto const& phrase : query.all[i].any)
            for (auto const& term : phrase) {
                wanted_.emplace(term, static_cast<int>(i));
                initials_.insert(term[0]);
            }
}

int Marker::clause_of(std::string const& folded, std::string_view language) {
    // No reduction changes a Latin word's first letter, so most words need none.
    bool const latin = folded[0] >= 'a' && folded[0] <= 'z';
    if (latin && !initials_.contains(folded[0]) && folded.find('\'') == std::string::npos) return -1;
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

// Line by line: a common word stands in the first, and the rest need not be taken apart.
Marker::Reading Marker::read(std::string_view text, std::string_view language) {
    Reading out;
    std::size_t most = 0;
    for (std::size_t begin = 0; begin < text.size() && out.words.size() < most_words;) {
        auto const end = std::min(text.find('\n', begin), text.size());
        auto const known = out.matches.size();
        for (auto& word : words_of(text.substr(begin, end - begin))) {
            out.words.push_back({word.begin + begin, word.end + begin, std::move(word.folded)});
            if (auto const clause = clause_of(out.words.back().folded, language); clause >= 0)
                out.matches.push_back({out.words.size() - 1, clause});
        }
        // The windows that end with a new match.
        for (auto last = known; last < out.matches.size() && most < clauses_; ++last) {
            std::set<int> met;
            for (auto first = last + 1; first-- > 0;) {
                auto const length = out.words[out.matches[last].word].end - out.words[out.matches[first].word].begin;
                if (length > longest * 3 / 4 && first < last) break;
                if (met.insert(out.matches[first].clause).second && met.size() > most) {
                    most = met.size();
                    out.first = first;
                }
            }
        }
        begin = end + 1;
        if (most == clauses_ && begin >= out.words[out.matches[out.first].word].begin + longest) break;
    }
    return out;
}

Html Marker::extract(std::string_view text, std::string_view language) {
    auto const [words, matches, first_match] = read(text, language);
    if (matches.empty()) return {};
    auto const match = matches[first_match].word;
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
