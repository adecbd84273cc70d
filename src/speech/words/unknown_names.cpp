#include "speech/words/unknown_names.h"

#include <unordered_map>

#include "base/utf8.h"
#include "speech/words/casing.h"
#include "speech/words/sentences.h"

namespace broadsheet::speech {
namespace {

constexpr std::size_t longest_name = 120;  // bytes
constexpr std::size_t most_words = 5;      // of one name
constexpr std::size_t longest_context = 240;

std::string_view without_owner_ending(std::string_view word) {
    return word.ends_with("'s") ? word.substr(0, word.size() - 2) : word;
}

class Finder {
  public:
    Finder(std::string_view language, Lexicon const& lexicon,
           std::function<bool(std::string_view)> const& in_dictionary)
        : language_(language), lexicon_(lexicon), in_dictionary_(in_dictionary) {}
    void read(Sentence const& sentence);
    std::vector<UnknownName> found() const;

  private:
    bool is_unknown(Token const& token);
    std::size_t words_of_name(std::vector<Token> const& tokens, std::size_t at);
    void note(std::vector<Token> const& tokens, std::size_t from, std::size_t to, bool first, Sentence const& sentence);

    struct Seen {
        UnknownName name;
        bool inside = false;  // not only where sentences begin
    };
    std::string_view language_;
    Lexicon const& lexicon_;
    std::function<bool(std::string_view)> const& in_dictionary_;
    std::vector<Seen> seen_;
    std::unordered_map<std::string, std::size_t> by_name_;
    std::unordered_map<std::string, bool> asked_;
};

bool Finder::is_unknown(Token const& token) {
    auto const word = without_owner_ending(token.text);
    bool const name = token.is_word() && starts_upper(word) && !is_all_upper(word) && word.size() <= longest_name;
    if (!name || count_letters(word) < 2) return false;
    auto const [at, fresh] = asked_.try_emplace(std::string(word), false);
    if (fresh) at->second = !in_dictionary_(word) && !lexicon_.knows(word, language_);
    return at->second;
}

// Where the unknown words that begin there end: they stand together with blanks or hyphens between.
std::size_t Finder::words_of_name(std::vector<Token> const& tokens, std::size_t at) {
    auto end = at + 1;
    for (std::size_t words = 1; words < most_words; ++words) {
        std::size_t const hyphen = end + 1 < tokens.size() && tokens[end].is("-") && tokens[end].glued() ? 1 : 0;
        if (end + hyphen >= tokens.size() || tokens[end + hyphen].glued() != (hyphen == 1)) break;
        if (tokens[end - 1].text.ends_with("'s") || !is_unknown(tokens[end + hyphen])) break;
        end += hyphen + 1;
    }
    return end;
}

void Finder::note(std::vector<Token> const& tokens, std::size_t from, std::size_t to, bool first,
                  Sentence const& sentence) {
    std::string name;
    for (auto i = from; i < to; ++i) {
        name += i == from || tokens[i].glued() ? "" : " ";
        name += i + 1 == to ? without_owner_ending(tokens[i].text) : std::string_view(tokens[i].text);
    }
    if (lexicon_.knows(name, language_)) return;
    auto const [at, fresh] = by_name_.try_emplace(name, seen_.size());
    if (fresh) seen_.push_back({{name, 0, std::string(cut_at_code_point(sentence.shown, longest_context))}, false});
    ++seen_[at->second].name.count;
    seen_[at->second].inside |= !first || to - from > 1;
}

void Finder::read(Sentence const& sentence) {
    auto const tokens = tokens_of(sentence.shown);
    bool first = true;  // no word was read yet
    for (std::size_t i = 0; i < tokens.size();) {
        auto const end = is_unknown(tokens[i]) ? words_of_name(tokens, i) : i;
        if (end > i) note(tokens, i, end, first, sentence);
        first &= !tokens[i].is_word() && !tokens[i].is_digits();
        i = std::max(end, i + 1);
    }
}

std::vector<UnknownName> Finder::found() const {
    std::vector<UnknownName> out;
    for (auto const& seen : seen_)
        if (seen.inside && out.size() < most_unknown_names) out.push_back(seen.name);
    return out;
}

}  // namespace

std::vector<UnknownName> unknown_names(std::string_view text, std::string_view language, Lexicon const& lexicon,
                                       std::function<bool(std::string_view)> const& in_dictionary) {
    Finder finder(language, lexicon, in_dictionary);
    for (auto const& sentence : sentences(text, language)) finder.read(sentence);
    return finder.found();
}

}  // namespace broadsheet::speech
