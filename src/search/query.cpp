#include "search/query.h"

#include "base/utf8.h"

namespace broadsheet::search {
namespace {

constexpr std::size_t most_phrases = 16;  // ways to read one phrase

// A piece of the query between quotation marks, or outside of them.
struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool quoted = false;
    bool excluded = false;
};

std::size_t quote_at(std::string_view text, std::size_t at) {
    for (std::string_view const quote : {"\"", "“", "”", "„", "«", "»"})
        if (text.substr(at).starts_with(quote)) return quote.size();
    return 0;
}

bool ends_with_minus(std::string_view text) {
    if (!text.ends_with('-')) return false;
    return text.size() == 1 || text[text.size() - 2] == ' ';
}

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> out;
    bool quoted = false;
    std::size_t begin = 0;
    bool excluded = false;
    auto const close = [&](std::size_t end) {
        if (end > begin) out.push_back({begin, end, quoted, excluded});
    };
    for (std::size_t at = 0; at < text.size();) {
        auto const quote = quote_at(text, at);
        if (quote == 0) {
            ++at;
            continue;
        }
        close(at);
        excluded = !quoted && ends_with_minus(text.substr(begin, at - begin));
        quoted = !quoted;
        at += quote;
        begin = at;
    }
    if (quoted) quoted = excluded = false;  // a quotation that nobody ended is words
    close(text.size());
    return out;
}

// Every way to read the words one after the other, as far as there are not too many.
store::SearchClause phrase_clause(std::vector<std::vector<std::string>> const& readings) {
    std::vector<store::SearchPhrase> phrases{{}};
    for (auto const& of_word : readings) {
        std::vector<store::SearchPhrase> longer;
        auto const used = phrases.size() * of_word.size() <= most_phrases ? of_word.size() : std::size_t{1};
        for (auto const& phrase : phrases)
            for (std::size_t i = 0; i < used; ++i) {
                longer.push_back(phrase);
                longer.back().push_back(of_word[i]);
            }
        phrases = std::move(longer);
    }
    return {std::move(phrases)};
}

void add_piece(Asked& out, std::string_view text, Piece const& piece, Terms& terms) {
    std::vector<std::vector<std::string>> readings;
    for (auto const& word : words_of(text.substr(piece.begin, piece.end - piece.begin))) {
        auto const begin = piece.begin + word.begin;
        bool const excluded =
            piece.quoted ? piece.excluded : ends_with_minus(text.substr(piece.begin, begin - piece.begin));
        out.words.push_back({begin, piece.begin + word.end, word.folded, excluded});
        auto of_word = terms.of_query(word.folded);
        if (piece.quoted) {
            readings.push_back(std::move(of_word));
            continue;
        }
        store::SearchClause clause;
        for (auto& term : of_word) clause.any.push_back({std::move(term)});
        (excluded ? out.query.none : out.query.all).push_back(std::move(clause));
    }
    if (!readings.empty()) (piece.excluded ? out.query.none : out.query.all).push_back(phrase_clause(readings));
}

}  // namespace

Result<Asked> read_query(std::string_view text, Terms& terms) {
    if (count_code_points(text) > most_characters)
        return refuse(ProblemKind::invalid, "query_long", "Please search for at most 200 characters.", "q");
    Asked out;
    for (auto const& piece : pieces_of(text)) add_piece(out, text, piece, terms);
    if (out.words.size() > most_words)
        return refuse(ProblemKind::invalid, "query_long", "Please search for at most 12 words.", "q");
    return out;
}

std::string with_words(std::string_view text, std::vector<AskedWord> const& words,
                       std::vector<std::string> const& replacements) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        out += text.substr(done, words[i].begin - done);
        out += replacements[i].empty() ? std::string(text.substr(words[i].begin, words[i].end - words[i].begin))
                                       : replacements[i];
        done = words[i].end;
    }
    return out += text.substr(done);
}

}  // namespace broadsheet::search
