#include "store/search.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "store/search_engine.h"

namespace broadsheet::store {
namespace {

constexpr int id_bits = 22;
constexpr std::int64_t epoch = 1'577'836'800'000;               // 2020: keys reach 69 years before and after
constexpr std::int64_t farthest = (std::int64_t{1} << 41) - 1;  // milliseconds

std::int64_t shifted(Time time) {
    return std::clamp(to_ms(time) - epoch, -farthest, farthest) * (std::int64_t{1} << id_bits);
}

std::optional<std::int64_t> key_of(Reader& reader, StoryId story) {
    auto const row = select_one<std::int64_t>(reader, "SELECT key FROM search_entries WHERE story_id = :story", story);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

// A query's clauses as text: ("a" OR "b c") AND "d" NOT "e".
void write_clause(std::string& out, SearchClause const& clause, QuerySyntax const& syntax) {
    out += '(';
    for (std::size_t i = 0; i < clause.any.size(); ++i) {
        if (i > 0) out += syntax.any;
        auto const& phrase = clause.any[i];
        out += syntax.phrase_in_quotes ? std::string(1, syntax.quote) : std::string("(");
        for (std::size_t j = 0; j < phrase.size(); ++j) {
            if (j > 0) out += syntax.between_terms;
            if (!syntax.phrase_in_quotes) out += syntax.quote;
            out += phrase[j];
            if (!syntax.phrase_in_quotes) out += syntax.quote;
        }
        out += syntax.phrase_in_quotes ? syntax.quote : ')';
    }
    out += ')';
}

}  // namespace

std::int64_t search_key(Time published, StoryId story) {
    return shifted(published) + (story.value & ((std::int64_t{1} << id_bits) - 1));
}
std::int64_t search_key_from(Time time) { return shifted(time); }
Time time_of_search_key(std::int64_t key) { return from_ms((key >> id_bits) + epoch); }

std::string written_query(SearchQuery const& query, QuerySyntax const& syntax) {
    std::string out = "(";
    for (auto const& clause : query.all) {
        if (out.size() > 1) out += syntax.all;
        write_clause(out, clause, syntax);
    }
    for (auto const& filter : query.filters) {
        out += syntax.all;
        SearchClause clause;
        clause.any.push_back({filter});
        write_clause(out, clause, syntax);
    }
    out += ')';
    for (auto const& clause : query.none) {
        out += syntax.none;
        write_clause(out, clause, syntax);
    }
    return out;
}

void remove_search_entry(Transaction& transaction, StoryId story) {
    if (auto const key = key_of(transaction, story))
        transaction.is_postgres() ? postgres::delete_entry(transaction, *key) : sqlite::delete_entry(transaction, *key);
}

void save_search_entry(Transaction& transaction, SearchEntry const& entry) {
    remove_search_entry(transaction, entry.story);
    auto key = search_key(entry.published, entry.story);
    // Two of the same millisecond may share the bits that are kept of their ids.
    while (select_one<int>(transaction, "SELECT 1 FROM search_entries WHERE key = :key", key)) ++key;
    transaction.is_postgres() ? postgres::insert_entry(transaction, key, entry)
                              : sqlite::insert_entry(transaction, key, entry);
}

void clear_search(Transaction& transaction) {
    transaction.is_postgres() ? postgres::clear(transaction) : sqlite::clear(transaction);
    execute(transaction, "DELETE FROM search_words");
}

void before_search_fill(Transaction& transaction) {
    if (transaction.is_postgres()) postgres::before_fill(transaction);
}
void after_search_fill(Transaction& transaction) {
    transaction.is_postgres() ? postgres::after_fill(transaction) : sqlite::after_fill(transaction);
}

std::vector<std::int64_t> newest_keys(Reader& reader, SearchQuery const& query, int limit) {
    return reader.is_postgres() ? postgres::newest_keys(reader, query, limit)
                                : sqlite::newest_keys(reader, query, limit);
}

std::vector<std::vector<std::int64_t>> matching_keys(Reader& reader, std::vector<SearchQuery> const& queries) {
    return reader.is_postgres() ? postgres::matching_keys(reader, queries) : sqlite::matching_keys(reader, queries);
}

std::vector<StoryId> stories_at(Reader& reader, std::vector<std::int64_t> const& keys) {
    auto rows = select<std::int64_t, StoryId>(
        reader, "SELECT key, story_id FROM search_entries WHERE key IN (" + number_list(keys) + ")");
    std::vector<StoryId> out;
    for (auto const key : keys)
        for (auto const& [found, story] : rows)
            if (found == key) out.push_back(story);
    return out;
}

std::vector<std::int64_t> keys_in(std::string_view list) {
    std::vector<std::int64_t> out;
    for (auto const* at = list.data(); at < list.data() + list.size(); ++at) {
        std::int64_t key = 0;
        at = std::from_chars(at, list.data() + list.size(), key).ptr;
        out.push_back(key);
    }
    return out;
}

void save_search_words(Transaction& transaction, std::vector<std::string> words) {
    constexpr std::size_t at_once = 200;
    std::sort(words.begin(), words.end());  // one order for all writers, so that none waits for the other in a ring
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (std::size_t start = 0; start < words.size(); start += at_once) {
        std::string values;
        for (auto i = start; i < std::min(words.size(), start + at_once); ++i) {
            if (i > start) values += ',';
            // Letters and digits only: nothing to escape.
            values += "('" + words[i] + "'," + std::to_string(count_code_points(words[i])) + ")";
        }
        execute(transaction,
                "INSERT INTO search_words (word, size) VALUES " + values + " ON CONFLICT (word) DO NOTHING");
    }
}

bool is_search_word(Reader& reader, std::string_view word) {
    return select_one<int>(reader, "SELECT 1 FROM search_words WHERE word = :word", word).has_value();
}

std::vector<std::string> search_words(Reader& reader, std::size_t least, std::size_t most, std::string_view begin,
                                      int limit) {
    std::vector<std::string> out;
    for (auto& [word] : select<std::string>(
             reader,
             "SELECT word FROM search_words WHERE word >= :begin AND word < :end AND size >= :least AND size <= :most "
             "LIMIT " +
                 std::to_string(limit),
             begin, std::string(begin) + "\xF4\x8F\xBF\xBF", static_cast<std::int64_t>(least),
             static_cast<std::int64_t>(most)))
        out.push_back(std::move(word));
    return out;
}

std::vector<Headline> newest_headlines(Reader& reader, StoryKind kind, int limit) {
    std::vector<Headline> out;
    for (auto& [text, slug] : select<std::string, std::string>(
             reader,
             "SELECT headline, slug FROM stories WHERE kind = :kind AND status = 'published' ORDER BY published_at "
             "DESC LIMIT " +
                 std::to_string(limit),
             name_of(kind)))
        out.push_back({std::move(text), std::move(slug)});
    return out;
}

std::vector<SearchText> search_texts(Reader& reader, std::vector<StoryId> const& ids) {
    std::vector<SearchText> out;
    for (auto& [id, standfirst, language, visibility, teaser, body] :
         select<StoryId, std::string, std::string, std::string, int, std::string>(
             reader, "SELECT id, standfirst, language, visibility, teaser, body FROM stories WHERE id IN (" +
                         in_list(ids) + ")"))
        out.push_back({id, std::move(standfirst), std::move(language), std::move(visibility), teaser, std::move(body)});
    return out;
}

}  // namespace broadsheet::store
