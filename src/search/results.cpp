#include "search/results.h"

#include <algorithm>

#include "search/head.h"

namespace broadsheet::search {
namespace {

using Hits = std::vector<store::SearchHit>;

// Best first.
void sort_by_rank(Hits& hits, store::SearchQuery const& query, Time now) {
    Ranking const ranking(query, now);
    std::vector<std::pair<double, std::size_t>> ranks;
    ranks.reserve(hits.size());
    for (std::size_t i = 0; i < hits.size(); ++i) ranks.emplace_back(-ranking.of(hits[i]), i);
    std::sort(ranks.begin(), ranks.end());  // equals: newest first, as they came
    Hits sorted;
    sorted.reserve(hits.size());
    for (auto const& [rank, place] : ranks) sorted.push_back(std::move(hits[place]));
    hits = std::move(sorted);
}

void take(Results& out, Hits const& hits, std::size_t from) {
    for (auto i = from; i < std::min(hits.size(), from + results_per_page); ++i) out.stories.push_back(hits[i].story);
}

void page_by_rank(Results& out, Hits& hits, Form const& form, Time now) {
    auto const from = static_cast<std::size_t>(form.page - 1) * results_per_page;
    out.has_page = from < hits.size() || form.page == 1;
    sort_by_rank(hits, form.asked.query, now);
    take(out, hits, from);
    if (form.page > 1) out.newer_path = address_of(form, form.page > 2 ? "page=" + std::to_string(form.page - 1) : "");
    if (from + results_per_page < hits.size())
        out.older_path = address_of(form, "page=" + std::to_string(form.page + 1));
}

void page_by_time(Results& out, store::Reader& reader, Hits const& newest, Form const& form) {
    auto hits = newest;
    if (form.before) {
        auto query = form.asked.query;
        query.before = std::min(*form.before, query.before.value_or(INT64_MAX));
        hits = store::newest_hits(reader, query, static_cast<int>(results_per_page) + 1);
        out.newer_path = address_of(form);
    }
    take(out, hits, 0);
    if (hits.size() > results_per_page)
        out.older_path = address_of(form, "before=" + std::to_string(hits[results_per_page - 1].key));
}

}  // namespace

Results results_of(store::Reader& reader, Form const& form, Time now) {
    Results out;
    auto hits = store::newest_hits(reader, form.asked.query, most_ranked + 1);
    out.more = hits.size() > most_ranked;
    if (out.more) hits.pop_back();
    out.found = hits.size();
    if (form.newest)
        page_by_time(out, reader, hits, form);
    else
        page_by_rank(out, hits, form, now);
    return out;
}

}  // namespace broadsheet::search
