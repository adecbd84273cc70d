#include "search/spelling.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/utf8.h"

namespace broadsheet::search {
namespace {

constexpr int most_candidates = 20'000;
constexpr std::size_t most_letters = 40;

std::vector<char32_t> letters_of(std::string_view text) {
    std::vector<char32_t> out;
    for (std::size_t i = 0; i < text.size();) {
        UChar32 c;
        U8_NEXT(text.data(), i, text.size(), c);
        out.push_back(static_cast<char32_t>(c));
    }
    return out;
}

std::string nearest_of(std::vector<std::string> const& candidates, std::string const& word, std::size_t most) {
    std::string best;
    auto least = most + 1;
    for (auto const& candidate : candidates) {
        auto const distance = edit_distance(candidate, word, most);
        if (distance < least || (distance == least && distance <= most && candidate < best)) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

std::string nearest_word(store::Reader& reader, std::string const& word) {
    auto const letters = count_code_points(word);
    if (letters < 3 || letters > most_letters) return {};
    std::size_t const most = letters < 6 ? 1 : 2;
    // People rarely mistype the first letter; and those are few to look through.
    std::size_t first = 0;
    U8_FWD_1(word.data(), first, word.size());
    auto best =
        nearest_of(store::search_words(reader, letters - most, letters + most, word.substr(0, first), most_candidates),
                   word, most);
    if (!best.empty()) return best;
    return nearest_of(store::search_words(reader, letters - most, letters + most, "", most_candidates), word, most);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
    auto const from = letters_of(a), to = letters_of(b);
    auto const difference = from.size() > to.size() ? from.size() - to.size() : to.size() - from.size();
    if (difference > most) return most + 1;
    std::array<std::vector<std::size_t>, 3> rows;  // of the letter before the last, the last, and this one
    for (auto& row : rows) row.resize(to.size() + 1);
    for (std::size_t j = 0; j <= to.size(); ++j) rows[1][j] = j;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        rows[2][0] = i;
        auto least = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            auto best = std::min({rows[1][j] + 1, rows[2][j - 1] + 1, rows[1][j - 1] + (from[i - 1] != to[j - 1])});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                best = std::min(best, rows[0][j - 2] + 1);
            rows[2][j] = best;
            least = std::min(least, best);
        }
        if (least > most) return most + 1;
        std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    }
    return std::min(rows[1][to.size()], most + 1);
}

std::string did_you_mean(store::Reader& reader, std::string_view text, Asked const& asked, Terms& terms) {
    std::vector<std::string> replacements;
    bool replaced = false;
    for (auto const& word : asked.words) {
        replacements.emplace_back();
        auto const plain = plain_word(word.folded);
        if (word.excluded || store::is_search_word(reader, plain)) continue;
        replacements.back() = nearest_word(reader, plain);
        replaced = replaced || !replacements.back().empty();
    }
    if (!replaced) return {};
    auto const other = with_words(text, asked.words, replacements);
    auto const understood = read_query(other, terms);
    if (!understood || understood->query.all.empty()) return {};
    auto query = understood->query;
    query.filters = asked.query.filters;
    query.from = asked.query.from;
    query.before = asked.query.before;
    return store::newest_keys(reader, query, 1).empty() ? std::string{} : other;
}

}  // namespace broadsheet::search
