#include "search/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace broadsheet::search {
namespace {

constexpr std::size_t most_about = 60;
constexpr std::size_t most_often = 12;
constexpr int often = 3;                   // times in the text
constexpr std::size_t shortest_often = 4;  // bytes: what is shorter is seldom what a story is about

constexpr double month = 30.0 * 24 * 3600 * 1000;

double weight_of(Place place) {
    switch (place) {
        case Place::headline:
            return 8;
        case Place::about:
            return 4;
        case Place::often:
            break;
    }
    return 2;
}

// The query, narrowed to stories with a word of this clause at the place.
store::SearchQuery narrowed(store::SearchQuery query, std::size_t clause, Place place) {
    store::SearchClause at_place;
    bool phrase = false;
    for (auto const& terms : query.all[clause].any) {
        phrase = phrase || terms.size() > 1;
        for (auto const& term : terms) at_place.any.push_back({placed_term(place, term)});
    }
    if (phrase)
        query.all.push_back(std::move(at_place));
    else
        query.all[clause] = std::move(at_place);
    return query;
}

}  // namespace

std::string placed_term(Place place, std::string_view term) {
    std::string out = "\xEE\x80\x80";  // U+E000, which stands in no word
    out += place == Place::headline ? 'h' : place == Place::about ? 'b' : 'o';
    return out += term;
}

void Places::in_headline(std::string const& term) {
    if (seen_.insert(term).second) headline_.push_back(term);
}

void Places::in_about(std::string const& term) {
    if (about_.size() < most_about && seen_.insert(term).second) about_.push_back(term);
}

void Places::in_body(std::string const& term) {
    if (term.size() >= shortest_often && !seen_.contains(term)) ++body_[term];
}

std::vector<std::string> Places::terms() const {
    std::vector<std::pair<int, std::string_view>> returned_to;
    for (auto const& [term, count] : body_)
        if (count >= often) returned_to.emplace_back(-count, term);
    std::sort(returned_to.begin(), returned_to.end());
    if (returned_to.size() > most_often) returned_to.resize(most_often);
    std::vector<std::string> out;
    for (auto const& term : headline_) out.push_back(placed_term(Place::headline, term));
    for (auto const& term : about_) out.push_back(placed_term(Place::about, term));
    for (auto const& [count, term] : returned_to) out.push_back(placed_term(Place::often, term));
    return out;
}

Ranking::Ranking(std::vector<std::int64_t> keys, std::size_t clauses)
    : keys_(std::move(keys)), clauses_(clauses), weights_(keys_.size() * clauses) {}

void Ranking::tell(std::size_t clause, Place place, std::vector<std::int64_t> const& keys) {
    for (auto const key : keys) {
        auto const found = std::lower_bound(keys_.begin(), keys_.end(), key, std::greater{});
        if (found == keys_.end() || *found != key) continue;
        auto& weight = weights_[static_cast<std::size_t>(found - keys_.begin()) * clauses_ + clause];
        if (weight == 0) weight = weight_of(place);
    }
}

std::vector<std::int64_t> Ranking::best_first(Time now) const {
    std::vector<std::pair<double, std::size_t>> ranks;
    ranks.reserve(keys_.size());
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        double sum = 0;
        for (std::size_t clause = 0; clause < clauses_; ++clause) {
            auto const weight = weights_[i * clauses_ + clause];
            sum += weight == 0 ? 1 : weight;  // 1: in the text only
        }
        auto const age = static_cast<double>((now - store::time_of_search_key(keys_[i])).count()) / month;
        ranks.emplace_back(-sum / (1 + std::log1p(std::max(0.0, age))), i);
    }
    std::sort(ranks.begin(), ranks.end());
    std::vector<std::int64_t> out;
    out.reserve(ranks.size());
    for (auto const& [rank, place] : ranks) out.push_back(keys_[place]);
    return out;
}

std::vector<std::int64_t> ranked(store::Reader& reader, store::SearchQuery const& query,
                                 std::vector<std::int64_t> newest_first, Time now) {
    if (newest_first.size() < 2) return newest_first;
    std::vector<store::SearchQuery> questions;
    for (std::size_t clause = 0; clause < query.all.size(); ++clause)
        for (auto const place : places) {
            auto question = narrowed(query, clause, place);
            question.from = newest_first.back();
            question.before = newest_first.front() + 1;
            questions.push_back(std::move(question));
        }
    auto const answers = store::matching_keys(reader, questions);
    Ranking ranking(std::move(newest_first), query.all.size());
    for (std::size_t i = 0; i < answers.size(); ++i)
        ranking.tell(i / std::size(places), places[i % std::size(places)], answers[i]);
    return ranking.best_first(now);
}

}  // namespace broadsheet::search
