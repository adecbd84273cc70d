// A block of text in the portions in which it is said: sentences, the very long ones at their clauses.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::speech {

inline constexpr std::size_t longest_sentence = 400;  // characters (code points)

struct Sentence {
    std::string shown;  // as on the page, each run of blanks and line ends as one blank; never empty
    bool operator==(Sentence const&) const = default;
};

// By ICU's rules for the language (BCP 47), but not within "Dr. Smith", "J. R. R. Tolkien", "вул. Шевченка", "«Стій!»
// сказав він". All of the text in its order. Linear in its size; any thread.
std::vector<Sentence> sentences(std::string_view text, std::string_view language);

}  // namespace broadsheet::speech
