// GIN knows no order: of a very common word it would hand over every story, a hundred thousand to find five thousand.
// So each entry also bears a term that says on which shelf (a run of thirty days) it stands, and a query first asks for
// the newest shelves only, then for as many as the matches found there let expect.
#include <algorithm>
#include <cmath>

#include "store/search_engine.h"

namespace broadsheet::store::postgres {
namespace {

constexpr QuerySyntax syntax{'\'', " <-> ", false, " | ", " & ", " & !"};
constexpr std::int64_t shelf_length = 30LL * 24 * 3600 * 1000;
constexpr std::int64_t most_shelves = 60;        // in one query; more are not worth naming
constexpr std::int64_t most_stepped = 50'000;    // entries stepped over to find a shelf
constexpr std::int64_t smallest_window = 2'000;  // entries

std::int64_t shelf_of(std::int64_t key) {
    auto const ms = to_ms(time_of_search_key(key));
    return ms >= 0 ? ms / shelf_length : (ms - shelf_length + 1) / shelf_length;
}
std::string shelf_term(std::int64_t shelf) { return "'\xEE\x80\x80m" + std::to_string(shelf) + "'"; }

std::string vector_text(SearchEntry const& entry, std::int64_t key) {
    std::string out;
    int place = 0;
    for (auto const& term : entry.terms) {
        ++place;
        if (!term.empty()) (((out += '\'') += term) += "':").append(std::to_string(place)) += ' ';
    }
    return out + shelf_term(shelf_of(key));
}

// " & ('…m670' | '…m671')" for the shelves that hold keys in [from, to]; empty where they are too many.
std::string on_shelves(std::int64_t from, std::int64_t to) {
    auto const first = shelf_of(from), last = shelf_of(to);
    if (last - first >= most_shelves) return {};
    std::string out;
    for (auto shelf = first; shelf <= last; ++shelf) out += (shelf == first ? " & (" : " | ") + shelf_term(shelf);
    return out + ")";
}

// The key of the entry so many below `before`, if there is one from `from` on.
std::optional<std::int64_t> key_at(Reader& reader, std::int64_t from, std::int64_t before, std::int64_t place) {
    auto const row = select_one<std::int64_t>(
        reader,
        "SELECT key FROM search_entries WHERE key >= :from AND key < :before ORDER BY key DESC LIMIT 1 OFFSET " +
            std::to_string(place),
        from, before);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

// The planner takes reading a tsvector for free, and would read all of them.
class ByIndexOnly {
  public:
    explicit ByIndexOnly(Reader& reader) : reader_(reader) { set("off", "0", "3000"); }
    void over() { set("on", "2", "0"); }

  private:
    void set(char const* scans, char const* workers, char const* timeout) {
        select_one<std::string, std::string, std::string>(
            reader_,
            "SELECT set_config('enable_seqscan', :scans, true), set_config('max_parallel_workers_per_gather', "
            ":workers, true), set_config('statement_timeout', :timeout, true)",
            scans, workers, timeout);
    }
    Reader& reader_;
};

std::vector<SearchHit> hits_between(Reader& reader, std::string const& query, std::int64_t from, std::int64_t before,
                                    int limit) {
    // key + 0: so that the engine goes by the terms and sorts, and does not walk along the keys reading terms.
    return hits_of(select<std::int64_t, StoryId, std::string>(
        reader,
        "SELECT key, story_id, head FROM search_entries WHERE terms @@ CAST(:query AS tsquery) AND key + 0 >= :from "
        "AND key + 0 < :before ORDER BY key + 0 DESC LIMIT " +
            std::to_string(limit),
        query, from, before));
}

std::vector<SearchHit> hits_by_window(Reader& reader, SearchQuery const& query, int limit) {
    auto const text = written_query(query, syntax);
    auto const from = query.from.value_or(INT64_MIN), before = query.before.value_or(INT64_MAX);
    auto const newest = key_at(reader, from, before, 0);
    if (!newest) return {};
    for (std::int64_t window = std::max<std::int64_t>(smallest_window, limit * 6LL / 5);;) {
        auto const oldest = window < most_stepped ? key_at(reader, from, before, window) : std::nullopt;
        auto least = oldest;
        if (!least) least = query.from;
        auto const shelves = least ? on_shelves(*least, *newest) : std::string{};
        auto hits = hits_between(reader, text + shelves, from, before, limit);
        // Without `oldest` or without shelves everything was asked.
        if (!oldest || shelves.empty() || hits.size() >= static_cast<std::size_t>(limit)) return hits;
        auto const share = static_cast<double>(hits.size() + 1) / static_cast<double>(window);
        window = std::max(window * 2, static_cast<std::int64_t>(std::min(1e15, limit / share * 1.3)));
    }
}

}  // namespace

void insert_entry(Transaction& transaction, std::int64_t key, SearchEntry const& entry) {
    execute(transaction,
            "INSERT INTO search_entries (key, story_id, head, terms) VALUES (:key, :story, :head, CAST(:terms AS "
            "tsvector))",
            key, entry.story, entry.head, vector_text(entry, key));
}

void delete_entry(Transaction& transaction, std::int64_t key) {
    execute(transaction, "DELETE FROM search_entries WHERE key = :key", key);
}

void clear(Transaction& transaction) { execute(transaction, "DELETE FROM search_entries"); }

void before_fill(Transaction& transaction) { execute(transaction, "DROP INDEX IF EXISTS search_entries_terms"); }

void after_fill(Transaction& transaction) {
    if (!select_one<int>(transaction, "SELECT 1 WHERE to_regclass('search_entries_terms') IS NOT NULL"))
        execute(transaction,
                "CREATE INDEX search_entries_terms ON search_entries USING GIN (terms) WITH (fastupdate = off)");
    execute(transaction, "ANALYZE search_entries");
}

std::vector<SearchHit> newest_hits(Reader& reader, SearchQuery const& query, int limit) {
    ByIndexOnly planned(reader);
    auto hits = hits_by_window(reader, query, limit);
    planned.over();
    return hits;
}

}  // namespace broadsheet::store::postgres
