// From text to the terms that the index holds: words by ICU, one spelling of each (case, width, accents, apostrophes),
// then its dictionary or stem form: English by libstemmer, Ukrainian by hunspell, other languages as they are.
//
// A story in English or Ukrainian has its Latin words reduced as English and its Cyrillic ones as Ukrainian, since each
// quotes the other; a story in another language keeps its words. A word that is searched for has no language: it is
// looked for as it is and in every reduction that its script allows.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "search/ukrainian.h"

namespace broadsheet::search {

struct Word {
    std::size_t begin = 0;  // bytes of the text it stands in
    std::size_t end = 0;
    std::string folded;  // letters, digits and ', never empty, at most 100 bytes
};

// Words and numbers of a valid UTF-8 text, in order. "café" is cafe; й, ї, ё and ґ are letters. Any thread.
std::vector<Word> words_of(std::string_view text);

// A word as people may be shown it, and as names are compared by their beginnings: without its apostrophes.
std::string plain_word(std::string_view folded);

// Any thread.
class Terms {
  public:
    explicit Terms(std::filesystem::path dictionaries = "/usr/share/hunspell") : ukrainian_(std::move(dictionaries)) {}

    // What a word of a story in this language (BCP 47) is filed under; the first stands in its place, the others are
    // further readings of it. Never empty.
    std::vector<std::string> of_story(std::string const& folded, std::string_view language);
    // What a word of a query is looked for as; any of them will do. Never empty.
    std::vector<std::string> of_query(std::string const& folded);

  private:
    Ukrainian ukrainian_;
};

}  // namespace broadsheet::search
