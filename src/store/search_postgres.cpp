// GIN knows no order: of a very common word it would hand over every story, a hundred thousand to find five thousand.
// So each entry also bears terms that say on which shelves it stands (a run of thirty days, of three and of twelve such
// runs), and a query is put to the newest shelves only: to as many as the share of matches among the newest thousand
// entries lets expect.
#include <algorithm>

#include "store/search_engine.h"

namespace broadsheet::store::postgres {
namespace {

constexpr QuerySyntax syntax{'\'', " <-> ", false, " | ", " & ", " & !"};
constexpr std::int64_t shelf_length = 30LL * 24 * 3600 * 1000;
constexpr std::int64_t sample = 1'000;  // entries

// Shelves by how many runs of thirty days each holds, the longest first.
struct Size {
    std::int64_t runs;
    char letter;
};
constexpr Size sizes[] = {{12, 'y'}, {3, 'q'}, {1, 'm'}};

std::int64_t quotient(std::int64_t number, std::int64_t divisor) {  // rounded down
    return number >= 0 ? number / divisor : (number - divisor + 1) / divisor;
}
std::int64_t shelf_of(std::int64_t key) { return quotient(to_ms(time_of_search_key(key)), shelf_length); }
std::string shelf_term(Size size, std::int64_t shelf) {
    return std::string("'\xEE\x80\x80") + size.letter + std::to_string(quotient(shelf, size.runs)) + "'";
}

std::string vector_text(SearchEntry const& entry, std::int64_t key) {
    std::string out;
    int place = 0;
    for (auto const& term : entry.terms) {
        ++place;
        if (!term.empty()) (((out += '\'') += term) += "':").append(std::to_string(place)) += ' ';
    }
    for (auto const size : sizes) (out += shelf_term(size, shelf_of(key))) += ' ';
    return out;
}

// " & ('…m670' | '…q224' | '…y57')": the fewest shelves that hold what stands from `least` on, of what stands no later
// than `newest`, and nothing before the run of thirty days that `least` is in.
std::string on_shelves(std::int64_t least, std::int64_t newest) {
    std::string out;
    for (auto shelf = shelf_of(least); shelf <= shelf_of(newest);) {
        auto const* size = sizes;
        while (quotient(shelf, size->runs) * size->runs != shelf) ++size;
        out += (out.empty() ? " & (" : " | ") + shelf_term(*size, shelf);
        shelf += size->runs;
    }
    return out + ")";
}

// Keys of a range: the newest, the one so many below it, the oldest.
struct Range {
    std::int64_t newest, oldest;
    std::optional<std::int64_t> sampled;

    // Of a wide window the shelves say little, and cost more than they spare.
    bool is_wide(double window) const {
        return window > (static_cast<double>(newest) - static_cast<double>(oldest)) / 2;
    }
};

std::optional<Range> range_of(Reader& reader, std::int64_t from, std::int64_t before) {
    auto const [newest, sampled, oldest] =
        *select_one<std::optional<std::int64_t>, std::optional<std::int64_t>, std::optional<std::int64_t>>(
            reader,
            "SELECT (SELECT MAX(key) FROM search_entries WHERE key >= :from AND key < :before), (SELECT key FROM "
            "search_entries WHERE key >= :from2 AND key < :before2 ORDER BY key DESC LIMIT 1 OFFSET " +
                std::to_string(sample) +
                "), (SELECT MIN(key) FROM search_entries WHERE key >= :from3 AND key < :before3)",
            from, before, from, before, from, before);
    if (!newest) return std::nullopt;
    return Range{*newest, *oldest, sampled};
}

// The planner takes reading a tsvector for free, and would read all of them.
class ByIndexOnly {
  public:
    explicit ByIndexOnly(Reader& reader) : reader_(reader) { set("off", "0", "3000", "32MB"); }
    void over() { set("on", "2", "0", "4MB"); }

