#include "search/head.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace broadsheet::search {
namespace {

constexpr std::size_t most_about = 60;
constexpr std::size_t most_frequent = 12;
constexpr int frequent = 3;                   // times in the text
constexpr std::size_t shortest_frequent = 4;  // bytes: what is shorter is seldom what a story is about

// By the line of the head that a word stands in; the last: in the text only.
constexpr std::array weights{8.0, 4.0, 2.0, 1.0};
constexpr double month = 30.0 * 24 * 3600 * 1000;

std::string line(std::vector<std::string> const& terms) {
    std::string out = " ";
    for (auto const& term : terms) (out += term) += ' ';
    return out;
}

// `word` between spaces. memmem, because it is asked thousands of times for one query and find() looks at every space.
std::size_t line_of(std::string const& head, std::string const& word) {
    auto const* const place = static_cast<char const*>(memmem(head.data(), head.size(), word.data(), word.size()));
    if (!place) return weights.size() - 1;
    return static_cast<std::size_t>(std::count(head.data(), place, '\n'));
}

}  // namespace

void Head::add(std::string const& term, HeadPart part) {
    if (part == HeadPart::body) {
        if (term.size() >= shortest_frequent && !seen_.contains(term)) ++body_[term];
        return;
    }
    if (!seen_.insert(term).second) return;
    if (part == HeadPart::headline)
        headline_.push_back(term);
    else if (about_.size() < most_about)
        about_.push_back(term);
}

std::string Head::text() const {
    std::vector<std::pair<int, std::string>> often;
    for (auto const& [term, count] : body_)
        if (count >= frequent) often.emplace_back(-count, term);
    std::sort(often.begin(), often.end());
    if (often.size() > most_frequent) often.resize(most_frequent);
    std::vector<std::string> terms;
    for (auto& [count, term] : often) terms.push_back(std::move(term));
    return line(headline_) + "\n" + line(about_) + "\n" + line(terms);
}

Ranking::Ranking(store::SearchQuery const& query, Time now) : now_(now) {
    for (auto const& clause : query.all) {
        words_.emplace_back();
        for (auto const& phrase : clause.any)
            for (auto const& term : phrase) words_.back().push_back(" " + term + " ");
    }
}

double Ranking::of(store::SearchHit const& hit) const {
    double sum = 0;
    for (auto const& clause : words_) {
        auto best = weights.size() - 1;
        for (auto const& word : clause) best = std::min(best, line_of(hit.head, word));
        sum += weights[best];
    }
    auto const age = static_cast<double>((now_ - store::time_of_search_key(hit.key)).count()) / month;
    return sum / static_cast<double>(words_.size()) / (1 + std::log1p(std::max(0.0, age)));
}

}  // namespace broadsheet::search
