// The names that editors taught the newspaper to say.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "speech/words/tokens.h"

namespace broadsheet::speech {

class Speaker;

struct LexiconEntry {
    std::string written;     // as the page shows it: "Kvitka Cisyk"; an inflected form is an entry of its own
    std::string respelling;  // in the text's language: "KVEET-ka"; empty: as written
    std::string ipa;  // "ˈkʋitkɐ"; empty: the voice reads the respelling. Neither: said as written, not by rules
    bool match_case = true;
    std::string language;  // of the texts it is for, "uk"; empty: of all
};

// Immutable once made; any thread. Whole words are found, the longest first, then those that match the case; also with
// an English 's behind.
class Lexicon {
  public:
    Lexicon() = default;
    explicit Lexicon(std::vector<LexiconEntry> entries);

    bool knows(std::string_view name, std::string_view language) const;  // as a whole

    // Takes and says the name that comes, if there is one. For say().
    bool say_name(Speaker& speaker) const;

  private:
    struct Name {
        LexiconEntry entry;
        std::vector<Token> tokens;
    };
    std::vector<Name> const* names_at(std::string_view first_word) const;

    std::unordered_map<std::string, std::vector<Name>> by_first_word_;  // in lower case
};

}  // namespace broadsheet::speech