  private:
    void set(char const* scans, char const* workers, char const* timeout, char const* memory) {
        select_one<std::string, std::string, std::string, std::string>(
            reader_,
            "SELECT set_config('enable_seqscan', :scans, true), set_config('max_parallel_workers_per_gather', "
            ":workers, true), set_config('statement_timeout', :timeout, true), set_config('work_mem', :memory, true)",
            scans, workers, timeout, memory);
    }
    Reader& reader_;
};

std::vector<std::int64_t> keys_between(Reader& reader, std::string const& query, std::int64_t from, std::int64_t before,
                                       int limit) {
    // key + 0: so that the engine goes by the terms and sorts, and does not walk along the keys reading terms.
    auto const list = select_one<std::optional<std::string>>(
        reader,
        "SELECT string_agg(CAST(key AS TEXT), ',' ORDER BY key DESC) FROM (SELECT key FROM search_entries WHERE terms "
        "@@ CAST(:query AS tsquery) AND key + 0 >= :from AND key + 0 < :before ORDER BY key + 0 DESC LIMIT " +
            std::to_string(limit) + ") AS newest",
        query, from, before);
    return keys_in(std::get<0>(*list).value_or(""));
}

// How many of the entries from this shelf on match, at least a little: what the newest thousand let expect.
double share_of(Reader& reader, std::string const& query, std::int64_t least, std::int64_t before) {
    auto const first = search_key_from(from_ms(shelf_of(least) * shelf_length));
    auto const [matching, all] = *select_one<std::int64_t, std::int64_t>(
        reader,
        "SELECT (SELECT COUNT(*) FROM search_entries WHERE terms @@ CAST(:query AS tsquery) AND key + 0 < :before), "
        "(SELECT COUNT(*) FROM search_entries WHERE key >= :first AND key < :end)",
        query, before, first, before);
    return static_cast<double>(matching + 1) / static_cast<double>(all + 1);
}

std::vector<std::int64_t> keys_by_window(Reader& reader, SearchQuery const& query, int limit) {
    auto const text = written_query(query, syntax);
    auto const from = query.from.value_or(INT64_MIN), before = query.before.value_or(INT64_MAX);
    auto const range = range_of(reader, from, before);
    if (!range) return {};
    double reach = 1e19;  // how far down to look, as a difference of keys; more than there is: to the end
    if (range->sampled) {
        auto const share = share_of(reader, text + on_shelves(*range->sampled, range->newest), *range->sampled, before);
        reach = std::max(limit / share * 1.25 * static_cast<double>(range->newest - *range->sampled) / sample,
                         static_cast<double>(search_key_from(from_ms(shelf_length)) - search_key_from(from_ms(0))));
    }
    // Where less was published then than lately, farther.
    for (; !range->is_wide(reach); reach *= 4) {
        auto const least = static_cast<std::int64_t>(static_cast<double>(range->newest) - reach);
        auto keys = keys_between(reader, text + on_shelves(least, range->newest), from, before, limit);
        if (keys.size() >= static_cast<std::size_t>(limit)) return keys;
    }
    auto const shelves = query.from ? on_shelves(*query.from, range->newest) : std::string{};
    return keys_between(reader, text + shelves, from, before, limit);
}

}  // namespace

void insert_entry(Transaction& transaction, std::int64_t key, SearchEntry const& entry) {
    execute(transaction,
            "INSERT INTO search_entries (key, story_id, terms) VALUES (:key, :story, CAST(:terms AS tsvector))", key,
            entry.story, vector_text(entry, key));
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

std::vector<std::int64_t> newest_keys(Reader& reader, SearchQuery const& query, int limit) {
    ByIndexOnly planned(reader);
    auto keys = keys_by_window(reader, query, limit);
    planned.over();
    return keys;
}

std::vector<std::vector<std::int64_t>> matching_keys(Reader& reader, std::vector<SearchQuery> const& queries) {
    std::string lines;
    auto const all = range_of(reader, INT64_MIN, INT64_MAX);
    for (auto const& query : queries) {
        auto const from = query.from.value_or(INT64_MIN), before = query.before.value_or(INT64_MAX);
        bool const narrow =
            all && query.from && query.before && !all->is_wide(static_cast<double>(before) - static_cast<double>(from));
        auto const shelves = narrow ? on_shelves(from, before - 1) : std::string{};
        lines +=
            std::to_string(from) + " " + std::to_string(before) + " " + written_query(query, syntax) + shelves + "\n";
    }
    ByIndexOnly planned(reader);
    auto const rows = select<std::optional<std::string>>(
        reader,
        // MATERIALIZED: the lines are taken apart once, not again for each entry that is looked at.
        "WITH q AS MATERIALIZED (SELECT n, CAST(parts[1] AS BIGINT) AS least, CAST(parts[2] AS BIGINT) AS before, "
        "CAST(parts[3] AS tsquery) AS query FROM (SELECT n, regexp_match(line, '^(\\S+) (\\S+) (.*)$') AS parts FROM "
        "unnest(string_to_array(rtrim(:lines, chr(10)), chr(10))) WITH ORDINALITY AS lines (line, n)) AS split) "
        "SELECT (SELECT string_agg(CAST(key AS TEXT), ',') FROM search_entries WHERE terms @@ q.query AND key + 0 >= "
        "q.least AND key + 0 < q.before) FROM q ORDER BY q.n",
        lines);
    planned.over();
    std::vector<std::vector<std::int64_t>> out;
    for (auto const& [list] : rows) out.push_back(keys_in(list.value_or("")));
    return out;
}

}  // namespace broadsheet::store::postgres
