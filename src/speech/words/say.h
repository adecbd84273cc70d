// From text as it is printed to text as people say it: numbers, dates, money, units, abbreviations, initials, names
// from the newsroom's lexicon. English and Ukrainian by rules of their own; other languages have their numbers spelled
// by ICU and are otherwise left as they are written. Never refuses: what no rule knows is said as it is. Linear in the
// text's size; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "speech/words/lexicon.h"
#include "speech/words/piece.h"

namespace broadsheet::speech {

// `language` is a BCP 47 tag. Words in a script that it is not written in are pieces of their own, with the language
// that they are taken for; so are names with a pronunciation. Nothing for a text without words.
std::vector<Piece> say(std::string_view shown, std::string_view language, Lexicon const& lexicon);

struct SpokenSentence {
    std::string shown;          // as on the page, white space collapsed: a player finds it there by it
    std::vector<Piece> pieces;  // never empty
};

// The sentences of a block of text; those without words are left out.
std::vector<SpokenSentence> say_sentences(std::string_view text, std::string_view language, Lexicon const& lexicon);

// As voices take them: each but the last with a blank behind it.
std::vector<Piece> with_blanks(std::vector<Piece> pieces);
std::string joined(std::vector<Piece> const& pieces);  // their texts, for voices that take nothing else

}  // namespace broadsheet::speech
