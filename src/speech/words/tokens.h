// A sentence taken apart for saying: words, runs of digits, addresses, and each other character by itself. Pictographs
// and invisible characters are gone; an apostrophe in a word is ' after a Latin letter and ’ after others (what English
// and Ukrainian voices take as part of the word). Linear in the text's size; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::speech {

enum class TokenKind : std::uint8_t { end, word, digits, mark, address, mention, hashtag };
enum class Blank : std::uint8_t { none, plain, unbroken };  // unbroken: U+00A0, U+202F, U+2009

struct Token {
    TokenKind kind = TokenKind::end;
    Blank before = Blank::none;
    std::string text;  // a mention without its @, a hashtag without its #, digits as 0 to 9

    bool is(std::string_view what) const { return text == what && kind != TokenKind::end; }
    bool is_word() const { return kind == TokenKind::word; }
    bool is_digits() const { return kind == TokenKind::digits; }
    bool glued() const { return before == Blank::none; }
};

// Of valid UTF-8; what is not counts as blanks.
std::vector<Token> tokens_of(std::string_view text);

}  // namespace broadsheet::speech
