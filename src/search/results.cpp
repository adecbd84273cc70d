#include "search/results.h"

#include <algorithm>

#include "search/ranking.h"

namespace broadsheet::search {
namespace {

using Keys = std::vector<std::int64_t>;

void take(Results& out, store::Reader& reader, Keys const& keys, std::size_t from) {
    auto const begin = keys.begin() + static_cast<long>(std::min(from, keys.size()));
    auto const count = std::min<std::size_t>(results_per_page, static_cast<std::size_t>(keys.end() - begin));
    out.stories = store::stories_at(reader, {begin, begin + static_cast<long>(count)});
}

void page_by_rank(Results& out, store::Reader& reader, Keys newest, Form const& form, Time now) {
    auto const from = static_cast<std::size_t>(form.page - 1) * results_per_page;
    auto const count = newest.size();
    out.has_page = from < count || form.page == 1;
    if (out.has_page) take(out, reader, ranked(reader, form.asked.query, std::move(newest), now), from);
    if (form.page > 1) out.newer_path = address_of(form, form.page > 2 ? "page=" + std::to_string(form.page - 1) : "");
    if (from + results_per_page < count) out.older_path = address_of(form, "page=" + std::to_string(form.page + 1));
}

void page_by_time(Results& out, store::Reader& reader, Keys keys, Form const& form) {
    if (form.before) {
        auto query = form.asked.query;
        query.before = std::min(*form.before, query.before.value_or(INT64_MAX));
        keys = store::newest_keys(reader, query, static_cast<int>(results_per_page) + 1);
        out.newer_path = address_of(form);
    }
    take(out, reader, keys, 0);
    if (keys.size() > results_per_page)
        out.older_path = address_of(form, "before=" + std::to_string(keys[results_per_page - 1]));
}

}  // namespace

Results results_of(store::Reader& reader, Form const& form, Time now) {
    Results out;
    auto keys = store::newest_keys(reader, form.asked.query, most_ranked + 1);
    out.more = keys.size() > most_ranked;
    if (out.more) keys.pop_back();
    out.found = keys.size();
    if (form.newest)
        page_by_time(out, reader, std::move(keys), form);
    else
        page_by_rank(out, reader, std::move(keys), form, now);
    return out;
}

}  // namespace broadsheet::search
