// Counting and cutting text by the rules of its language (ICU: dictionaries for Chinese, Japanese, Thai). `language` is
// a BCP 47 tag; unknown ones take the root rules. Any thread: each has its own break iterators.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::document {

// Words and numbers; punctuation and symbols don't count.
int count_words(std::string_view text, std::string_view language);

// Minutes to read that many words aloud at the language's usual speed, rounded to the nearest, at least 1.
int reading_minutes(int words, std::string_view language);

// At most so many characters (as people count them: grapheme clusters, "…" included), white space collapsed, cut after
// a word and ended by "…" when something was left out.
std::string excerpt(std::string_view text, std::string_view language, std::size_t max_characters);

}  // namespace broadsheet::document
